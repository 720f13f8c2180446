import type { JsonObject } from '../../../json.ts';
import { canonicalJson } from '../../../canonical-json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { objectAt, objectsAt, stringAt, stringsAt, valueAt } from '../../../json-path.ts';
import { duplicateErrors, duplicateField, forbiddenField, immutableErrors, invalidField, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import { qualifiedNameErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { parametersErrors } from '../../_types/validation/storage-parameters.ts';

const RECLAIM_POLICIES: readonly string[] = ['Delete', 'Retain'];
const BINDING_MODES: readonly string[] = ['Immediate', 'WaitForFirstConsumer'];

const provisionerErrors = (name: string): readonly FieldError[] =>
  name === '' ? [requiredField('provisioner')] : qualifiedNameErrors(name.toLowerCase()).map((detail) => invalidField('provisioner', name, detail));

const requirementErrors = (requirement: JsonObject, field: string): readonly FieldError[] => {
  const [key, values] = [stringAt(requirement, 'key'), stringsAt(requirement, 'values')];
  return [
    ...(values.length === 0 ? [requiredField(`${field}.values`)] : []),
    ...values.flatMap((value, index) => (values.indexOf(value) < index ? [duplicateField(`${field}.values[${index}]`, value)] : [])),
    ...qualifiedNameErrors(key).map((detail) => invalidField(`${field}.key`, key, detail)),
  ];
};

/** The same whatever the order of keys and values. */
const fingerprint = (term: JsonObject): string =>
  canonicalJson(Object.fromEntries(objectsAt(term, 'matchLabelExpressions').map((requirement) => [stringAt(requirement, 'key'), stringsAt(requirement, 'values').toSorted()])));

const topologyErrors = (storageClass: JsonObject): readonly FieldError[] => {
  const terms = objectsAt(storageClass, 'allowedTopologies');
  const prints = terms.map(fingerprint);
  return terms.flatMap((term, at) => {
    const field = `allowedTopologies[${at}].matchLabelExpressions`;
    const requirements = objectsAt(term, 'matchLabelExpressions');
    return [
      ...requirements.flatMap((requirement, index) => requirementErrors(requirement, `${field}[${index}]`)),
      ...duplicateErrors(requirements, (requirement) => stringAt(requirement, 'key'), (index) => `${field}[${index}].key`),
      ...(prints.indexOf(prints[at] ?? '') < at ? [duplicateField(field, '')] : []),
    ];
  });
};

/** Upstream's rules for a storage class. */
export const storageClassErrors = (storageClass: JsonObject): readonly FieldError[] => {
  const [policy, mode] = [stringAt(storageClass, 'reclaimPolicy'), stringAt(storageClass, 'volumeBindingMode')];
  return [
    ...provisionerErrors(stringAt(storageClass, 'provisioner')),
    ...parametersErrors(objectAt(storageClass, 'parameters'), 'parameters'),
    ...(policy === '' || RECLAIM_POLICIES.includes(policy) ? [] : [notSupportedField('reclaimPolicy', policy, RECLAIM_POLICIES)]),
    ...(BINDING_MODES.includes(mode) ? [] : [notSupportedField('volumeBindingMode', mode, BINDING_MODES)]),
    ...topologyErrors(storageClass),
  ];
};

const FIXED: readonly string[] = ['parameters', 'provisioner', 'reclaimPolicy'];

/** Upstream's rules for an update of a storage class: how it makes volumes stays. */
export const storageClassUpdateErrors = (storageClass: JsonObject, before: JsonObject): readonly FieldError[] => [
  ...FIXED.filter((field) => !jsonEqual(valueAt(storageClass, field), valueAt(before, field))).map((field) => forbiddenField(field, `updates to ${field} are forbidden.`)),
  ...immutableErrors(valueAt(storageClass, 'volumeBindingMode'), valueAt(before, 'volumeBindingMode'), 'volumeBindingMode'),
];
