import type { JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { objectAt, stringAt, valueAt } from '../../../json-path.ts';
import { forbiddenField, requiredField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { csiDriverNameErrors } from '../../_types/validation/csi-driver-name.ts';
import { parametersErrors } from '../../_types/validation/storage-parameters.ts';

/** Upstream's rules for a class of volume attributes. */
export const volumeAttributesClassErrors = (attributesClass: JsonObject): readonly FieldError[] => {
  const parameters = objectAt(attributesClass, 'parameters');
  return [
    ...csiDriverNameErrors(stringAt(attributesClass, 'driverName'), 'driverName'),
    ...(Object.keys(parameters).length === 0 ? [requiredField('parameters', 'must contain at least one key/value pair')] : parametersErrors(parameters, 'parameters')),
  ];
};

/** Upstream's rules for an update of a class of volume attributes: it stays what it is. */
export const volumeAttributesClassUpdateErrors = (attributesClass: JsonObject, before: JsonObject): readonly FieldError[] =>
  ['driverName', 'parameters']
    .filter((field) => !jsonEqual(valueAt(attributesClass, field), valueAt(before, field)))
    .map((field) => forbiddenField(field, `updates to ${field} are forbidden.`));
