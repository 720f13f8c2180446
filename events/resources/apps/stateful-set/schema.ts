import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { int32, int64, intOrString, list, one, string, struct, time, typeMeta } from '../../../schema/fields.ts';
import { PersistentVolumeClaimRetentionPolicyType, PodManagementPolicyType, StatefulSetUpdateStrategyType } from '../../_types/enums.ts';
import { LabelSelectorSchema, namespacedMeta } from '../../_types/meta.ts';
import { PodTemplateSpecSchema } from '../../_types/pod-spec.ts';
import { PersistentVolumeClaimSchema } from '../../core/persistent-volume-claim/schema.ts';
import { statefulSetColumns } from './columns.ts';
import { defaultStatefulSetSpec, defaultUpdateStrategy } from './defaults.ts';
import { statefulSetEventType } from './events.ts';
import { statefulSetStrategy } from './strategy.ts';
import { statefulSetErrors, statefulSetStatusErrors, statefulSetUpdateErrors } from './validate.ts';

export const RollingUpdateStatefulSetStrategySchema = struct('io.k8s.api.apps.v1.RollingUpdateStatefulSetStrategy', () => ({
  partition: int32(1, { pointer: true, description: 'Pods with an ordinal from this on are updated, those below keep the old revision; 0 by default.' }),
  maxUnavailable: intOrString(2, { pointer: true, gate: 'MaxUnavailableStatefulSet', description: 'How many pods may be unavailable during an update: a number, or a percentage of the wanted replicas rounded up. 1 by default; must not be 0.' }),
}), { description: 'How a rolling update goes on.' });
export type RollingUpdateStatefulSetStrategy = z.output<typeof RollingUpdateStatefulSetStrategySchema>;

export const StatefulSetUpdateStrategySchema = struct('io.k8s.api.apps.v1.StatefulSetUpdateStrategy', () => ({
  type: string(1, { enum: StatefulSetUpdateStrategyType, description: 'RollingUpdate replaces pods by itself, from the highest ordinal down; OnDelete waits until somebody deletes them.' }),
  rollingUpdate: one(2, RollingUpdateStatefulSetStrategySchema, { pointer: true, description: 'How a rolling update goes on; only with type RollingUpdate.' }),
}), { defaults: defaultUpdateStrategy, description: 'How pods are brought to a changed template.' });
export type StatefulSetUpdateStrategy = z.output<typeof StatefulSetUpdateStrategySchema>;

export const StatefulSetPersistentVolumeClaimRetentionPolicySchema = struct('io.k8s.api.apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy', () => ({
  whenDeleted: string(1, { default: 'Retain', known: PersistentVolumeClaimRetentionPolicyType, description: 'Retain keeps the claims when the set is deleted, Delete removes them with it; Retain by default.' }),
  whenScaled: string(2, { default: 'Retain', known: PersistentVolumeClaimRetentionPolicyType, description: 'Retain keeps the claims of pods that a smaller size removes, Delete removes them too; Retain by default.' }),
}), { description: 'What becomes of the claims made from the volume claim templates.' });
export type StatefulSetPersistentVolumeClaimRetentionPolicy = z.output<typeof StatefulSetPersistentVolumeClaimRetentionPolicySchema>;

export const StatefulSetOrdinalsSchema = struct('io.k8s.api.apps.v1.StatefulSetOrdinals', () => ({
  start: int32(1, { always: true, description: 'Number of the first pod; 0 by default.' }),
}), { description: 'How pods are numbered.' });
export type StatefulSetOrdinals = z.output<typeof StatefulSetOrdinalsSchema>;

