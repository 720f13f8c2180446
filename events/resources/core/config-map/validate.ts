import type { JsonObject } from '../../../json.ts';
import { objectAt, stringEntriesAt } from '../../../json-path.ts';
import { invalidField, tooLongField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { MAX_DATA_BYTES, base64Bytes, frozenErrors, keysErrors } from '../../_types/validation/key-value.ts';

const sizeBytes = (configMap: JsonObject): number => {
  const encoder = new TextEncoder();
  const text = stringEntriesAt(configMap, 'data').reduce((sum, [, value]) => sum + encoder.encode(value).length, 0);
  return stringEntriesAt(configMap, 'binaryData').reduce((sum, [, value]) => sum + base64Bytes(value), text);
};

/** Upstream's rules for a config map. */
export const configMapErrors = (configMap: JsonObject): readonly FieldError[] => {
  const binary = objectAt(configMap, 'binaryData');
  const twice = Object.keys(objectAt(configMap, 'data')).filter((key) => Object.hasOwn(binary, key));
  return [
    ...keysErrors(configMap, 'data'),
    ...twice.map((key) => invalidField(`data[${key}]`, key, 'duplicate of key present in binaryData')),
    ...keysErrors(configMap, 'binaryData'),
    // The whole object is too long: upstream names no field.
    ...(sizeBytes(configMap) > MAX_DATA_BYTES ? [tooLongField('[]', MAX_DATA_BYTES)] : []),
  ];
};

/** Upstream's rules for an update of a config map. */
export const configMapUpdateErrors = (configMap: JsonObject, before: JsonObject): readonly FieldError[] =>
  frozenErrors(configMap, before, ['data', 'binaryData']);
