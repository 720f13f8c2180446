import type { JsonObject } from '../../../json.ts';
import { stringAt } from '../../../json-path.ts';
import { invalidField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';

/** An Event lies in the namespace of what it is about; Events about cluster-wide objects lie in `default`. */
export const eventErrors = (event: JsonObject): readonly FieldError[] => {
  const namespace = stringAt(event, 'metadata', 'namespace');
  const involved = stringAt(event, 'involvedObject', 'namespace');
  const fits = involved === '' ? namespace === '' || namespace === 'default' : involved === namespace;
  return fits ? [] : [invalidField('involvedObject.namespace', involved, 'does not match event.namespace')];
};
