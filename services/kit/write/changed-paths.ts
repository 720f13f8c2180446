import { jsonEqual } from '../../../events/json-equal.ts';
import type { Json, JsonObject } from '../../../events/json.ts';
import { isJsonObject } from '../../../events/json.ts';

const MOST_PATHS = 64;
const PLAIN_KEY = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** Bookkeeping that every write touches says nothing about it. */
const IGNORED = new Set(['metadata.managedFields', 'metadata.resourceVersion']);

const join = (path: string, key: string): string => {
  if (!PLAIN_KEY.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
};

const keysOf = (a: JsonObject, b: JsonObject): Iterable<string> => new Set([...Object.keys(a), ...Object.keys(b)]);

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

const collect = (before: Json | undefined, after: Json | undefined, at: { readonly path: string; readonly into: string[] }): void => {
  const { path, into } = at;
  if (into.length >= MOST_PATHS || IGNORED.has(path) || jsonEqual(before, after)) return;
  if (isJsonObject(before) && isJsonObject(after)) {
    for (const key of keysOf(before, after)) collect(before[key], after[key], { path: join(path, key), into });
  } else if (isList(before) && isList(after) && before.length === after.length) {
    before.forEach((item, index) => collect(item, after[index], { path: `${path}[${index}]`, into }));
  } else into.push(path);
};

/** Paths at which two objects differ, e.g. `spec.replicas`, `metadata.annotations["a.b/c"]`; at most 64, document order. */
export const changedPaths = (before: JsonObject, after: JsonObject): readonly string[] => {
  const into: string[] = [];
  collect(before, after, { path: '', into });
  return into;
};
