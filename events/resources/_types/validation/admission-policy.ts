import type { JsonObject } from '../../../json.ts';
import { objectsAt, optionalObjectAt, stringAt } from '../../../json-path.ts';
import { forbiddenField, invalidField, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import { labelSelectorErrors } from '../../../meta/label-selector.ts';
import { dns1035LabelErrors, dnsSubdomainErrors, pathSegmentErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { failurePolicyErrors, matchConditionsErrors, matchResourcesErrors } from './admission-rules.ts';

const versionErrors = (apiVersion: string, field: string): FieldError[] => {
  if (apiVersion === '') return [requiredField(field)];
  const parts = apiVersion.split('/');
  if (parts.length > 2) return [invalidField(field, apiVersion, `unexpected GroupVersion string: ${apiVersion}`)];
  const [group, version] = parts.length === 2 ? [parts[0] ?? '', parts[1] ?? ''] : ['', apiVersion];
  const groupFaults = group === '' ? [] : dnsSubdomainErrors(group);
  const versionFaults = dns1035LabelErrors(version);
  return [
    ...(groupFaults.length > 0 ? [invalidField(field, group, groupFaults.join(','))] : []),
    ...(version === '' ? [invalidField(field, apiVersion, 'version must be specified')] : versionFaults.length > 0 ? [invalidField(field, version, versionFaults.join(','))] : []),
  ];
};

const paramKindErrors = (paramKind: JsonObject, field: string): FieldError[] => {
  const kind = stringAt(paramKind, 'kind');
  const faults = dns1035LabelErrors(kind.toLowerCase());
  const errors = versionErrors(stringAt(paramKind, 'apiVersion'), `${field}.apiVersion`);
  if (kind === '') return [...errors, requiredField(`${field}.kind`)];
  return faults.length === 0 ? errors : [...errors, invalidField(`${field}.kind`, kind, `may have mixed case, but should otherwise match: ${faults.join(',')}`)];
};

const IDENTIFIER = /^[_a-zA-Z][_a-zA-Z0-9]*$/;
const RESERVED: ReadonlySet<string> = new Set([
  'true', 'false', 'null', 'in', 'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop', 'package', 'namespace', 'return', 'var', 'void', 'while',
]);

const variableErrors = (variable: JsonObject, field: string): FieldError[] => {
  const name = stringAt(variable, 'name');
  const errors: FieldError[] = [];
  if (name.trim() === '') errors.push(requiredField(`${field}.name`, 'name is not specified'));
  else if (!IDENTIFIER.test(name) || RESERVED.has(name)) errors.push(invalidField(`${field}.name`, name, 'name is not a valid CEL identifier'));
  if (stringAt(variable, 'expression').trim() === '') errors.push(requiredField(`${field}.expression`, 'expression is not specified'));
  return errors;
};

const constraintsErrors = (policy: JsonObject): FieldError[] => {
  const constraints = optionalObjectAt(policy, 'spec', 'matchConstraints');
  if (constraints === undefined) return [requiredField('spec.matchConstraints')];
  const errors = matchResourcesErrors(constraints, 'spec.matchConstraints');
  return objectsAt(constraints, 'resourceRules').length > 0 ? errors : [...errors, requiredField('spec.matchConstraints.resourceRules')];
};

/** What the two kinds of policy have in common. Expressions are kept as they are: nothing evaluates them yet. */
export const policyErrors = (policy: JsonObject): readonly FieldError[] => {
  const paramKind = optionalObjectAt(policy, 'spec', 'paramKind');
  return [
    ...failurePolicyErrors(stringAt(policy, 'spec', 'failurePolicy'), 'spec.failurePolicy'),
    ...(paramKind === undefined ? [] : paramKindErrors(paramKind, 'spec.paramKind')),
    ...constraintsErrors(policy),
    ...matchConditionsErrors(objectsAt(policy, 'spec', 'matchConditions'), 'spec.matchConditions'),
    ...objectsAt(policy, 'spec', 'variables').flatMap((variable, index) => variableErrors(variable, `spec.variables[${index}]`)),
  ];
};

const EXCLUSIVE = 'name and selector are mutually exclusive';
const NOT_FOUND_ACTIONS: readonly string[] = ['Deny', 'Allow'];

const actionErrors = (action: string, field: string): FieldError[] => {
  if (action === '') return [requiredField(field)];
  return NOT_FOUND_ACTIONS.includes(action) ? [] : [notSupportedField(field, action, NOT_FOUND_ACTIONS)];
};

const paramRefErrors = (reference: JsonObject, field: string): FieldError[] => {
  const name = stringAt(reference, 'name');
  const selector = optionalObjectAt(reference, 'selector');
  const both = name !== '' && selector !== undefined;
  return [
    ...(name === '' ? [] : pathSegmentErrors(name).map((why) => invalidField(`${field}.name`, name, why))),
    ...(both ? [forbiddenField(`${field}.name`, EXCLUSIVE)] : []),
    ...(selector === undefined ? [] : labelSelectorErrors(selector, `${field}.selector`)),
    ...(both ? [forbiddenField(`${field}.selector`, EXCLUSIVE)] : []),
    ...(name === '' && selector === undefined ? [requiredField(field, 'one of name or selector must be specified')] : []),
    ...actionErrors(stringAt(reference, 'parameterNotFoundAction'), `${field}.parameterNotFoundAction`),
  ];
};

/** What the bindings of the two kinds of policy have in common. */
export const policyBindingErrors = (binding: JsonObject): readonly FieldError[] => {
  const name = stringAt(binding, 'spec', 'policyName');
  const reference = optionalObjectAt(binding, 'spec', 'paramRef');
  const resources = optionalObjectAt(binding, 'spec', 'matchResources');
  return [
    ...(name === '' ? [requiredField('spec.policyName')] : dnsSubdomainErrors(name).map((why) => invalidField('spec.policyName', name, why))),
    ...(reference === undefined ? [] : paramRefErrors(reference, 'spec.paramRef')),
    ...(resources === undefined ? [] : matchResourcesErrors(resources, 'spec.matchResouces')),
  ];
};
