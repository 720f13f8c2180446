import type { JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { objectAt, objectsAt, stringAt, stringsAt, valueAt } from '../../../json-path.ts';
import { invalidField, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import { dnsSubdomainErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { segmentErrors } from './typed-reference.ts';

export const RBAC_GROUP = 'rbac.authorization.k8s.io';

const ruleErrors = (rule: JsonObject, namespaced: boolean, field: string): FieldError[] => {
  const [groups, resources, names, urls] = [stringsAt(rule, 'apiGroups'), stringsAt(rule, 'resources'), stringsAt(rule, 'resourceNames'), stringsAt(rule, 'nonResourceURLs')];
  const errors = stringsAt(rule, 'verbs').length === 0 ? [requiredField(`${field}.verbs`, 'verbs must contain at least one value')] : [];
  if (urls.length > 0) {
    if (namespaced) errors.push(invalidField(`${field}.nonResourceURLs`, urls, 'namespaced rules cannot apply to non-resource URLs'));
    const mixed = groups.length + resources.length + names.length > 0;
    return mixed ? [...errors, invalidField(`${field}.nonResourceURLs`, urls, 'rules cannot apply to both regular resources and non-resource URLs')] : errors;
  }
  if (groups.length === 0) errors.push(requiredField(`${field}.apiGroups`, 'resource rules must supply at least one api group'));
  if (resources.length === 0) errors.push(requiredField(`${field}.resources`, 'resource rules must supply at least one resource'));
  if (names.length > 0 && resources.length > 1) errors.push(requiredField(`${field}.resourceNames`, 'resource names cannot apply to multiple resources'));
  return errors;
};

/** Upstream's rules for a role's rules. */
export const rulesErrors = (role: JsonObject, namespaced: boolean): readonly FieldError[] =>
  objectsAt(role, 'rules').flatMap((rule, index) => ruleErrors(rule, namespaced, `rules[${index}]`));

const groupErrors = (subject: JsonObject, group: string, field: string): FieldError[] => {
  const given = stringAt(subject, 'apiGroup');
  return given === group ? [] : [notSupportedField(`${field}.apiGroup`, given, [group])];
};

const accountErrors = (subject: JsonObject, namespaced: boolean, field: string): FieldError[] => {
  const name = stringAt(subject, 'name');
  return [
    ...(name === '' ? [] : dnsSubdomainErrors(name).map((detail) => invalidField(`${field}.name`, name, detail))),
    ...groupErrors(subject, '', field),
    ...(!namespaced && stringAt(subject, 'namespace') === '' ? [requiredField(`${field}.namespace`)] : []),
  ];
};

const subjectErrors = (subject: JsonObject, namespaced: boolean, field: string): FieldError[] => {
  const kind = stringAt(subject, 'kind');
  const errors = stringAt(subject, 'name') === '' ? [requiredField(`${field}.name`)] : [];
  const nameless = (what: string): FieldError[] => (stringAt(subject, 'name') === '' ? [invalidField(`${field}.name`, '', `${what} name cannot be empty`)] : []);
  switch (kind) {
    case 'ServiceAccount': return [...errors, ...accountErrors(subject, namespaced, field)];
    case 'User': return [...errors, ...nameless('user'), ...groupErrors(subject, RBAC_GROUP, field)];
    case 'Group': return [...errors, ...nameless('group'), ...groupErrors(subject, RBAC_GROUP, field)];
    default: return [...errors, notSupportedField(`${field}.kind`, kind, ['ServiceAccount', 'User', 'Group'])];
  }
};

/** Upstream's rules for a binding; `kinds` are the kinds of role it may give. */
export const bindingErrors = (binding: JsonObject, kinds: readonly string[]): readonly FieldError[] => {
  const [group, kind] = [stringAt(binding, 'roleRef', 'apiGroup'), stringAt(binding, 'roleRef', 'kind')];
  const namespaced = kinds.includes('Role');
  return [
    ...(group === RBAC_GROUP ? [] : [notSupportedField('roleRef.apiGroup', group, [RBAC_GROUP])]),
    ...(kinds.includes(kind) ? [] : [notSupportedField('roleRef.kind', kind, kinds)]),
    ...segmentErrors(stringAt(binding, 'roleRef', 'name'), 'roleRef.name'),
    ...objectsAt(binding, 'subjects').flatMap((subject, index) => subjectErrors(subject, namespaced, `subjects[${index}]`)),
  ];
};

/** A binding always gives the same role. */
export const bindingUpdateErrors = (binding: JsonObject, before: JsonObject): readonly FieldError[] =>
  jsonEqual(valueAt(binding, 'roleRef'), valueAt(before, 'roleRef')) ? [] : [invalidField('roleRef', objectAt(binding, 'roleRef'), 'cannot change roleRef')];
