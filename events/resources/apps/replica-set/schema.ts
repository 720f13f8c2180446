import type { z } from 'zod';
import { numberAt } from '../../../json-path.ts';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { int32, int64, list, one, string, struct, time, typeMeta } from '../../../schema/fields.ts';
import { ReplicaSetConditionType } from '../../_types/enums.ts';
import { LabelSelectorSchema, namespacedMeta } from '../../_types/meta.ts';
import { PodTemplateSpecSchema } from '../../_types/pod-spec.ts';
import { replicaSetColumns } from './columns.ts';
import { replicaSetErrors, replicaSetStatusErrors, replicaSetUpdateErrors } from './validate.ts';
import { replicaSetStrategy } from './strategy.ts';
import { replicaSetEventType } from './events.ts';

export const ReplicaSetSpecSchema = struct('io.k8s.api.apps.v1.ReplicaSetSpec', () => ({
  replicas: int32(1, { pointer: true, default: 1, description: 'How many pods are wanted; 1 by default.' }),
  minReadySeconds: int32(4, { description: 'How long a pod must be ready without a crash to count as available.' }),
  selector: one(2, LabelSelectorSchema, { required: true, pointer: true, description: 'Labels by which the set finds its pods; it must match the template’s labels and cannot be changed.' }),
  template: one(3, PodTemplateSpecSchema, { description: 'The pods to create when some are missing.' }),
}));
export type ReplicaSetSpec = z.output<typeof ReplicaSetSpecSchema>;

export const ReplicaSetConditionSchema = struct('io.k8s.api.apps.v1.ReplicaSetCondition', () => ({
  type: string(1, { required: true, known: ReplicaSetConditionType }),
  status: string(2, { required: true }),
  lastTransitionTime: time(3),
  reason: string(4),
  message: string(5),
}));
export type ReplicaSetCondition = z.output<typeof ReplicaSetConditionSchema>;

export const ReplicaSetStatusSchema = struct('io.k8s.api.apps.v1.ReplicaSetStatus', () => ({
  replicas: int32(1, { required: true, description: 'Pods of the set that are not being deleted.' }),
  fullyLabeledReplicas: int32(2, { description: 'Pods that carry all labels of the template.' }),
  readyReplicas: int32(4, { description: 'Pods that are ready.' }),
  availableReplicas: int32(5, { description: 'Pods that have been ready for minReadySeconds.' }),
  terminatingReplicas: int32(7, { pointer: true }),
  observedGeneration: int64(3, { description: 'Generation of the spec this status is about.' }),
  conditions: list(6, ReplicaSetConditionSchema, { type: 'map', keys: ['type'], patch: { strategy: 'merge', key: 'type' }, description: 'Observed states, such as ReplicaFailure.' }),
}));
export type ReplicaSetStatus = z.output<typeof ReplicaSetStatusSchema>;

export const ReplicaSetSchema = struct('io.k8s.api.apps.v1.ReplicaSet', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  spec: one(2, ReplicaSetSpecSchema, { description: 'Which pods, and how many.' }),
  status: one(3, ReplicaSetStatusSchema, { description: 'How many pods there are.' }),
}), { description: 'Keeps a number of equal pods running.' });
export type ReplicaSet = z.output<typeof ReplicaSetSchema>;

export const replicaSets: ResourceOf<ReplicaSet> = { group: 'apps', resource: 'replicasets' };

export const replicaSet: KindDefinition = {
  group: 'apps',
  version: 'v1',
  kind: 'ReplicaSet',
  resource: 'replicasets',
  singular: 'replicaset',
  shortNames: ['rs'],
  categories: ['all'],
  namespaced: true,
  schema: ReplicaSetSchema,
  hasStatus: true,
  scale: { specReplicas: 'spec.replicas', statusReplicas: 'status.replicas', selector: 'spec.selector' },
  columns: replicaSetColumns,
  selectable: { 'status.replicas': (object) => String(numberAt(object, 'status', 'replicas') ?? 0) },
  strategy: replicaSetStrategy,
  validate: replicaSetErrors,
  validateUpdate: replicaSetUpdateErrors,
  validateStatus: replicaSetStatusErrors,
  eventType: replicaSetEventType,
};
