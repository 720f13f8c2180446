import type { Json, JsonObject } from '../../../events/json.ts';
import { isJsonObject } from '../../../events/json.ts';
import { parseJson } from '../../../events/parse-json.ts';
import { isJsonArray, objectAt, stringAt, withValueAt, withoutKeys } from '../../../events/json-path.ts';
import type { CompiledKind, FieldSet } from '../../../events/schema/compiled-kind.ts';
import { differenceOfFieldSets, unionFieldSets } from '../../../events/schema/field-set.ts';
import { apiVersionOf } from './served-versions.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** Largest sum of an object's annotations, keys and values, bytes. */
const MAX_ANNOTATIONS_BYTES = 256 * 1024;

const lastAppliedOf = (object: JsonObject): string => stringAt(object, 'metadata', 'annotations', LAST_APPLIED);

const parsed = (text: string): JsonObject | undefined => {
  try {
    const value: unknown = parseJson(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/**
 * What client-side apply set and the object still has: kubectl's own, whoever the record names. Undefined without a
 * readable record in the kind's version.
 */
export const allowedByLastApplied = (kind: CompiledKind, live: JsonObject): FieldSet | undefined => {
  const applied = parsed(lastAppliedOf(live));
  if (applied?.['apiVersion'] !== apiVersionOf(kind) || kind.apply.check(applied).length > 0) return undefined;
  const { changed, removed } = kind.compare(applied, live);
  return differenceOfFieldSets(kind.fieldSet(applied), unionFieldSets(changed, removed));
};

const sortedKeys = (value: Json | undefined): Json => {
  if (isJsonArray(value)) return value.map(sortedKeys);
  if (!isJsonObject(value)) return value ?? null;
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sortedKeys(item)]));
};

/** A configuration as client-side apply records it: JSON with sorted keys and a newline, without the record itself. */
const recordOf = (config: JsonObject): string => {
  const annotations = objectAt(config, 'metadata')['annotations'];
  const bare = isJsonObject(annotations) ? withValueAt(config, ['metadata', 'annotations'], withoutKeys(annotations, [LAST_APPLIED])) : config;
  return `${JSON.stringify(sortedKeys(bare))}\n`;
};

const encoder = new TextEncoder();
const bytesOf = (text: string): number => encoder.encode(text).length;

const fits = (annotations: JsonObject): boolean =>
  Object.entries(annotations).reduce((sum, [key, value]) => sum + bytesOf(key) + (typeof value === 'string' ? bytesOf(value) : 0), 0) <= MAX_ANNOTATIONS_BYTES;

/**
 * After kubectl applied on the server, the record client-side apply left is brought up to date, so that going back finds it
 * true; a record too large goes. Other managers' applies leave it alone.
 */
export const withLastApplied = (object: JsonObject, config: JsonObject, manager: string): JsonObject => {
  if (manager !== 'kubectl' || lastAppliedOf(object) === '') return object;
  const annotations = { ...objectAt(object, 'metadata', 'annotations'), [LAST_APPLIED]: recordOf(config) };
  return withValueAt(object, ['metadata', 'annotations'], fits(annotations) ? annotations : withoutKeys(annotations, [LAST_APPLIED]));
};
