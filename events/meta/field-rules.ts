import { ExactInteger } from '../exact-integer.ts';
import type { Json, JsonObject } from '../json.ts';
import type { FieldError } from '../schema/field-error.ts';
import { jsonEqual } from '../json-equal.ts';

/** Makers of field errors in upstream's wording, and the rules many kinds share. */

export const invalidField = (field: string, value: Json, detail: string): FieldError => ({ type: 'FieldValueInvalid', field, value, detail });
export const requiredField = (field: string, detail = ''): FieldError => ({ type: 'FieldValueRequired', field, detail });
export const forbiddenField = (field: string, detail: string): FieldError => ({ type: 'FieldValueForbidden', field, detail });
export const duplicateField = (field: string, value: Json): FieldError => ({ type: 'FieldValueDuplicate', field, value, detail: '' });
export const notFoundField = (field: string, value: Json): FieldError => ({ type: 'FieldValueNotFound', field, value, detail: '' });
export const tooLongField = (field: string, maxBytes: number): FieldError => ({ type: 'FieldValueTooLong', field, detail: `may not be more than ${maxBytes} bytes` });
export const tooManyField = (field: string, count: number, max: number): FieldError =>
  ({ type: 'FieldValueTooMany', field, value: count, detail: `must have at most ${max} ${max === 1 ? 'item' : 'items'}` });
export const notSupportedField = (field: string, value: Json, supported: readonly string[]): FieldError =>
  ({ type: 'FieldValueNotSupported', field, value, detail: `supported values: ${supported.map((name) => JSON.stringify(name)).join(', ')}` });

export const IMMUTABLE = 'field is immutable';
export const NOT_NEGATIVE = 'must be greater than or equal to 0';

const isNegative = (value: Json | undefined): value is number | ExactInteger =>
  (typeof value === 'number' || value instanceof ExactInteger) && Number(value) < 0;

export const negativeErrors = (value: Json | undefined, field: string): FieldError[] =>
  isNegative(value) ? [invalidField(field, value, NOT_NEGATIVE)] : [];

export const immutableErrors = (value: Json | undefined, before: Json | undefined, field: string): FieldError[] =>
  jsonEqual(value, before) ? [] : [invalidField(field, value ?? null, IMMUTABLE)];

/** Duplicates of one key among a list's items, reported at the later ones; empty keys are not compared. */
export const duplicateErrors = (items: readonly JsonObject[], keyOf: (item: JsonObject) => string, fieldOf: (index: number) => string): FieldError[] => {
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    const key = keyOf(item);
    if (key === '' || !seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [duplicateField(fieldOf(index), key)];
  });
};
