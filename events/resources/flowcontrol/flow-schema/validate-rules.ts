import type { JsonObject } from '../../../json.ts';
import { booleanAt, objectsAt, optionalObjectAt, stringAt, stringsAt } from '../../../json-path.ts';
import { forbiddenField, invalidField, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import { dnsLabelErrors, dnsSubdomainErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';

const VERBS: readonly string[] = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch'];

const wildcardErrors = (values: readonly string[], field: string, what: string): FieldError[] =>
  values.length > 1 && values.includes('*') ? [invalidField(field, values, `if '*' is present, must not specify other ${what}`)] : [];

const verbsErrors = (verbs: readonly string[], field: string): FieldError[] => {
  if (verbs.length === 0) return [requiredField(field, 'verbs must contain at least one value')];
  if (verbs.includes('*')) return wildcardErrors(verbs, field, 'verbs');
  return verbs.every((verb) => VERBS.includes(verb)) ? [] : [notSupportedField(field, verbs, VERBS)];
};

const urlFault = (url: string): string | undefined => {
  if (url === '') return 'must not be empty';
  if (!url.startsWith('/')) return 'must start with slash';
  if (url.includes(' ')) return 'must not contain white-space';
  if (url.includes('//')) return 'must not contain double slash';
  const stars = url.split('*').length - 1;
  return stars > 1 || (stars === 1 && !url.endsWith('/*')) ? 'wildcard can only do suffix matching' : undefined;
};

const urlsErrors = (urls: readonly string[], field: string): FieldError[] => {
  if (urls.length === 0) return [requiredField(field, 'nonResourceURLs must contain at least one value')];
  if (urls.includes('*')) return wildcardErrors(urls, field, 'non-resource URLs');
  return urls.flatMap((url, index) => {
    const fault = urlFault(url);
    return fault === undefined ? [] : [invalidField(`${field}[${index}]`, url, fault)];
  });
};

const namespacesErrors = (rule: JsonObject, field: string): FieldError[] => {
  const namespaces = stringsAt(rule, 'namespaces');
  if (namespaces.length === 0) return booleanAt(rule, 'clusterScope') ? [] : [requiredField(field, 'resource rules that are not cluster scoped must supply at least one namespace')];
  if (namespaces.includes('*')) return wildcardErrors(namespaces, field, 'namespaces');
  return namespaces.flatMap((name, index) => dnsLabelErrors(name).map((why) => invalidField(`${field}[${index}]`, name, `each member of this list must be '*' or a DNS-1123 label; ${why}`)));
};

const resourceRuleErrors = (rule: JsonObject, field: string): FieldError[] => {
  const [groups, resources] = [stringsAt(rule, 'apiGroups'), stringsAt(rule, 'resources')];
  return [
    ...verbsErrors(stringsAt(rule, 'verbs'), `${field}.verbs`),
    ...(groups.length === 0 ? [requiredField(`${field}.apiGroups`, 'resource rules must supply at least one api group')] : wildcardErrors(groups, `${field}.apiGroups`, 'api groups')),
    ...(resources.length === 0 ? [requiredField(`${field}.resources`, 'resource rules must supply at least one resource')] : wildcardErrors(resources, `${field}.resources`, 'resources')),
    ...namespacesErrors(rule, `${field}.namespaces`),
  ];
};

const KINDS: Readonly<Record<string, string>> = { Group: 'group', ServiceAccount: 'serviceAccount', User: 'user' };

const accountErrors = (account: JsonObject, field: string): FieldError[] => {
  const [name, namespace] = [stringAt(account, 'name'), stringAt(account, 'namespace')];
  return [
    ...(name === '' || name === '*' ? [] : dnsSubdomainErrors(name).map((why) => invalidField(`${field}.name`, name, why))),
    ...(namespace === '' ? [requiredField(`${field}.namespace`, 'must specify namespace for service account')] : dnsLabelErrors(namespace).map((why) => invalidField(`${field}.namespace`, namespace, why))),
  ];
};

const subjectErrors = (subject: JsonObject, field: string): FieldError[] => {
  const kind = stringAt(subject, 'kind');
  const own = KINDS[kind];
  if (own === undefined) return [notSupportedField(`${field}.kind`, kind, Object.keys(KINDS))];
  const one = optionalObjectAt(subject, own);
  const others = Object.entries(KINDS).filter(([, name]) => name !== own && optionalObjectAt(subject, name) !== undefined);
  return [
    ...(one === undefined ? [requiredField(`${field}.${own}`, `${own} is required when subject kind is '${kind}'`)] : []),
    ...(one !== undefined && stringAt(one, 'name') === '' ? [requiredField(`${field}.${own}.name`)] : []),
    ...(one !== undefined && own === 'serviceAccount' ? accountErrors(one, `${field}.${own}`) : []),
    ...others.map(([otherKind, name]) => forbiddenField(`${field}.${name}`, `${name} is forbidden when subject kind is not '${otherKind}'`)),
  ];
};

/** Upstream's rules for who asks for what. */
export const flowRuleErrors = (rule: JsonObject, field: string): readonly FieldError[] => {
  const [subjects, resources, urls] = [objectsAt(rule, 'subjects'), objectsAt(rule, 'resourceRules'), objectsAt(rule, 'nonResourceRules')];
  return [
    ...(subjects.length === 0 ? [requiredField(`${field}.subjects`, 'subjects must contain at least one value')] : []),
    ...subjects.flatMap((subject, index) => subjectErrors(subject, `${field}.subjects[${index}]`)),
    ...(resources.length + urls.length === 0 ? [requiredField(field, 'at least one of resourceRules and nonResourceRules has to be non-empty')] : []),
    ...resources.flatMap((one, index) => resourceRuleErrors(one, `${field}.resourceRules[${index}]`)),
    ...urls.flatMap((one, index) => [
      ...verbsErrors(stringsAt(one, 'verbs'), `${field}.nonResourceRules[${index}].verbs`),
      ...urlsErrors(stringsAt(one, 'nonResourceURLs'), `${field}.nonResourceRules[${index}].nonResourceURLs`),
    ]),
  ];
};
