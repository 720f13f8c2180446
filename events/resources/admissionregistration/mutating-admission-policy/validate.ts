import type { JsonObject } from '../../../json.ts';
import { objectsAt, optionalObjectAt, stringAt } from '../../../json-path.ts';
import { forbiddenField, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { policyErrors } from '../../_types/validation/admission-policy.ts';
import { reinvocationErrors } from '../../_types/validation/webhooks.ts';

const FIELDS: Readonly<Record<string, string>> = { ApplyConfiguration: 'applyConfiguration', JSONPatch: 'jsonPatch' };

const mutationErrors = (mutation: JsonObject, field: string): FieldError[] => {
  const type = stringAt(mutation, 'patchType');
  if (type === '') return [requiredField(`${field}.patchType`)];
  const wanted = FIELDS[type];
  if (wanted === undefined) return [notSupportedField(`${field}.patchType`, type, Object.keys(FIELDS))];
  const other = wanted === 'jsonPatch' ? 'applyConfiguration' : 'jsonPatch';
  const change = optionalObjectAt(mutation, wanted);
  return [
    ...(change === undefined ? [requiredField(`${field}.${wanted}`, `must be specified when patchType is ${type}`)] : []),
    ...(change !== undefined && stringAt(change, 'expression').trim() === '' ? [requiredField(`${field}.${wanted}.expression`, 'expression is not specified')] : []),
    ...(optionalObjectAt(mutation, other) === undefined ? [] : [forbiddenField(`${field}.${other}`, `must not be specified when patchType is ${type}`)]),
  ];
};

/** Upstream's rules for a mutating policy, but for what its expressions say. */
export const mutatingAdmissionPolicyErrors = (policy: JsonObject): readonly FieldError[] => {
  const mutations = objectsAt(policy, 'spec', 'mutations');
  const reinvocation = stringAt(policy, 'spec', 'reinvocationPolicy');
  return [
    ...policyErrors(policy),
    ...(mutations.length === 0 ? [requiredField('spec.mutations', 'mutations must contain at least one item')] : []),
    ...mutations.flatMap((mutation, index) => mutationErrors(mutation, `spec.mutations[${index}]`)),
    ...(reinvocation === '' ? [requiredField('spec.reinvocationPolicy')] : reinvocationErrors(reinvocation, 'spec.reinvocationPolicy')),
  ];
};
