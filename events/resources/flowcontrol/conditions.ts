import type { JsonObject } from '../../json.ts';
import { objectsAt, stringAt } from '../../json-path.ts';
import { duplicateErrors, requiredField } from '../../meta/field-rules.ts';
import type { FieldError } from '../../schema/field-error.ts';

/** Upstream's rules for the status of a flow schema or priority level. */
export const flowStatusErrors = (object: JsonObject): readonly FieldError[] => {
  const conditions = objectsAt(object, 'status', 'conditions');
  return [
    ...duplicateErrors(conditions, (condition) => stringAt(condition, 'type'), (index) => `status.conditions[${index}].type`),
    ...conditions.flatMap((condition, index) => (stringAt(condition, 'type') === '' ? [requiredField(`status.conditions[${index}].type`, 'must not be empty')] : [])),
  ];
};
