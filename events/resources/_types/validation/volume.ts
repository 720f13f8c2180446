import type { JsonObject } from '../../../json.ts';
import { isJsonObject } from '../../../json.ts';
import { numberAt, objectAt, objectsAt, optionalObjectAt, stringAt } from '../../../json-path.ts';
import { duplicateErrors, forbiddenField, invalidField, requiredField } from '../../../meta/field-rules.ts';
import { labelsErrors } from '../../../meta/label-selector.ts';
import { dnsLabelErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { parseQuantity } from '../../../schema/quantity.ts';
import { csiDriverNameErrors } from './csi-driver-name.ts';
import { fieldRefErrors } from './env.ts';
import { hasStepUp, hostPathErrors } from './host-path.ts';
import type { Rule } from './network-volume.ts';
import { all, azureDiskErrors, fcErrors, flexErrors, flockerErrors, iscsiErrors, lists, nfsErrors, partitionErrors, texts } from './network-volume.ts';
import { claimSpecErrors } from './persistent-volume-claim-spec.ts';
import { tokenLifetimeErrors } from './token-lifetime.ts';

const BAD_MODE = 'must be a number between 0 and 0777 (octal), both inclusive';

const modeErrors = (mode: number | undefined, field: string): FieldError[] =>
  mode !== undefined && (mode < 0 || mode > 0o777) ? [invalidField(field, mode, BAD_MODE)] : [];

/** A path below a directory that cannot leave it. */
export const descendingPathErrors = (path: string, field: string): FieldError[] => [
  ...(path.startsWith('/') ? [invalidField(field, path, 'must be a relative path')] : []),
  ...(hasStepUp(path) ? [invalidField(field, path, "must not contain '..'")] : []),
];

/** A descending path that is not one of the agent's own names. */
const filePathErrors = (path: string, field: string): FieldError[] => {
  if (path === '') return [requiredField(field)];
  const errors = descendingPathErrors(path, field);
  return path.startsWith('..') && !path.startsWith('../') && path !== '..' ? [...errors, invalidField(field, path, "must not start with '..'")] : errors;
};

const itemsErrors = (source: JsonObject, field: string): FieldError[] =>
  objectsAt(source, 'items').flatMap((item, index) => [
    ...(stringAt(item, 'key') === '' ? [requiredField(`${field}.items[${index}].key`)] : []),
    ...filePathErrors(stringAt(item, 'path'), `${field}.items[${index}].path`),
    ...modeErrors(numberAt(item, 'mode'), `${field}.items[${index}].mode`),
  ]);

const downwardItemsErrors = (source: JsonObject, field: string): FieldError[] =>
  objectsAt(source, 'items').flatMap((item, index) => {
    const at = `${field}.items[${index}]`;
    const ref = optionalObjectAt(item, 'fieldRef');
    const resource = optionalObjectAt(item, 'resourceFieldRef');
    const isMap = ref !== undefined && ['metadata.labels', 'metadata.annotations'].includes(stringAt(ref, 'fieldPath'));
    return [
      ...filePathErrors(stringAt(item, 'path'), `${at}.path`),
      ...(ref === undefined || isMap ? [] : fieldRefErrors(ref, `${at}.fieldRef`)),
      ...(ref === undefined && resource === undefined ? [requiredField(at, 'one of fieldRef and resourceFieldRef is required')] : []),
      ...modeErrors(numberAt(item, 'mode'), `${at}.mode`),
    ];
  });

const named = (key: string) => (source: JsonObject, field: string): FieldError[] => (stringAt(source, key) === '' ? [requiredField(`${field}.${key}`)] : []);

const fromObject = (key: string) => (source: JsonObject, field: string): FieldError[] => [
  ...named(key)(source, field),
  ...modeErrors(numberAt(source, 'defaultMode'), `${field}.defaultMode`),
  ...itemsErrors(source, field),
];

const emptyDirErrors = (source: JsonObject, field: string): FieldError[] => {
  const limit = stringAt(source, 'sizeLimit');
  return limit !== '' && parseQuantity(limit).nano < 0n ? [forbiddenField(`${field}.sizeLimit`, 'SizeLimit field must be a valid resource quantity')] : [];
};

const PROJECTIONS: Readonly<Record<string, Rule>> = {
  secret: (source, field) => [...named('name')(source, field), ...itemsErrors(source, field)],
  configMap: (source, field) => [...named('name')(source, field), ...itemsErrors(source, field)],
  downwardAPI: downwardItemsErrors,
  serviceAccountToken: (source, field) => [...tokenLifetimeErrors(source, field), ...filePathErrors(stringAt(source, 'path'), `${field}.path`)],
};

const projectedErrors: Rule = (projected, field) => [
  ...modeErrors(numberAt(projected, 'defaultMode'), `${field}.defaultMode`),
  ...objectsAt(projected, 'sources').flatMap((source, index) => {
    const at = `${field}.sources[${index}]`;
    const given = Object.keys(source).filter((name) => isJsonObject(source[name]));
    if (given.length > 1) return [forbiddenField(at, 'may not specify more than 1 volume type per source')];
    return given.flatMap((name) => PROJECTIONS[name]?.(optionalObjectAt(source, name) ?? {}, `${at}.${name}`) ?? []);
  }),
];

/** A secret of the pod's namespace. */
const secretRef: Rule = (source, field) => {
  const secret = optionalObjectAt(source, 'secretRef');
  return secret === undefined ? [] : texts('name')(secret, `${field}.secretRef`);
};

const storageosErrors: Rule = (source, field) => {
  const [name, namespace] = [stringAt(source, 'volumeName'), stringAt(source, 'volumeNamespace')];
  return [
    ...(name === '' ? [requiredField(`${field}.volumeName`)] : dnsLabelErrors(name).map((detail) => invalidField(`${field}.volumeName`, name, detail))),
    ...(namespace === '' ? [] : dnsLabelErrors(namespace).map((detail) => invalidField(`${field}.volumeNamespace`, namespace, detail))),
    ...secretRef(source, field),
  ];
};

const csiErrors: Rule = (csi, field) => {
  const secret = optionalObjectAt(csi, 'nodePublishSecretRef');
  return [...csiDriverNameErrors(stringAt(csi, 'driver'), `${field}.driver`), ...(secret === undefined ? [] : texts('name')(secret, `${field}.nodePublishSecretRef`))];
};

/** A claim made with the pod; of its metadata only labels and annotations may be given. */
const ephemeralErrors: Rule = (ephemeral, field) => {
  const template = optionalObjectAt(ephemeral, 'volumeClaimTemplate');
  const at = `${field}.volumeClaimTemplate`;
  if (template === undefined) return [requiredField(at)];
  const strange = Object.keys(objectAt(template, 'metadata')).filter((name) => name !== 'labels' && name !== 'annotations');
  return [
    ...labelsErrors(objectAt(template, 'metadata', 'labels'), `${at}.metadata.labels`),
    ...strange.map((name) => forbiddenField(`${at}.metadata.${name}`, 'cannot be set')),
    ...claimSpecErrors(objectAt(template, 'spec'), `${at}.spec`),
  ];
};

const gitErrors: Rule = (source, field) => [...texts('repository')(source, field), ...descendingPathErrors(stringAt(source, 'directory'), `${field}.directory`)];

const RULES: Readonly<Record<string, Rule>> = {
  gcePersistentDisk: partitionErrors('pdName'),
  awsElasticBlockStore: partitionErrors('volumeID'),
  gitRepo: gitErrors,
  nfs: nfsErrors,
  iscsi: iscsiErrors,
  glusterfs: texts('endpoints', 'path'),
  rbd: all(lists('monitors'), texts('image')),
  flexVolume: flexErrors,
  cinder: all(texts('volumeID'), secretRef),
  cephfs: lists('monitors'),
  flocker: flockerErrors,
  fc: fcErrors,
  azureFile: texts('secretName', 'shareName'),
  azureDisk: azureDiskErrors,
  vsphereVolume: texts('volumePath'),
  quobyte: texts('registry', 'volume'),
  photonPersistentDisk: texts('pdID'),
  portworxVolume: texts('volumeID'),
  scaleIO: texts('gateway', 'system', 'volumeName'),
  storageos: storageosErrors,
  csi: csiErrors,
  ephemeral: ephemeralErrors,
  emptyDir: emptyDirErrors,
  hostPath: hostPathErrors,
  configMap: fromObject('name'),
  secret: fromObject('secretName'),
  persistentVolumeClaim: named('claimName'),
  downwardAPI: (source, field) => [...modeErrors(numberAt(source, 'defaultMode'), `${field}.defaultMode`), ...downwardItemsErrors(source, field)],
  projected: projectedErrors,
};

const sourceErrors = (volume: JsonObject, field: string): FieldError[] => {
  const given = Object.keys(volume).filter((name) => isJsonObject(volume[name]));
  const [first, ...others] = given;
  if (first === undefined) return [requiredField(field, 'must specify a volume type')];
  return [
    ...(RULES[first]?.(optionalObjectAt(volume, first) ?? {}, `${field}.${first}`) ?? []),
    ...others.map((name) => forbiddenField(`${field}.${name}`, 'may not specify more than 1 volume type')),
  ];
};

/** Rules for a pod's volumes: names and exactly one source each. */
export const volumesErrors = (spec: JsonObject, field: string): readonly FieldError[] => {
  const volumes = objectsAt(spec, 'volumes');
  const errors = volumes.flatMap((volume, index) => {
    const at = `${field}.volumes[${index}]`;
    const name = stringAt(volume, 'name');
    const naming = name === '' ? [requiredField(`${at}.name`)] : dnsLabelErrors(name).map((detail) => invalidField(`${at}.name`, name, detail));
    return [...sourceErrors(volume, at), ...naming];
  });
  return [...errors, ...duplicateErrors(volumes, (volume) => stringAt(volume, 'name'), (index) => `${field}.volumes[${index}].name`)];
};
