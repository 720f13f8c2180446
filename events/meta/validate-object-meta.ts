import type { JsonObject } from '../json.ts';
import type { FieldError } from '../schema/field-error.ts';
import type { KindDefinition, NameRule } from '../schema/kind.ts';
import { listAt, numberAt, objectAt, objectsAt, stringAt, stringEntriesAt, stringsAt, valueAt } from '../json-path.ts';
import { forbiddenField, immutableErrors, invalidField, negativeErrors, requiredField, tooLongField } from './field-rules.ts';
import { labelsErrors } from './label-selector.ts';
import type { NameCheck } from './names.ts';
import { dns1035LabelErrors, dnsLabelErrors, dnsSubdomainErrors, pathSegmentErrors, qualifiedNameErrors } from './names.ts';

const MAX_ANNOTATIONS_BYTES = 256 * 1024;

type NamedKind = Pick<KindDefinition, 'namespaced' | 'nameRule'>;

const NAME_CHECKS: Readonly<Record<NameRule, NameCheck>> = {
  'dns-subdomain': dnsSubdomainErrors,
  'dns-label': dnsLabelErrors,
  'dns-1035-label': dns1035LabelErrors,
  'path-segment': pathSegmentErrors,
};

// A generateName may end with a dash, because the suffix follows.
const maskTrailingDash = (name: string): string => (name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name);

const nameErrors = (kind: NamedKind, metadata: JsonObject): FieldError[] => {
  const check = NAME_CHECKS[kind.nameRule ?? 'dns-subdomain'];
  const name = stringAt(metadata, 'name');
  const generateName = stringAt(metadata, 'generateName');
  const errors: FieldError[] = [];
  if (generateName !== '') errors.push(...check(maskTrailingDash(generateName)).map((detail) => invalidField('metadata.generateName', generateName, detail)));
  if (name === '') errors.push(requiredField('metadata.name', 'name or generateName is required'));
  else errors.push(...check(name).map((detail) => invalidField('metadata.name', name, detail)));
  return errors;
};

const namespaceErrors = (kind: NamedKind, metadata: JsonObject): FieldError[] => {
  const namespace = stringAt(metadata, 'namespace');
  if (!kind.namespaced) return namespace === '' ? [] : [forbiddenField('metadata.namespace', 'not allowed on this type')];
  if (namespace === '') return [requiredField('metadata.namespace')];
  return dnsLabelErrors(namespace).map((detail) => invalidField('metadata.namespace', namespace, detail));
};

const byteLength = (text: string): number => new TextEncoder().encode(text).length;

/** A UTF-16 unit is at most so many bytes of UTF-8. */
const MOST_BYTES_PER_UNIT = 3;

/** Whether the texts together are longer than that; counts bytes only where their lengths leave it open. */
const exceeds = (texts: readonly string[], limitBytes: number): boolean => {
  const units = texts.reduce((sum, text) => sum + text.length, 0);
  return units * MOST_BYTES_PER_UNIT > limitBytes && texts.reduce((sum, text) => sum + byteLength(text), 0) > limitBytes;
};

/** Rules for an annotations map: qualified keys in any case, 256 KiB in all. */
export const annotationsErrors = (annotations: JsonObject, field: string): readonly FieldError[] => {
  const entries = stringEntriesAt(annotations);
  const errors: FieldError[] = entries.flatMap(([key]) => qualifiedNameErrors(key.toLowerCase()).map((detail) => invalidField(field, key, detail)));
  if (exceeds(entries.flat(), MAX_ANNOTATIONS_BYTES)) errors.push(tooLongField(field, MAX_ANNOTATIONS_BYTES));
  return errors;
};

const ownerErrors = (owner: JsonObject, field: string): FieldError[] => {
  const apiVersion = stringAt(owner, 'apiVersion');
  const errors = apiVersion === '' ? [invalidField(`${field}.apiVersion`, '', 'version must not be empty')] : [];
  for (const key of ['kind', 'name', 'uid']) if (stringAt(owner, key) === '') errors.push(invalidField(`${field}.${key}`, '', 'must not be empty'));
  if (apiVersion === 'v1' && stringAt(owner, 'kind') === 'Event') errors.push(invalidField(field, owner, '/v1, Kind=Event is disallowed from being an owner'));
  return errors;
};

