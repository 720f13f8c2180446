import { ExactInteger } from './exact-integer.ts';
import type { Json, JsonObject } from './json.ts';
import { isJsonObject } from './json.ts';

/** Readers of JSON by path. Each answers the empty value of its type when a step is absent or of another type. */

const EMPTY_OBJECT: JsonObject = {};
const EMPTY_LIST: readonly Json[] = [];

export const isJsonArray = (value: unknown): value is readonly Json[] => Array.isArray(value);

/** The value behind the keys; own properties only, so `__proto__` and `constructor` are ordinary absent keys. */
export const valueAt = (value: Json | undefined, ...keys: readonly string[]): Json | undefined => {
  let current = value;
  for (const key of keys) {
    if (!isJsonObject(current) || !Object.hasOwn(current, key)) return undefined;
    current = current[key];
  }
  return current;
};

export const objectAt = (value: Json | undefined, ...keys: readonly string[]): JsonObject => {
  const found = valueAt(value, ...keys);
  return isJsonObject(found) ? found : EMPTY_OBJECT;
};

/** Like objectAt, but tells an absent struct from an empty one. */
export const optionalObjectAt = (value: Json | undefined, ...keys: readonly string[]): JsonObject | undefined => {
  const found = valueAt(value, ...keys);
  return isJsonObject(found) ? found : undefined;
};

export const listAt = (value: Json | undefined, ...keys: readonly string[]): readonly Json[] => {
  const found = valueAt(value, ...keys);
  return isJsonArray(found) ? found : EMPTY_LIST;
};

/** The list's structs; elements of another type read as empty structs, so indexes stay true. */
export const objectsAt = (value: Json | undefined, ...keys: readonly string[]): readonly JsonObject[] =>
  listAt(value, ...keys).map((item) => (isJsonObject(item) ? item : EMPTY_OBJECT));

export const stringsAt = (value: Json | undefined, ...keys: readonly string[]): readonly string[] =>
  listAt(value, ...keys).filter((item) => typeof item === 'string');

export const stringAt = (value: Json | undefined, ...keys: readonly string[]): string => {
  const found = valueAt(value, ...keys);
  return typeof found === 'string' ? found : '';
};

/** An integer that a number does not hold reads as the nearest one. */
export const numberAt = (value: Json | undefined, ...keys: readonly string[]): number | undefined => {
  const found = valueAt(value, ...keys);
  if (found instanceof ExactInteger) return Number(found);
  return typeof found === 'number' ? found : undefined;
};

export const booleanAt = (value: Json | undefined, ...keys: readonly string[]): boolean => valueAt(value, ...keys) === true;

/** A map of strings as sorted entries; values of other types are left out. */
export const stringEntriesAt = (value: Json | undefined, ...keys: readonly string[]): readonly (readonly [string, string])[] => {
  const entries: [string, string][] = [];
  for (const [key, item] of Object.entries(objectAt(value, ...keys))) if (typeof item === 'string') entries.push([key, item]);
  return entries.sort(([a], [b]) => (a < b ? -1 : 1));
};

/** A copy with the value put behind the keys; structs on the way are made as needed, `undefined` removes the key. */
export const withValueAt = (object: JsonObject, keys: readonly string[], value: Json | undefined): JsonObject => {
  const [key, ...rest] = keys;
  if (key === undefined) return object;
  const inner = rest.length === 0 ? value : withValueAt(objectAt(object, key), rest, value);
  if (inner !== undefined) return { ...object, [key]: inner };
  const { [key]: _removed, ...others } = object;
  return others;
};

/** A copy without the given top-level keys. */
export const withoutKeys = (object: JsonObject, keys: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
