import type { JsonObject } from '../../../json.ts';
import { objectAt, optionalObjectAt, stringAt, stringEntriesAt, stringsAt, valueAt } from '../../../json-path.ts';
import { forbiddenField, invalidField, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import { dnsSubdomainErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { parseQuantity, quantityValue } from '../../../schema/quantity.ts';
import { VOLUME_MODES, accessModesErrors } from './access-modes.ts';
import { volumeSourceErrors } from './persistent-volume-source.ts';
import { posixNormalize } from './posix-path.ts';
import { positiveErrors } from './quantity.ts';
import { nodeSelectorErrors } from './scheduling.ts';

const RECLAIM_POLICIES: readonly string[] = ['Delete', 'Recycle', 'Retain'];

const capacityErrors = (spec: JsonObject, field: string): readonly FieldError[] => {
  const capacity = objectAt(spec, 'capacity');
  const names = Object.keys(capacity);
  return [
    ...(names.length === 0 ? [requiredField(field)] : []),
    ...(names.length === 1 && names[0] === 'storage' ? [] : [notSupportedField(field, capacity, ['storage'])]),
    ...stringEntriesAt(capacity).flatMap(([name, text]) => {
      const negative = parseQuantity(text).nano < 0n;
      return [...(negative ? [invalidField(`${field}[${name}]`, quantityValue(parseQuantity(text)), 'must be a valid resource quantity')] : []), ...positiveErrors(text, `${field}[${name}]`)];
    }),
  ];
};

const affinityErrors = (affinity: JsonObject | undefined, field: string): readonly FieldError[] => {
  if (affinity === undefined) return [];
  const required = optionalObjectAt(affinity, 'required');
  return required === undefined ? [requiredField(`${field}.required`, 'must specify required node constraints')] : nodeSelectorErrors(required, `${field}.required`);
};

const classErrors = (name: string, field: string): readonly FieldError[] => dnsSubdomainErrors(name).map((detail) => invalidField(field, name, detail));

const attributesErrors = (spec: JsonObject, field: string): readonly FieldError[] => {
  const name = valueAt(spec, 'volumeAttributesClassName');
  if (typeof name !== 'string') return [];
  const at = `${field}.volumeAttributesClassName`;
  return [
    ...(name === '' ? [requiredField(at, 'an empty string is disallowed')] : classErrors(name, at)),
    ...(optionalObjectAt(spec, 'csi') === undefined ? [requiredField(`${field}.csi`, 'has to be specified when using volumeAttributesClassName')] : []),
  ];
};

const policyErrors = (spec: JsonObject, field: string): readonly FieldError[] => {
  const policy = stringAt(spec, 'persistentVolumeReclaimPolicy');
  const recyclesRoot = policy === 'Recycle' && optionalObjectAt(spec, 'hostPath') !== undefined && posixNormalize(stringAt(spec, 'hostPath', 'path')) === '/';
  return [
    ...(policy === '' || RECLAIM_POLICIES.includes(policy) ? [] : [notSupportedField(field, policy, RECLAIM_POLICIES)]),
    ...(recyclesRoot ? [forbiddenField(field, "may not be 'recycle' for a hostPath mount of '/'")] : []),
  ];
};

const modeErrors = (spec: JsonObject, field: string): readonly FieldError[] => {
  const mode = valueAt(spec, 'volumeMode');
  return typeof mode === 'string' && !VOLUME_MODES.includes(mode) ? [notSupportedField(field, mode, VOLUME_MODES)] : [];
};

/** Upstream's rules for a persistent volume's spec. */
export const persistentVolumeSpecErrors = (spec: JsonObject, field: string): readonly FieldError[] => {
  const modes = stringsAt(spec, 'accessModes');
  const className = stringAt(spec, 'storageClassName');
  const isUnpinned = optionalObjectAt(spec, 'local') !== undefined && optionalObjectAt(spec, 'nodeAffinity', 'required') === undefined;
  return [
    ...(modes.length === 0 ? [requiredField(`${field}.accessModes`)] : accessModesErrors(modes, `${field}.accessModes`)),
    ...capacityErrors(spec, `${field}.capacity`),
    ...affinityErrors(optionalObjectAt(spec, 'nodeAffinity'), `${field}.nodeAffinity`),
    ...volumeSourceErrors(spec, field),
    ...(isUnpinned ? [requiredField(`${field}.nodeAffinity`, 'Local volume requires node affinity')] : []),
    ...policyErrors(spec, `${field}.persistentVolumeReclaimPolicy`),
    ...(className === '' ? [] : classErrors(className, `${field}.storageClassName`)),
    ...modeErrors(spec, `${field}.volumeMode`),
    ...attributesErrors(spec, field),
  ];
};

const INLINE = 'in the context of inline volumes';

/** Upstream's rules for a volume that an attachment describes itself: a CSI source and nothing that binds it. */
export const inlineVolumeSpecErrors = (spec: JsonObject, field: string): readonly FieldError[] => {
  const modes = stringsAt(spec, 'accessModes');
  const [policy, mode] = [stringAt(spec, 'persistentVolumeReclaimPolicy'), stringAt(spec, 'volumeMode')];
  const forbid = (name: string): readonly FieldError[] => (valueAt(spec, name) === undefined ? [] : [forbiddenField(`${field}.${name}`, `may not be specified ${INLINE}`)]);
  return [
    ...forbid('claimRef'), ...forbid('capacity'),
    ...(optionalObjectAt(spec, 'csi') === undefined ? [requiredField(`${field}.csi`, `has to be specified ${INLINE}`)] : []),
    ...(modes.length === 0 ? [requiredField(`${field}.accessModes`)] : accessModesErrors(modes, `${field}.accessModes`)),
    ...(policy === '' || policy === 'Retain' ? [] : [forbiddenField(`${field}.persistentVolumeReclaimPolicy`, `may only be Retain ${INLINE}`)]),
    ...forbid('nodeAffinity'),
    ...volumeSourceErrors(spec, field),
    ...forbid('storageClassName'),
    ...(mode === '' || mode === 'Filesystem' ? [] : [forbiddenField(`${field}.volumeMode`, `may not specify volumeMode other than Filesystem ${INLINE}`)]),
  ];
};
