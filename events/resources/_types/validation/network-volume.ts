import type { JsonObject } from '../../../json.ts';
import { listAt, optionalObjectAt, stringAt, stringEntriesAt, valueAt } from '../../../json-path.ts';
import { invalidField, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';

/** Rules of volume sources that pods and persistent volumes share. */

export type Rule = (source: JsonObject, field: string) => readonly FieldError[];

/** Texts that must be given. */
export const texts = (...names: readonly string[]): Rule => (source, field) => names.flatMap((name) => (stringAt(source, name) === '' ? [requiredField(`${field}.${name}`)] : []));
/** Lists that must hold something. */
export const lists = (...names: readonly string[]): Rule => (source, field) => names.flatMap((name) => (listAt(source, name).length === 0 ? [requiredField(`${field}.${name}`)] : []));
export const all = (...rules: readonly Rule[]): Rule => (source, field) => rules.flatMap((rule) => rule(source, field));

const IQN = /^iqn\.\d{4}-\d{2}\.([a-z0-9][a-z0-9.-]*)(:[^,;*&$|\s]+)$/;
const EUI = /^eui\.[a-fA-F0-9]{16}$/;
const NAA = /^naa\.(?:[a-fA-F0-9]{16}|[a-fA-F0-9]{32})$/;
const isQualifiedName = (name: string): boolean => IQN.test(name) || EUI.test(name) || NAA.test(name);

const lunErrors: Rule = (source, field) => {
  const lun = valueAt(source, 'lun');
  return typeof lun === 'number' && (lun < 0 || lun > 255) ? [invalidField(`${field}.lun`, lun, 'must be between 0 and 255, inclusive')] : [];
};

const iqnErrors = (name: string, field: string): readonly FieldError[] => (name === '' || isQualifiedName(name) ? [] : [invalidField(field, name, 'must be valid format')]);

const chapErrors: Rule = (iscsi, field) => {
  const secret = optionalObjectAt(iscsi, 'secretRef');
  if (secret !== undefined) return texts('name')(secret, `${field}.secretRef`);
  return ['chapAuthDiscovery', 'chapAuthSession'].some((name) => valueAt(iscsi, name) === true) ? [requiredField(`${field}.secretRef`)] : [];
};

export const iscsiErrors: Rule = (iscsi, field) => [
  ...texts('targetPortal', 'iqn')(iscsi, field),
  ...iqnErrors(stringAt(iscsi, 'iqn'), `${field}.iqn`),
  ...lunErrors(iscsi, field),
  ...chapErrors(iscsi, field),
  ...iqnErrors(stringAt(iscsi, 'initiatorName'), `${field}.initiatorname`),
];

const isReserved = (key: string): boolean => {
  const domain = `.${(key.includes('/') ? key.slice(0, key.indexOf('/')) : key).toLowerCase()}`;
  return domain.endsWith('.kubernetes.io') || domain.endsWith('.k8s.io');
};

export const flexErrors: Rule = (flex, field) => [
  ...texts('driver')(flex, field),
  ...stringEntriesAt(flex, 'options').flatMap(([key]) => (isReserved(key) ? [invalidField(`${field}.options[${key}]`, key, 'kubernetes.io and k8s.io namespaces are reserved')] : [])),
];

const CACHING_MODES: readonly string[] = ['None', 'ReadOnly', 'ReadWrite'];
const DISK_KINDS: readonly string[] = ['Dedicated', 'Managed', 'Shared'];
const MANAGED_URI = '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
const BLOB_URI = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd';

export const azureDiskErrors: Rule = (disk, field) => {
  const [caching, kind, uri] = [stringAt(disk, 'cachingMode'), stringAt(disk, 'kind'), stringAt(disk, 'diskURI')];
  const isManaged = kind === 'Managed';
  const fits = kind === '' || uri.startsWith(isManaged ? '/subscriptions/' : 'https://');
  return [
    ...texts('diskName', 'diskURI')(disk, field),
    ...(caching === '' || CACHING_MODES.includes(caching) ? [] : [notSupportedField(`${field}.cachingMode`, caching, CACHING_MODES)]),
    ...(kind === '' || DISK_KINDS.includes(kind) ? [] : [notSupportedField(`${field}.kind`, kind, DISK_KINDS)]),
    ...(fits ? [] : [notSupportedField(`${field}.diskURI`, uri, [isManaged ? MANAGED_URI : BLOB_URI])]),
  ];
};

export const fcErrors: Rule = (fc, field) => {
  const [names, ids] = [listAt(fc, 'targetWWNs').length, listAt(fc, 'wwids').length];
  if (names === 0 && ids === 0) return [requiredField(`${field}.targetWWNs`, 'must specify either targetWWNs or wwids, but not both')];
  if (names > 0 && ids > 0) return [invalidField(`${field}.targetWWNs`, listAt(fc, 'targetWWNs'), 'targetWWNs and wwids can not be specified simultaneously')];
  if (names === 0) return [];
  return valueAt(fc, 'lun') === undefined ? [requiredField(`${field}.lun`, 'lun is required if targetWWNs is specified')] : lunErrors(fc, field);
};

export const flockerErrors: Rule = (flocker, field) => {
  const [name, uuid] = [stringAt(flocker, 'datasetName'), stringAt(flocker, 'datasetUUID')];
  if (name === '' && uuid === '') return [requiredField(field, 'one of datasetName and datasetUUID is required')];
  if (name !== '' && uuid !== '') return [invalidField(field, 'resource', 'datasetName and datasetUUID can not be specified simultaneously')];
  return name.includes('/') ? [invalidField(`${field}.datasetName`, name, "must not contain '/'")] : [];
};

export const nfsErrors: Rule = (nfs, field) => {
  const path = stringAt(nfs, 'path');
  return [...texts('server', 'path')(nfs, field), ...(path === '' || path.startsWith('/') ? [] : [invalidField(`${field}.path`, path, 'must be an absolute path')])];
};

/** A disk's id, and the partition of it. */
export const partitionErrors = (id: string): Rule => (disk, field) => {
  const partition = valueAt(disk, 'partition');
  const isWrong = typeof partition === 'number' && (partition < 0 || partition > 255);
  return [...texts(id)(disk, field), ...(isWrong ? [invalidField(`${field}.partition`, partition, 'must be between 0 and 255, inclusive')] : [])];
};
