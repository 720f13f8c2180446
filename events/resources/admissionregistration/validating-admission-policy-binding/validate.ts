import type { JsonObject } from '../../../json.ts';
import { stringsAt } from '../../../json-path.ts';
import { duplicateField, invalidField, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { policyBindingErrors } from '../../_types/validation/admission-policy.ts';

const ACTIONS: readonly string[] = ['Audit', 'Deny', 'Warn'];
const FIELD = 'spec.validationActions';

/** Upstream's rules for a binding of a validating policy. */
export const validatingAdmissionPolicyBindingErrors = (binding: JsonObject): readonly FieldError[] => {
  const actions = stringsAt(binding, 'spec', 'validationActions');
  return [
    ...policyBindingErrors(binding),
    ...actions.flatMap((action, index) => [
      ...(ACTIONS.includes(action) ? [] : [notSupportedField(`${FIELD}[${index}]`, action, ACTIONS)]),
      ...(actions.indexOf(action) < index ? [duplicateField(`${FIELD}[${index}]`, action)] : []),
    ]),
    ...(actions.includes('Deny') && actions.includes('Warn')
      ? [invalidField(FIELD, actions, 'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)')] : []),
    ...(actions.length === 0 ? [requiredField(FIELD, 'at least one validation action is required')] : []),
  ];
};