export const StatefulSetSpecSchema = struct('io.k8s.api.apps.v1.StatefulSetSpec', () => ({
  replicas: int32(1, { pointer: true, default: 1, description: 'How many pods are wanted; 1 by default.' }),
  selector: one(2, LabelSelectorSchema, { required: true, pointer: true, description: 'Labels by which the set finds its pods; it must match the template’s labels and cannot be changed.' }),
  template: one(3, PodTemplateSpecSchema, { required: true, description: 'The pods to run; each gets a name with its ordinal, <set>-<ordinal>.' }),
  volumeClaimTemplates: list(4, PersistentVolumeClaimSchema, { type: 'atomic', description: 'Claims each pod gets for itself and keeps over restarts; they take precedence over volumes of the template with the same name.' }),
  serviceName: string(5, { always: true, description: 'The Service that gives the pods their names in the network; it must exist before the set and cannot be changed.' }),
  podManagementPolicy: string(6, { enum: PodManagementPolicyType, default: 'OrderedReady', description: 'OrderedReady starts and stops pods one after another, Parallel all at once; OrderedReady by default.' }),
  updateStrategy: one(7, StatefulSetUpdateStrategySchema, { description: 'How pods are brought to a changed template.' }),
  revisionHistoryLimit: int32(8, { pointer: true, default: 10, description: 'How many old revisions are kept to roll back to; 10 by default.' }),
  minReadySeconds: int32(9, { description: 'How long a pod must be ready without a crash to count as available; 0 by default.' }),
  persistentVolumeClaimRetentionPolicy: one(10, StatefulSetPersistentVolumeClaimRetentionPolicySchema, { pointer: true, default: {}, description: 'What becomes of the claims made from the volume claim templates.' }),
  ordinals: one(11, StatefulSetOrdinalsSchema, { pointer: true, description: 'How pods are numbered; from 0 by default.' }),
}), { defaults: defaultStatefulSetSpec, description: 'Which pods, how many, and with which volumes.' });
export type StatefulSetSpec = z.output<typeof StatefulSetSpecSchema>;

export const StatefulSetConditionSchema = struct('io.k8s.api.apps.v1.StatefulSetCondition', () => ({
  type: string(1, { required: true, description: 'Kind of the state.' }),
  status: string(2, { required: true, description: 'True, False or Unknown.' }),
  lastTransitionTime: time(3, { description: 'When it last changed.' }),
  reason: string(4, { description: 'Why, for programs.' }),
  message: string(5, { description: 'Why, for people.' }),
}), { description: 'An observed state of a set.' });
export type StatefulSetCondition = z.output<typeof StatefulSetConditionSchema>;

export const StatefulSetStatusSchema = struct('io.k8s.api.apps.v1.StatefulSetStatus', () => ({
  observedGeneration: int64(1, { description: 'Generation of the spec this status is about.' }),
  replicas: int32(2, { required: true, description: 'Pods of the set.' }),
  readyReplicas: int32(3, { description: 'Pods that are ready.' }),
  currentReplicas: int32(4, { description: 'Pods of the current revision.' }),
  updatedReplicas: int32(5, { description: 'Pods of the update revision.' }),
  currentRevision: string(6, { description: 'Revision of the pods that are not updated yet.' }),
  updateRevision: string(7, { description: 'Revision of the pods that are updated.' }),
  collisionCount: int32(9, { pointer: true, description: 'How often a revision’s name was taken already.' }),
  conditions: list(10, StatefulSetConditionSchema, { type: 'map', keys: ['type'], patch: { strategy: 'merge', key: 'type' }, description: 'Observed states of the set.' }),
  availableReplicas: int32(11, { always: true, description: 'Pods that have been ready for minReadySeconds.' }),
}), { description: 'How many pods there are, and of which revision.' });
export type StatefulSetStatus = z.output<typeof StatefulSetStatusSchema>;

export const StatefulSetSchema = struct('io.k8s.api.apps.v1.StatefulSet', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  spec: one(2, StatefulSetSpecSchema, { description: 'Which pods, how many, and with which volumes.' }),
  status: one(3, StatefulSetStatusSchema, { description: 'How many pods there are, and of which revision.' }),
}), { description: 'Runs pods with lasting names and volumes, numbered and in order.' });
export type StatefulSet = z.output<typeof StatefulSetSchema>;

export const statefulSets: ResourceOf<StatefulSet> = { group: 'apps', resource: 'statefulsets' };

export const statefulSet: KindDefinition = {
  group: 'apps',
  version: 'v1',
  kind: 'StatefulSet',
  resource: 'statefulsets',
  singular: 'statefulset',
  shortNames: ['sts'],
  categories: ['all'],
  namespaced: true,
  nameRule: 'dns-label',
  schema: StatefulSetSchema,
  hasStatus: true,
  scale: { specReplicas: 'spec.replicas', statusReplicas: 'status.replicas', selector: 'spec.selector' },
  columns: statefulSetColumns,
  selectable: {},
  strategy: statefulSetStrategy,
  validate: statefulSetErrors,
  validateUpdate: statefulSetUpdateErrors,
  validateStatus: statefulSetStatusErrors,
  eventType: statefulSetEventType,
};
