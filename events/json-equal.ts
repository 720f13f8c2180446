import type { Json } from './json.ts';
import { isJsonObject } from './json.ts';
import { isJsonArray } from './json-path.ts';

const arraysEqual = (a: readonly Json[], b: readonly Json[]): boolean =>
  a.length === b.length && a.every((item, index) => jsonEqual(item, b[index]));

/** Deep equality; key order does not matter, a key whose value is `undefined` counts as absent. */
export const jsonEqual = (a: Json | undefined, b: Json | undefined): boolean => {
  if (a === b) return true;
  if (isJsonArray(a)) return isJsonArray(b) && arraysEqual(a, b);
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => jsonEqual(a[key], b[key]));
};
