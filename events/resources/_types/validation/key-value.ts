import type { JsonObject } from '../../../json.ts';
import { booleanAt, stringEntriesAt, valueAt } from '../../../json-path.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { forbiddenField, invalidField } from '../../../meta/field-rules.ts';
import { configKeyErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';

/** Most bytes of all values of a ConfigMap or Secret together. */
export const MAX_DATA_BYTES = 1024 * 1024;

export const keysErrors = (object: JsonObject, map: string): FieldError[] =>
  stringEntriesAt(object, map).flatMap(([key]) => configKeyErrors(key).map((detail) => invalidField(`${map}[${key}]`, key, detail)));

const paddingOf = (text: string): number => (text.endsWith('==') ? 2 : Number(text.endsWith('=')));

/** Decoded size of base64 text, bytes. */
export const base64Bytes = (text: string): number => Math.floor(((text.length - paddingOf(text)) * 3) / 4);

const WHEN_SET = 'field is immutable when `immutable` is set';

/** An object once immutable stays so, and its data with it. */
export const frozenErrors = (object: JsonObject, before: JsonObject, maps: readonly string[]): FieldError[] => {
  if (!booleanAt(before, 'immutable')) return [];
  const errors = booleanAt(object, 'immutable') ? [] : [forbiddenField('immutable', WHEN_SET)];
  const changed = maps.filter((map) => !jsonEqual(valueAt(object, map) ?? {}, valueAt(before, map) ?? {}));
  return [...errors, ...changed.map((map) => forbiddenField(map, WHEN_SET))];
};
