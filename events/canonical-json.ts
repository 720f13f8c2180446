import type { Json } from './json.ts';
import { isJsonObject } from './json.ts';
import { isJsonArray } from './json-path.ts';

const sorted = (value: Json): Json => {
  if (isJsonArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  const entries: (readonly [string, Json])[] = [];
  for (const key of Object.keys(value).sort()) if (value[key] !== undefined) entries.push([key, sorted(value[key])]);
  return Object.fromEntries(entries);
};

/** One text for all values that `jsonEqual` takes for equal, so that many of them can be told apart in a Set. */
export const canonicalJson = (value: Json | undefined): string =>
  value === undefined ? '' : JSON.stringify(typeof value === 'object' ? sorted(value) : value);
