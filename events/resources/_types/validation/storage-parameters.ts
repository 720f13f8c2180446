import type { JsonObject } from '../../../json.ts';
import { stringEntriesAt } from '../../../json-path.ts';
import { invalidField, tooLongField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';

const MAX_COUNT = 512;
const MAX_BYTES = 256 * 1024;

const bytes = (text: string): number => new TextEncoder().encode(text).length;

/** Parameters of a class: at most 512, 256 KiB in all, none without a name. */
export const parametersErrors = (parameters: JsonObject, field: string): readonly FieldError[] => {
  const entries = stringEntriesAt(parameters);
  if (entries.length > MAX_COUNT) return [tooLongField(field, MAX_COUNT)];
  const size = entries.reduce((sum, [key, value]) => sum + bytes(key) + bytes(value), 0);
  return [
    ...entries.filter(([key]) => key === '').map(([key]) => invalidField(field, key, 'field can not be empty.')),
    ...(size > MAX_BYTES ? [tooLongField(field, MAX_BYTES)] : []),
  ];
};
