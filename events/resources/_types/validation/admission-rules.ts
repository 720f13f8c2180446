import type { JsonObject } from '../../../json.ts';
import { objectsAt, optionalObjectAt, stringAt, stringsAt, valueAt } from '../../../json-path.ts';
import { duplicateErrors, duplicateField, invalidField, notSupportedField, requiredField, tooManyField } from '../../../meta/field-rules.ts';
import { labelSelectorErrors } from '../../../meta/label-selector.ts';
import { pathSegmentErrors, qualifiedNameErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';

const OPERATIONS: readonly string[] = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const SCOPES: readonly string[] = ['*', 'Cluster', 'Namespaced'];
const MATCH_POLICIES: readonly string[] = ['Equivalent', 'Exact'];
const FAILURE_POLICIES: readonly string[] = ['Fail', 'Ignore'];
const MOST_CONDITIONS = 64;

/** A `*` stands alone. */
const wildcardErrors = (values: readonly string[], field: string, what: string): FieldError[] =>
  values.length > 1 && values.includes('*') ? [invalidField(field, values, `if '*' is present, must not specify other ${what}`)] : [];

interface Resource {
  readonly text: string;
  readonly resource: string;
  readonly subresource: string | undefined;
}

const partsOf = (text: string): Resource => {
  const slash = text.indexOf('/');
  return slash < 0 ? { text, resource: text, subresource: undefined } : { text, resource: text.slice(0, slash), subresource: text.slice(slash + 1) };
};

/** What an earlier wildcard makes superfluous. */
const coveredErrors = (resources: readonly Resource[], field: string): FieldError[] => resources.flatMap(({ text, resource, subresource }, index) => {
  if (text === '') return [requiredField(`${field}[${index}]`)];
  if (text === '*/*' || subresource === undefined) return [];
  const earlier = resources.slice(0, index);
  return [
    ...(earlier.some((other) => other.resource === resource && other.subresource === '*') ? [invalidField(`${field}[${index}]`, text, `if '${resource}/*' is present, must not specify ${text}`)] : []),
    ...(earlier.some((other) => other.resource === '*' && other.subresource === subresource) ? [invalidField(`${field}[${index}]`, text, `if '*/${subresource}' is present, must not specify ${text}`)] : []),
  ];
});

const resourcesErrors = (texts: readonly string[], field: string): FieldError[] => {
  if (texts.length === 0) return [requiredField(field)];
  const resources = texts.map(partsOf);
  const errors = coveredErrors(resources, field);
  if (texts.length > 1 && texts.includes('*/*')) errors.push(invalidField(field, texts, "if '*/*' is present, must not specify other resources"));
  const plain = resources.filter(({ text, subresource }) => text !== '*' && subresource === undefined);
  if (texts.includes('*') && plain.length > 0) errors.push(invalidField(field, texts, "if '*' is present, must not specify other resources without subresources"));
  return errors;
};

const required = (values: readonly string[], field: string): FieldError[] => (values.length === 0 ? [requiredField(field)] : []);

const operationsErrors = (operations: readonly string[], field: string): FieldError[] => [
  ...required(operations, field),
  ...wildcardErrors(operations, field, 'operations'),
  ...operations.flatMap((operation, index) => (OPERATIONS.includes(operation) ? [] : [notSupportedField(`${field}[${index}]`, operation, OPERATIONS)])),
];

/** Rules for operations on resources. */
export const ruleErrors = (rule: JsonObject, field: string): FieldError[] => {
  const [groups, versions] = [stringsAt(rule, 'apiGroups'), stringsAt(rule, 'apiVersions')];
  const scope = valueAt(rule, 'scope');
  return [
    ...operationsErrors(stringsAt(rule, 'operations'), `${field}.operations`),
    ...required(groups, `${field}.apiGroups`),
    ...wildcardErrors(groups, `${field}.apiGroups`, 'API groups'),
    ...required(versions, `${field}.apiVersions`),
    ...wildcardErrors(versions, `${field}.apiVersions`, 'API versions'),
    ...versions.flatMap((version, index) => (version === '' ? [requiredField(`${field}.apiVersions[${index}]`)] : [])),
    ...resourcesErrors(stringsAt(rule, 'resources'), `${field}.resources`),
    ...(typeof scope === 'string' && !SCOPES.includes(scope) ? [notSupportedField(`${field}.scope`, scope, SCOPES)] : []),
  ];
};

const namedRuleErrors = (rule: JsonObject, field: string): FieldError[] => {
  const names = stringsAt(rule, 'resourceNames');
  const errors = names.flatMap((name, index) => [
    ...pathSegmentErrors(name).map((why) => invalidField(`${field}.resourceNames[${index}]`, name, why)),
    ...(names.indexOf(name) < index ? [duplicateField(`${field}.resourceNames[${index}]`, name)] : []),
  ]);
  return [...errors, ...ruleErrors(rule, field)];
};

const oneOfErrors = (value: string, field: string, supported: readonly string[]): FieldError[] =>
  supported.includes(value) ? [] : [notSupportedField(field, value, supported)];

export const failurePolicyErrors = (policy: string, field: string): FieldError[] => oneOfErrors(policy, field, FAILURE_POLICIES);
export const matchPolicyErrors = (policy: string, field: string): FieldError[] => oneOfErrors(policy, field, MATCH_POLICIES);

/** Rules for the two selectors of a webhook or a policy, where it has them. */
export const selectorsErrors = (object: JsonObject, field: string): FieldError[] => ['namespaceSelector', 'objectSelector'].flatMap((name) => {
  const selector = optionalObjectAt(object, name);
  return selector === undefined ? [] : labelSelectorErrors(selector, `${field}.${name}`);
});

/** Rules for the requests a policy is about. */
export const matchResourcesErrors = (resources: JsonObject, field: string): FieldError[] => [
  ...matchPolicyErrors(stringAt(resources, 'matchPolicy'), `${field}.matchPolicy`),
  ...selectorsErrors(resources, field),
  ...['resourceRules', 'excludeResourceRules'].flatMap((name) => objectsAt(resources, name).flatMap((rule, index) => namedRuleErrors(rule, `${field}.${name}[${index}]`))),
];

/** Rules for conditions a request must meet. Expressions are kept as they are: nothing evaluates them yet. */
export const matchConditionsErrors = (conditions: readonly JsonObject[], field: string): FieldError[] => [
  ...(conditions.length > MOST_CONDITIONS ? [tooManyField(field, conditions.length, MOST_CONDITIONS)] : []),
  ...conditions.flatMap((condition, index) => {
    const name = stringAt(condition, 'name');
    return [
      ...(stringAt(condition, 'expression').trim() === '' ? [requiredField(`${field}[${index}].expression`)] : []),
      ...(name === '' ? [requiredField(`${field}[${index}].name`)] : qualifiedNameErrors(name).map((why) => invalidField(`${field}[${index}].name`, name, why))),
    ];
  }),
  ...duplicateErrors(conditions, (condition) => stringAt(condition, 'name'), (index) => `${field}[${index}].name`),
];
