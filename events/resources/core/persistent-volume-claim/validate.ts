import type { Json, JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { objectAt, stringAt, stringEntriesAt, stringsAt, valueAt, withValueAt } from '../../../json-path.ts';
import { forbiddenField, immutableErrors, invalidField, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import { qualifiedNameErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { parseQuantity, quantityValue } from '../../../schema/quantity.ts';
import { claimSpecErrors } from '../../_types/validation/persistent-volume-claim-spec.ts';
import { amountOf } from '../../_types/validation/quantity.ts';

/** Upstream's rules for a claim. */
export const persistentVolumeClaimErrors = (claim: JsonObject): readonly FieldError[] => claimSpecErrors(objectAt(claim, 'spec'), 'spec');

const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';
const betaClass = (claim: JsonObject): Json | undefined => valueAt(claim, 'metadata', 'annotations', BETA_CLASS);

/** A class may be set once where none was, in line with the old annotation. */
const mayGainClass = (claim: JsonObject, before: JsonObject): boolean => {
  const name = valueAt(claim, 'spec', 'storageClassName');
  const old = betaClass(before);
  return name !== undefined && valueAt(before, 'spec', 'storageClassName') === undefined && (old === undefined || old === name);
};

const STORAGE = ['resources', 'requests', 'storage'] as const;

/** The new spec with what may change as it was before. */
const comparable = (claim: JsonObject, before: JsonObject): JsonObject => {
  const [spec, old] = [objectAt(claim, 'spec'), objectAt(before, 'spec')];
  const bound = stringAt(before, 'status', 'phase') === 'Bound';
  let kept = stringAt(old, 'volumeName') === '' ? withValueAt(spec, ['volumeName'], old['volumeName']) : spec;
  if (mayGainClass(claim, before)) kept = withValueAt(kept, ['storageClassName'], old['storageClassName']);
  if (!bound) return kept;
  if (valueAt(kept, 'resources', 'requests') !== undefined) kept = withValueAt(kept, STORAGE, valueAt(old, ...STORAGE));
  return withValueAt(kept, ['volumeAttributesClassName'], old['volumeAttributesClassName']);
};

const sizeErrors = (claim: JsonObject, before: JsonObject): readonly FieldError[] => {
  const size = (object: JsonObject): bigint => amountOf(objectAt(object, 'spec', 'resources', 'requests'), 'storage') ?? 0n;
  const capacity = amountOf(objectAt(before, 'status', 'capacity'), 'storage') ?? 0n;
  return size(claim) < size(before) && size(claim) <= capacity ? [forbiddenField('spec.resources.requests.storage', 'field can not be less than status.capacity')] : [];
};

const attributesErrors = (claim: JsonObject, before: JsonObject): readonly FieldError[] => {
  const field = 'spec.volumeAttributesClassName';
  const [now, old] = [valueAt(claim, 'spec', 'volumeAttributesClassName'), valueAt(before, 'spec', 'volumeAttributesClassName')];
  if (now === old || valueAt(before, 'status', 'currentVolumeAttributesClassName') === undefined) return [];
  const when = 'when status.currentVolumeAttributesClassName is not nil';
  if (now === undefined) return [forbiddenField(field, `update to nil is forbidden ${when}`)];
  return now === '' ? [forbiddenField(field, `update to empty string is forbidden ${when}`)] : [];
};

const IMMUTABLE = 'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';

/** Upstream's rules for an update of a claim: once made it may only grow, be bound, and change its attributes class. */
export const persistentVolumeClaimUpdateErrors = (claim: JsonObject, before: JsonObject): readonly FieldError[] => [
  ...(betaClass(claim) === betaClass(before) ? [] : [invalidField('metadata.annotations[' + BETA_CLASS + ']', betaClass(claim) ?? '', 'field is immutable')]),
  ...(jsonEqual(comparable(claim, before), objectAt(before, 'spec')) ? [] : [forbiddenField('spec', IMMUTABLE)]),
  ...sizeErrors(claim, before),
  ...immutableErrors(valueAt(claim, 'spec', 'volumeMode'), valueAt(before, 'spec', 'volumeMode'), 'volumeMode'),
  ...attributesErrors(claim, before),
];

const RESIZE_STATUSES: readonly string[] = ['ControllerResizeInProgress', 'ControllerResizeInfeasible', 'NodeResizeInProgress', 'NodeResizeInfeasible', 'NodeResizePending'].sort();

const keyErrors = (name: string, field: string): readonly FieldError[] => {
  const errors = qualifiedNameErrors(name).map((detail) => invalidField(field, name, detail));
  const isNative = !name.includes('/') || name.includes('kubernetes.io/');
  return errors.length === 0 && isNative && name !== 'storage' ? [notSupportedField(field, name, ['storage'])] : errors;
};

const amountErrors = (text: string, field: string): readonly FieldError[] => {
  const quantity = parseQuantity(text);
  return quantity.nano < 0n ? [invalidField(field, quantityValue(quantity), 'must be a valid resource quantity')] : [];
};

/** Upstream's rules for a claim's status. */
export const persistentVolumeClaimStatusErrors = (claim: JsonObject): readonly FieldError[] => [
  ...(stringsAt(claim, 'spec', 'accessModes').length === 0 ? [requiredField('Spec.accessModes')] : []),
  ...stringEntriesAt(claim, 'status', 'capacity').flatMap(([name, text]) => amountErrors(text, `status.capacity[${name}]`)),
  ...stringEntriesAt(claim, 'status', 'allocatedResourceStatuses').flatMap(([name, status]) => [
    ...keyErrors(name, 'status.allocatedResourceStatuses'),
    ...(RESIZE_STATUSES.includes(status) ? [] : [notSupportedField('status.allocatedResourceStatuses', name, RESIZE_STATUSES)]),
  ]),
  ...stringEntriesAt(claim, 'status', 'allocatedResources').flatMap(([name, text]) => [
    ...keyErrors(name, 'status.allocatedResources'), ...amountErrors(text, `status.allocatedResources[${name}]`),
  ]),
];
