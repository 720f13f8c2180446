import type { JsonObject } from '../../../json.ts';
import { optionalObjectAt, stringAt, valueAt } from '../../../json-path.ts';
import { forbiddenField, immutableErrors, invalidField, notSupportedField, requiredField, tooLongField } from '../../../meta/field-rules.ts';
import { dnsLabelErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { domainPrefixedPathErrors } from '../../_types/validation/names.ts';
import { typedReferenceErrors } from '../../_types/validation/typed-reference.ts';

const MOST_CONTROLLER = 250;
const SCOPES: readonly string[] = ['Cluster', 'Namespace'];
const PARAMETERS = 'spec.parameters';

const scopeErrors = (parameters: JsonObject): FieldError[] => {
  const scope = stringAt(parameters, 'scope');
  const namespace = valueAt(parameters, 'namespace');
  if (valueAt(parameters, 'scope') === undefined) return [requiredField(`${PARAMETERS}.scope`)];
  if (!SCOPES.includes(scope)) return [notSupportedField(`${PARAMETERS}.scope`, scope, SCOPES)];
  if (scope === 'Cluster') return namespace === undefined ? [] : [forbiddenField(`${PARAMETERS}.namespace`, "`parameters.scope` is set to 'Cluster'")];
  if (typeof namespace !== 'string') return [requiredField(`${PARAMETERS}.namespace`, "`parameters.scope` is set to 'Namespace'")];
  return dnsLabelErrors(namespace).map((detail) => invalidField(`${PARAMETERS}.namespace`, namespace, detail));
};

/** Upstream's rules for an ingress class. */
export const ingressClassErrors = (ingressClass: JsonObject): readonly FieldError[] => {
  const controller = stringAt(ingressClass, 'spec', 'controller');
  const parameters = optionalObjectAt(ingressClass, 'spec', 'parameters');
  return [
    ...(controller.length > MOST_CONTROLLER ? [tooLongField('spec.controller', MOST_CONTROLLER)] : []),
    ...domainPrefixedPathErrors(controller, 'spec.controller'),
    ...(parameters === undefined ? [] : [...typedReferenceErrors(parameters, PARAMETERS), ...scopeErrors(parameters)]),
  ];
};

/** Upstream's rules for an update of an ingress class. */
export const ingressClassUpdateErrors = (ingressClass: JsonObject, before: JsonObject): readonly FieldError[] =>
  immutableErrors(valueAt(ingressClass, 'spec', 'controller'), valueAt(before, 'spec', 'controller'), 'spec.controller');
