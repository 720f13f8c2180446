import type { JsonObject } from '../../../json.ts';
import { isJsonObject } from '../../../json.ts';
import { listAt, objectAt, optionalObjectAt, stringAt, stringEntriesAt, valueAt } from '../../../json-path.ts';
import { forbiddenField, invalidField, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import { dnsLabelErrors, dnsSubdomainErrors } from '../../../meta/names.ts';
import type { NameCheck } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { csiDriverNameErrors } from './csi-driver-name.ts';
import { hostPathErrors } from './volume.ts';

type Rule = (source: JsonObject, field: string) => readonly FieldError[];

const texts = (...names: readonly string[]): Rule => (source, field) => names.flatMap((name) => (stringAt(source, name) === '' ? [requiredField(`${field}.${name}`)] : []));
const lists = (...names: readonly string[]): Rule => (source, field) => names.flatMap((name) => (listAt(source, name).length === 0 ? [requiredField(`${field}.${name}`)] : []));
const all = (...rules: readonly Rule[]): Rule => (source, field) => rules.flatMap((rule) => rule(source, field));

/** A secret named by name and namespace. */
const fullSecret: Rule = (source, field) => {
  const secret = optionalObjectAt(source, 'secretRef');
  return secret === undefined ? [] : texts('name', 'namespace')(secret, `${field}.secretRef`);
};

const checked = (value: string, field: string, check: NameCheck): readonly FieldError[] =>
  value === '' ? [requiredField(field)] : check(value).map((detail) => invalidField(field, value, detail));

const CSI_SECRETS: readonly string[] = ['controllerPublishSecretRef', 'controllerExpandSecretRef', 'nodePublishSecretRef', 'nodeExpandSecretRef'];

const csiErrors: Rule = (csi, field) => [
  ...csiDriverNameErrors(stringAt(csi, 'driver'), `${field}.driver`),
  ...texts('volumeHandle')(csi, field),
  ...CSI_SECRETS.flatMap((name) => {
    const secret = optionalObjectAt(csi, name);
    if (secret === undefined) return [];
    const at = `${field}.${name}`;
    return [...checked(stringAt(secret, 'name'), `${at}.name`, dnsSubdomainErrors), ...checked(stringAt(secret, 'namespace'), `${at}.namespace`, dnsLabelErrors)];
  }),
];

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

const iscsiErrors: Rule = (iscsi, field) => [
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

const flexErrors: Rule = (flex, field) => [
  ...texts('driver')(flex, field),
  ...stringEntriesAt(flex, 'options').flatMap(([key]) => (isReserved(key) ? [invalidField(`${field}.options[${key}]`, key, 'kubernetes.io and k8s.io namespaces are reserved')] : [])),
];

const CACHING_MODES: readonly string[] = ['None', 'ReadOnly', 'ReadWrite'];
const DISK_KINDS: readonly string[] = ['Dedicated', 'Managed', 'Shared'];
const MANAGED_URI = '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
const BLOB_URI = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd';

const azureDiskErrors: Rule = (disk, field) => {
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

const azureFileErrors: Rule = (file, field) => [
  ...texts('secretName', 'shareName')(file, field),
  ...(valueAt(file, 'secretNamespace') === '' ? [requiredField(`${field}.secretNamespace`)] : []),
];

const localErrors: Rule = (local, field) => {
  const path = stringAt(local, 'path');
  if (path === '') return [requiredField(`${field}.path`)];
  return path.split('/').includes('..') ? [invalidField(`${field}.path`, path, "must not contain '..'")] : [];
};

const storageosErrors: Rule = (source, field) => {
  const namespace = stringAt(source, 'volumeNamespace');
  return [
    ...checked(stringAt(source, 'volumeName'), `${field}.volumeName`, dnsLabelErrors),
    ...(namespace === '' ? [] : dnsLabelErrors(namespace).map((detail) => invalidField(`${field}.volumeNamespace`, namespace, detail))),
    ...fullSecret(source, field),
  ];
};

const fcErrors: Rule = (fc, field) => {
  const [names, ids] = [listAt(fc, 'targetWWNs').length, listAt(fc, 'wwids').length];
  if (names === 0 && ids === 0) return [requiredField(`${field}.targetWWNs`, 'must specify either targetWWNs or wwids, but not both')];
  if (names > 0 && ids > 0) return [invalidField(`${field}.targetWWNs`, listAt(fc, 'targetWWNs'), 'targetWWNs and wwids can not be specified simultaneously')];
  if (names === 0) return [];
  return valueAt(fc, 'lun') === undefined ? [requiredField(`${field}.lun`, 'lun is required if targetWWNs is specified')] : lunErrors(fc, field);
};

const flockerErrors: Rule = (flocker, field) => {
  const [name, uuid] = [stringAt(flocker, 'datasetName'), stringAt(flocker, 'datasetUUID')];
  if (name === '' && uuid === '') return [requiredField(field, 'one of datasetName and datasetUUID is required')];
  if (name !== '' && uuid !== '') return [invalidField(field, 'resource', 'datasetName and datasetUUID can not be specified simultaneously')];
  return name.includes('/') ? [invalidField(`${field}.datasetName`, name, "must not contain '/'")] : [];
};

const nfsErrors: Rule = (nfs, field) => {
  const path = stringAt(nfs, 'path');
  return [...texts('server', 'path')(nfs, field), ...(path === '' || path.startsWith('/') ? [] : [invalidField(`${field}.path`, path, 'must be an absolute path')])];
};

const partitionErrors = (id: string): Rule => (disk, field) => {
  const partition = valueAt(disk, 'partition');
  const isWrong = typeof partition === 'number' && (partition < 0 || partition > 255);
  return [...texts(id)(disk, field), ...(isWrong ? [invalidField(`${field}.partition`, partition, 'must be between 0 and 255, inclusive')] : [])];
};

const glusterfsErrors: Rule = (source, field) => {
  const namespace = valueAt(source, 'endpointsNamespace');
  if (typeof namespace !== 'string') return texts('endpoints', 'path')(source, field);
  const at = `${field}.endpointsNamespace`;
  const errors = namespace === '' ? [invalidField(at, namespace, 'if the endpointnamespace is set, it must be a valid namespace name')] : dnsLabelErrors(namespace).map((detail) => invalidField(at, namespace, detail));
  return [...texts('endpoints', 'path')(source, field), ...errors];
};

/** Rules by source, in the order upstream looks at them. Path: where it reports, when that is not the field's own name. */
const SOURCES: readonly { readonly name: string; readonly path?: string; readonly rule: Rule }[] = [
  { name: 'hostPath', rule: hostPathErrors },
  { name: 'gcePersistentDisk', path: 'persistentDisk', rule: partitionErrors('pdName') },
  { name: 'awsElasticBlockStore', rule: partitionErrors('volumeID') },
  { name: 'glusterfs', rule: glusterfsErrors },
  { name: 'flocker', rule: flockerErrors },
  { name: 'nfs', rule: nfsErrors },
  { name: 'rbd', rule: all(lists('monitors'), texts('image')) },
  { name: 'quobyte', rule: texts('registry', 'volume') },
  { name: 'cephfs', rule: lists('monitors') },
  { name: 'iscsi', rule: iscsiErrors },
  { name: 'cinder', rule: all(texts('volumeID'), fullSecret) },
  { name: 'fc', rule: fcErrors },
  { name: 'flexVolume', rule: flexErrors },
  { name: 'azureFile', rule: azureFileErrors },
  { name: 'vsphereVolume', rule: texts('volumePath') },
  { name: 'photonPersistentDisk', rule: texts('pdID') },
  { name: 'portworxVolume', rule: texts('volumeID') },
  { name: 'azureDisk', rule: azureDiskErrors },
  { name: 'scaleIO', rule: texts('gateway', 'system', 'volumeName') },
  { name: 'local', rule: localErrors },
  { name: 'storageos', rule: storageosErrors },
  { name: 'csi', rule: csiErrors },
];

/** Names of all sources a volume may have. */
export const VOLUME_SOURCES: readonly string[] = SOURCES.map(({ name }) => name);

/** A persistent volume has exactly one source, in good order. */
export const volumeSourceErrors = (spec: JsonObject, field: string): readonly FieldError[] => {
  const given = SOURCES.filter(({ name }) => isJsonObject(spec[name]));
  const [first, ...others] = given;
  if (first === undefined) return [requiredField(field, 'must specify a volume type')];
  return [
    ...first.rule(objectAt(spec, first.name), `${field}.${first.path ?? first.name}`),
    ...others.map(({ name }) => forbiddenField(`${field}.${name}`, 'may not specify more than 1 volume type')),
  ];
};
