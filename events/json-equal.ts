import { sameExactly } from './exact-integer.ts';
import type { Json, JsonObject } from './json.ts';
import { isJsonObject } from './json.ts';
import { isJsonArray } from './json-path.ts';

const arraysEqual = (a: readonly Json[], b: readonly Json[]): boolean =>
  a.length === b.length && a.every((item, index) => jsonEqual(item, b[index]));

const ownValue = (object: JsonObject, key: string): Json | undefined => (Object.hasOwn(object, key) ? object[key] : undefined);

const objectsEqual = (a: JsonObject, b: JsonObject): boolean =>
  Object.keys(a).every((key) => jsonEqual(a[key], ownValue(b, key))) && Object.keys(b).every((key) => b[key] === undefined || Object.hasOwn(a, key));

/** Deep equality; key order does not matter, a key whose value is `undefined` counts as absent. */
export const jsonEqual = (a: Json | undefined, b: Json | undefined): boolean => {
  if (a === b) return true;
  if (isJsonArray(a)) return isJsonArray(b) && arraysEqual(a, b);
  return isJsonObject(a) ? isJsonObject(b) && objectsEqual(a, b) : sameExactly(a, b);
};
