import type { JsonObject } from '../../../json.ts';
import { booleanAt, objectAt, objectsAt, optionalObjectAt, stringAt, stringsAt, valueAt } from '../../../json-path.ts';
import { immutableErrors, invalidField, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import { dns1035LabelErrors, dnsSubdomainErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { webhookClientErrors } from '../../_types/validation/webhook-client.ts';
import { namesErrors } from './validate-names.ts';
import { structuralSchemaErrors } from './validate-schema.ts';

const VERSIONS = 'spec.versions';
const COLUMN_TYPES: readonly string[] = ['boolean', 'date', 'integer', 'number', 'string'];
const JSON_PATH = /^(\.[A-Za-z_][A-Za-z0-9_-]*|\[[^\]]+\])+$/;
const APPROVAL = 'api-approved.kubernetes.io';

const groupErrors = (definition: JsonObject): FieldError[] => {
  const group = stringAt(definition, 'spec', 'group');
  const faults = dnsSubdomainErrors(group);
  if (group === '') return [requiredField('spec.group')];
  if (faults.length > 0) return [invalidField('spec.group', group, faults.join(','))];
  if (!group.includes('.')) return [invalidField('spec.group', group, 'should be a domain with at least one dot')];
  const isProtected = ['k8s.io', 'kubernetes.io'].some((domain) => group === domain || group.endsWith(`.${domain}`));
  const approved = stringAt(definition, 'metadata', 'annotations', APPROVAL) !== '';
  return isProtected && !approved ? [requiredField(`metadata.annotations[${APPROVAL}]`, 'protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111')] : [];
};

const scopeErrors = (definition: JsonObject): FieldError[] => {
  const scope = stringAt(definition, 'spec', 'scope');
  if (scope === '') return [requiredField('spec.scope')];
  return ['Cluster', 'Namespaced'].includes(scope) ? [] : [notSupportedField('spec.scope', scope, ['Cluster', 'Namespaced'])];
};

const columnErrors = (column: JsonObject, field: string): FieldError[] => {
  const [name, type, path] = [stringAt(column, 'name'), stringAt(column, 'type'), stringAt(column, 'jsonPath')];
  return [
    ...(name === '' ? [requiredField(`${field}.name`)] : []),
    ...(type === '' ? [requiredField(`${field}.type`, `must be one of ${COLUMN_TYPES.join(',')}`)] : []),
    ...(type === '' || COLUMN_TYPES.includes(type) ? [] : [invalidField(`${field}.type`, type, `must be one of ${COLUMN_TYPES.join(',')}`)]),
    ...(path === '' ? [requiredField(`${field}.jsonPath`)] : []),
    ...(path === '' || path.startsWith('.') || path.startsWith('[') ? [] : [invalidField(`${field}.jsonPath`, path, 'must be a simple json path starting with .')]),
  ];
};

const scalePathErrors = (scale: JsonObject, name: string, roots: readonly string[]): readonly ((field: string) => FieldError)[] => {
  const path = stringAt(scale, name);
  if (path === '') return name === 'labelSelectorPath' ? [] : [(field) => requiredField(field)];
  if (!JSON_PATH.test(path)) return [(field) => invalidField(field, path, 'should be a simple json path')];
  return roots.some((root) => path.startsWith(root)) ? [] : [(field) => invalidField(field, path, `should be a json path under ${roots.map((root) => root.slice(0, -1)).join(' or ')}`)];
};

const scaleErrors = (version: JsonObject, field: string): FieldError[] => {
  const scale = optionalObjectAt(version, 'subresources', 'scale');
  if (scale === undefined) return [];
  const rules: readonly (readonly [string, readonly string[]])[] = [['specReplicasPath', ['.spec.']], ['statusReplicasPath', ['.status.']], ['labelSelectorPath', ['.spec.', '.status.']]];
  return rules.flatMap(([name, roots]) => scalePathErrors(scale, name, roots).map((error) => error(`${field}.subresources.scale.${name}`)));
};

const versionErrors = (version: JsonObject, field: string): FieldError[] => {
  const name = stringAt(version, 'name');
  const faults = dns1035LabelErrors(name);
  const schema = optionalObjectAt(version, 'schema', 'openAPIV3Schema');
  const warning = valueAt(version, 'deprecationWarning');
  return [
    ...(faults.length > 0 ? [invalidField(`${field}.name`, name, faults.join(','))] : []),
    ...(schema === undefined ? [requiredField(`${field}.schema.openAPIV3Schema`, 'schemas are required')] : structuralSchemaErrors(schema, `${field}.schema.openAPIV3Schema`)),
    ...scaleErrors(version, field),
    ...objectsAt(version, 'additionalPrinterColumns').flatMap((column, index) => columnErrors(column, `${field}.additionalPrinterColumns[${index}]`)),
    ...(warning !== undefined && !booleanAt(version, 'deprecated') ? [invalidField(`${field}.deprecationWarning`, warning, 'can only be set for deprecated versions')] : []),
  ];
};

const versionsErrors = (definition: JsonObject): FieldError[] => {
  const versions = objectsAt(definition, 'spec', 'versions');
  const names = versions.map((version) => stringAt(version, 'name'));
  const stored = versions.filter((version) => booleanAt(version, 'storage'));
  return [
    ...versions.flatMap((version, index) => versionErrors(version, `${VERSIONS}[${index}]`)),
    ...(new Set(names).size < names.length ? [invalidField(VERSIONS, versions, 'must contain unique version names')] : []),
    ...(stored.length === 1 ? [] : [invalidField(VERSIONS, versions, 'must have exactly one version marked as storage version')]),
  ];
};

const conversionErrors = (definition: JsonObject): FieldError[] => {
  const strategy = stringAt(definition, 'spec', 'conversion', 'strategy');
  const webhook = optionalObjectAt(definition, 'spec', 'conversion', 'webhook');
  const field = 'spec.conversion';
  if (strategy === '') return [requiredField(`${field}.strategy`)];
  if (strategy === 'None') return webhook === undefined ? [] : [invalidField(`${field}.webhook`, webhook, 'should not be set when strategy is not set to Webhook')];
  if (strategy !== 'Webhook') return [notSupportedField(`${field}.strategy`, strategy, ['None', 'Webhook'])];
  const client = optionalObjectAt(webhook, 'clientConfig');
  return [
    ...(client === undefined ? [requiredField(`${field}.webhook.clientConfig`, 'required when strategy is set to Webhook')] : webhookClientErrors(client, `${field}.webhook.clientConfig`)),
    ...(stringsAt(webhook, 'conversionReviewVersions').length === 0 ? [requiredField(`${field}.webhook.conversionReviewVersions`)] : []),
  ];
};

const nameErrors = (definition: JsonObject): FieldError[] => {
  const name = stringAt(definition, 'metadata', 'name');
  const wanted = `${stringAt(definition, 'spec', 'names', 'plural')}.${stringAt(definition, 'spec', 'group')}`;
  return name === '' || name === wanted ? [] : [invalidField('metadata.name', name, 'must be spec.names.plural+"."+spec.group')];
};

/** Upstream's main rules for a definition of a custom resource. */
export const customResourceDefinitionErrors = (definition: JsonObject): readonly FieldError[] => [
  ...nameErrors(definition),
  ...groupErrors(definition),
  ...scopeErrors(definition),
  ...versionsErrors(definition),
  ...['plural', 'singular', 'kind', 'listKind'].filter((name) => stringAt(definition, 'spec', 'names', name) === '').map((name) => requiredField(`spec.names.${name}`)),
  ...namesErrors(objectAt(definition, 'spec', 'names'), 'spec.names'),
  ...conversionErrors(definition),
  ...(booleanAt(definition, 'spec', 'preserveUnknownFields') ? [invalidField('spec.preserveUnknownFields', true, 'must be false in order to use defaults in the schema')] : []),
];

/** What objects are stored under stays. */
export const customResourceDefinitionUpdateErrors = (definition: JsonObject, before: JsonObject): readonly FieldError[] =>
  [['group'], ['names', 'plural']].flatMap((path) => immutableErrors(valueAt(definition, 'spec', ...path), valueAt(before, 'spec', ...path), `spec.${path.join('.')}`));

/** Upstream's rules for the status of a definition. */
export const customResourceDefinitionStatusErrors = (definition: JsonObject): readonly FieldError[] => {
  const stored = stringsAt(definition, 'status', 'storedVersions');
  const names = objectsAt(definition, 'spec', 'versions').map((version) => stringAt(version, 'name'));
  return [
    ...namesErrors(objectAt(definition, 'status', 'acceptedNames'), 'status.acceptedNames'),
    ...(stored.length === 0 ? [invalidField('status.storedVersions', stored, 'must have at least one stored version')] : []),
    ...stored.flatMap((name, index) => (names.includes(name) ? [] : [invalidField(`status.storedVersions[${index}]`, name, 'must appear in spec.versions')])),
  ];
};
