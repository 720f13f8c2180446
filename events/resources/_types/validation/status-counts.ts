import type { JsonObject } from '../../../json.ts';
import { numberAt } from '../../../json-path.ts';
import { invalidField, negativeErrors } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';

/** No count of the status is negative. */
export const countErrors = (object: JsonObject, names: readonly string[]): readonly FieldError[] =>
  names.flatMap((name) => negativeErrors(numberAt(object, 'status', name), `status.${name}`));

/** A count is never greater than another it is part of. */
export const partErrors = (object: JsonObject, part: string, whole: string): readonly FieldError[] => {
  const count = numberAt(object, 'status', part) ?? 0;
  return count > (numberAt(object, 'status', whole) ?? 0) ? [invalidField(`status.${part}`, count, `cannot be greater than status.${whole}`)] : [];
};

/** Names once taken stay taken. */
export const collisionErrors = (object: JsonObject, before: JsonObject): readonly FieldError[] => {
  const old = numberAt(before, 'status', 'collisionCount');
  const now = numberAt(object, 'status', 'collisionCount');
  return old !== undefined && (now === undefined || now < old) ? [invalidField('status.collisionCount', now ?? 0, 'cannot be decremented')] : [];
};
