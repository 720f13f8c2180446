import type { Json, JsonObject } from '../json.ts';

/** A JSON object under construction. */
export type OpenObject = Record<string, Json | undefined>;

/** Sets an own property, `__proto__` included: object keys come from clients. */
export const setKey = (target: OpenObject, key: string, value: Json): void => {
  if (key === '__proto__') Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  else target[key] = value;
};

/** A copy with the absent ones among `values` filled in; the same object when none was absent. */
export const withAbsent = (object: JsonObject, values: JsonObject): JsonObject => {
  let filled: OpenObject | undefined;
  for (const key of Object.keys(values)) {
    if (object[key] !== undefined) continue;
    filled ??= { ...object };
    filled[key] = values[key];
  }
  return filled ?? object;
};

/** A copy with one field set, or the same object when it already has this very value. */
export const withField = (object: JsonObject, field: string, value: Json | undefined): JsonObject =>
  object[field] === value ? object : { ...object, [field]: value };
