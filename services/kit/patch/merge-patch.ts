import type { Json, JsonObject } from '../../../events/json.ts';
import { isJsonObject } from '../../../events/json.ts';

/** RFC 7386: maps merge, null deletes, everything else replaces. Neither argument is changed. */
export const applyMergePatch = (target: JsonObject, patch: JsonObject): JsonObject => {
  const merged = new Map<string, Json | undefined>(Object.entries(target));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else if (!isJsonObject(value)) merged.set(key, value);
    else {
      const before = merged.get(key);
      merged.set(key, applyMergePatch(isJsonObject(before) ? before : {}, value));
    }
  }
  return Object.fromEntries(merged);
};