const ownersErrors = (metadata: JsonObject): FieldError[] => {
  const field = 'metadata.ownerReferences';
  const owners = objectsAt(metadata, 'ownerReferences');
  const errors = owners.flatMap((owner) => ownerErrors(owner, field));
  const [first, ...others] = owners.filter((owner) => owner['controller'] === true);
  for (const other of others) {
    errors.push(invalidField(field, owners, `Only one reference can have Controller set to true. Found "true" in references for ${stringAt(first, 'name')} and ${stringAt(other, 'name')}`));
  }
  return errors;
};

const STANDARD_FINALIZERS: readonly string[] = ['kubernetes', 'orphan', 'foregroundDeletion'];

const finalizersErrors = (metadata: JsonObject): FieldError[] => {
  const field = 'metadata.finalizers';
  const finalizers = stringsAt(metadata, 'finalizers');
  const errors = finalizers.flatMap((name) => qualifiedNameErrors(name).map((detail) => invalidField(field, name, detail)));
  finalizers.forEach((name, index) => {
    if (name.includes('/') || STANDARD_FINALIZERS.includes(name)) return;
    errors.push(invalidField(`${field}[${index}]`, name, 'name is neither a standard finalizer name nor is it fully qualified'));
  });
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    errors.push(invalidField(field, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'));
  }
  return errors;
};

const managedFieldsErrors = (metadata: JsonObject): FieldError[] =>
  objectsAt(metadata, 'managedFields').flatMap((entry, index) => {
    const field = `metadata.managedFields[${index}]`;
    const operation = stringAt(entry, 'operation');
    const errors: FieldError[] = [];
    if (operation !== 'Apply' && operation !== 'Update') errors.push(invalidField(`${field}.operation`, operation, 'must be `Apply` or `Update`'));
    const fieldsType = stringAt(entry, 'fieldsType');
    if (fieldsType !== '' && fieldsType !== 'FieldsV1') errors.push(invalidField(`${field}.fieldsType`, fieldsType, 'must be `FieldsV1`'));
    if (stringAt(entry, 'manager').length > 128) errors.push(tooLongField(`${field}.manager`, 128));
    return errors;
  });

const commonErrors = (metadata: JsonObject): FieldError[] => [
  ...negativeErrors(numberAt(metadata, 'generation'), 'metadata.generation'),
  ...labelsErrors(objectAt(metadata, 'labels'), 'metadata.labels'),
  ...annotationsErrors(objectAt(metadata, 'annotations'), 'metadata.annotations'),
  ...ownersErrors(metadata),
  ...finalizersErrors(metadata),
  ...managedFieldsErrors(metadata),
];

/** Upstream's rules for ObjectMeta of an object about to be stored; its name must already be generated. */
export const validateObjectMeta = (kind: NamedKind, object: JsonObject): readonly FieldError[] => {
  const metadata = objectAt(object, 'metadata');
  return [...nameErrors(kind, metadata), ...namespaceErrors(kind, metadata), ...commonErrors(metadata)];
};

const IMMUTABLE = ['name', 'namespace', 'uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'];

const quotedList = (names: readonly string[]): string => `[]string{${names.map((name) => JSON.stringify(name)).join(', ')}}`;

const newFinalizersErrors = (metadata: JsonObject, before: JsonObject): FieldError[] => {
  if (stringAt(before, 'deletionTimestamp') === '') return [];
  const known = new Set(listAt(before, 'finalizers'));
  const added = stringsAt(metadata, 'finalizers').filter((name) => !known.has(name)).sort();
  if (added.length === 0) return [];
  return [forbiddenField('metadata.finalizers', `no new finalizers can be added if the object is being deleted, found new finalizers ${quotedList(added)}`)];
};

/** Upstream's rules for ObjectMeta of an update; names are not checked again, being immutable. */
export const validateObjectMetaUpdate = (_kind: NamedKind, object: JsonObject, before: JsonObject): readonly FieldError[] => {
  const metadata = objectAt(object, 'metadata');
  const old = objectAt(before, 'metadata');
  const errors = newFinalizersErrors(metadata, old);
  const generation = numberAt(metadata, 'generation') ?? 0;
  if (generation < (numberAt(old, 'generation') ?? 0)) errors.push(invalidField('metadata.generation', generation, 'must not be decremented'));
  for (const key of IMMUTABLE) {
    errors.push(...immutableErrors(valueAt(metadata, key), valueAt(old, key), `metadata.${key}`));
  }
  return [...errors, ...commonErrors(metadata)];
};
