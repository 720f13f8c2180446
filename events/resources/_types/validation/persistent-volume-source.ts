import type { JsonObject } from '../../../json.ts';
import { isJsonObject } from '../../../json.ts';
import { objectAt, optionalObjectAt, stringAt, valueAt } from '../../../json-path.ts';
import { forbiddenField, invalidField, requiredField } from '../../../meta/field-rules.ts';
import { dnsLabelErrors, dnsSubdomainErrors } from '../../../meta/names.ts';
import type { NameCheck } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { csiDriverNameErrors } from './csi-driver-name.ts';
import { hostPathErrors } from './host-path.ts';
import type { Rule } from './network-volume.ts';
import { all, azureDiskErrors, fcErrors, flexErrors, flockerErrors, iscsiErrors, lists, nfsErrors, partitionErrors, texts } from './network-volume.ts';

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
