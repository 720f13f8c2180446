import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { list, map, one, string, struct, time, typeMeta } from '../../../schema/fields.ts';
import { ClaimResourceStatus, ConditionStatus, PersistentVolumeAccessMode, PersistentVolumeClaimConditionType, PersistentVolumeClaimModifyVolumeStatus, PersistentVolumeClaimPhase } from '../../_types/enums.ts';
import { namespacedMeta } from '../../_types/meta.ts';
import { PersistentVolumeClaimSpecSchema } from '../../_types/persistent-volume-claim-spec.ts';
import { persistentVolumeClaimColumns } from './columns.ts';
import { defaultPersistentVolumeClaim } from './defaults.ts';
import { persistentVolumeClaimEventType } from './events.ts';
import { persistentVolumeClaimStrategy } from './strategy.ts';
import { persistentVolumeClaimErrors, persistentVolumeClaimUpdateErrors, persistentVolumeClaimStatusErrors } from './validate.ts';

export const PersistentVolumeClaimConditionSchema = struct('io.k8s.api.core.v1.PersistentVolumeClaimCondition', () => ({
  type: string(1, { required: true, known: PersistentVolumeClaimConditionType, description: 'Kind of the state.' }),
  status: string(2, { required: true, known: ConditionStatus, description: 'True, False or Unknown.' }),
  lastProbeTime: time(3, { description: 'When it was last looked at.' }),
  lastTransitionTime: time(4, { description: 'When it last changed.' }),
  reason: string(5, { description: 'Why, for programs.' }),
  message: string(6, { description: 'Why, for people.' }),
}), { description: 'An observed state of a claim.' });
export type PersistentVolumeClaimCondition = z.output<typeof PersistentVolumeClaimConditionSchema>;

export const ModifyVolumeStatusSchema = struct('io.k8s.api.core.v1.ModifyVolumeStatus', () => ({
  targetVolumeAttributesClassName: string(1, { description: 'Class being changed to.' }),
  status: string(2, { required: true, enum: PersistentVolumeClaimModifyVolumeStatus, description: 'Pending, InProgress or Infeasible.' }),
}), { description: 'How far a change of the attributes class has come.' });
export type ModifyVolumeStatus = z.output<typeof ModifyVolumeStatusSchema>;

export const PersistentVolumeClaimStatusSchema = struct('io.k8s.api.core.v1.PersistentVolumeClaimStatus', () => ({
  phase: string(1, { enum: PersistentVolumeClaimPhase, description: 'Pending until bound to a volume; Lost when the volume is gone.' }),
  accessModes: list(2, 'string', { enum: PersistentVolumeAccessMode, type: 'atomic', description: 'Ways the bound volume can be mounted.' }),
  capacity: map(3, 'quantity', { description: 'How much the bound volume holds.' }),
  conditions: list(4, PersistentVolumeClaimConditionSchema, { type: 'map', keys: ['type'], patch: { strategy: 'merge', key: 'type' }, description: 'Observed states, such as a resize under way.' }),
  allocatedResources: map(5, 'quantity', { description: 'How much has been set aside, while a resize goes on.' }),
  allocatedResourceStatuses: map(7, 'string', { enum: ClaimResourceStatus, type: 'granular', description: 'How far a resize has come, by resource.' }),
  currentVolumeAttributesClassName: string(8, { pointer: true, gate: 'VolumeAttributesClass', description: 'Class the volume has now.' }),
  modifyVolumeStatus: one(9, ModifyVolumeStatusSchema, { pointer: true, gate: 'VolumeAttributesClass', description: 'How far a change of the class has come.' }),
}), { description: 'What the claim has got.' });
export type PersistentVolumeClaimStatus = z.output<typeof PersistentVolumeClaimStatusSchema>;

export const PersistentVolumeClaimSchema = struct('io.k8s.api.core.v1.PersistentVolumeClaim', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  spec: one(2, PersistentVolumeClaimSpecSchema, { description: 'The storage asked for.' }),
  status: one(3, PersistentVolumeClaimStatusSchema, { description: 'What the claim has got.' }),
}), { defaults: defaultPersistentVolumeClaim, description: 'A request for storage.' });
export type PersistentVolumeClaim = z.output<typeof PersistentVolumeClaimSchema>;

export const persistentVolumeClaims: ResourceOf<PersistentVolumeClaim> = { group: '', resource: 'persistentvolumeclaims' };

export const persistentVolumeClaim: KindDefinition = {
  group: '',
  version: 'v1',
  kind: 'PersistentVolumeClaim',
  resource: 'persistentvolumeclaims',
  singular: 'persistentvolumeclaim',
  shortNames: ['pvc'],
  categories: [],
  namespaced: true,
  schema: PersistentVolumeClaimSchema,
  hasStatus: true,
  columns: persistentVolumeClaimColumns,
  selectable: {},
  strategy: persistentVolumeClaimStrategy,
  validate: persistentVolumeClaimErrors,
  validateUpdate: persistentVolumeClaimUpdateErrors,
  validateStatus: persistentVolumeClaimStatusErrors,
  eventType: persistentVolumeClaimEventType,
};
