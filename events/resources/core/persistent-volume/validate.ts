import type { JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { objectAt, optionalObjectAt, valueAt, withValueAt } from '../../../json-path.ts';
import { forbiddenField, immutableErrors } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { VOLUME_SOURCES } from '../../_types/validation/persistent-volume-source.ts';
import { persistentVolumeSpecErrors } from '../../_types/validation/persistent-volume-spec.ts';

/** Upstream's rules for a persistent volume. */
export const persistentVolumeErrors = (volume: JsonObject): readonly FieldError[] => persistentVolumeSpecErrors(objectAt(volume, 'spec'), 'spec');

const EXPAND_SECRET = ['csi', 'controllerExpandSecretRef'] as const;

/** The secret for growing may be added later. */
const comparable = (spec: JsonObject, before: JsonObject): JsonObject =>
  optionalObjectAt(before, 'csi') !== undefined && valueAt(before, ...EXPAND_SECRET) === undefined && optionalObjectAt(spec, 'csi') !== undefined
    ? withValueAt(spec, EXPAND_SECRET, undefined)
    : spec;

const sourceErrors = (spec: JsonObject, before: JsonObject): readonly FieldError[] => {
  const now = comparable(spec, before);
  const changed = VOLUME_SOURCES.some((name) => !jsonEqual(now[name], before[name]));
  return changed ? [forbiddenField('spec.persistentvolumesource', 'spec.persistentvolumesource is immutable after creation')] : [];
};

const attributesErrors = (spec: JsonObject, before: JsonObject): readonly FieldError[] => {
  const removed = valueAt(before, 'volumeAttributesClassName') !== undefined && valueAt(spec, 'volumeAttributesClassName') === undefined;
  return removed ? [forbiddenField('spec.volumeAttributesClassName', 'update from non-nil value to nil is forbidden')] : [];
};

/** Upstream's rules for an update of a persistent volume: what it is stays. */
export const persistentVolumeUpdateErrors = (volume: JsonObject, before: JsonObject): readonly FieldError[] => {
  const [spec, old] = [objectAt(volume, 'spec'), objectAt(before, 'spec')];
  const affinity = valueAt(old, 'nodeAffinity');
  return [
    ...sourceErrors(spec, old),
    ...immutableErrors(valueAt(spec, 'volumeMode'), valueAt(old, 'volumeMode'), 'volumeMode'),
    ...(affinity === undefined ? [] : immutableErrors(valueAt(spec, 'nodeAffinity'), affinity, 'nodeAffinity')),
    ...attributesErrors(spec, old),
  ];
};
