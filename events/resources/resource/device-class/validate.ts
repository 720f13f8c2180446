import type { JsonObject } from '../../../json.ts';
import { objectAt, objectsAt } from '../../../json-path.ts';
import { tooManyField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { configurationErrors, selectorsErrors } from '../../_types/validation/device-claim.ts';

const MOST_CONFIGURATIONS = 32;

/** Upstream's main rules for a class of devices. */
export const deviceClassErrors = (deviceClass: JsonObject): readonly FieldError[] => {
  const config = objectsAt(deviceClass, 'spec', 'config');
  return [
    ...selectorsErrors(objectAt(deviceClass, 'spec'), 'spec.selectors'),
    ...(config.length > MOST_CONFIGURATIONS ? [tooManyField('spec.config', config.length, MOST_CONFIGURATIONS)] : []),
    ...config.flatMap((one, index) => configurationErrors(one, `spec.config[${index}]`)),
  ];
};
