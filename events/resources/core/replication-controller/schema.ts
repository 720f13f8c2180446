import type { z } from 'zod';
import { numberAt } from '../../../json-path.ts';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { int32, int64, list, map, one, string, struct, time, typeMeta } from '../../../schema/fields.ts';
import { ConditionStatus, ReplicationControllerConditionType } from '../../_types/enums.ts';
import { namespacedMeta } from '../../_types/meta.ts';
import { PodTemplateSpecSchema } from '../../_types/pod-spec.ts';
import { replicationControllerColumns } from './columns.ts';
import { defaultReplicationController } from './defaults.ts';
import { replicationControllerEventType } from './events.ts';
import { replicationControllerStrategy } from './strategy.ts';
import { replicationControllerErrors, replicationControllerStatusErrors } from './validate.ts';

export const ReplicationControllerSpecSchema = struct('io.k8s.api.core.v1.ReplicationControllerSpec', () => ({
  replicas: int32(1, { pointer: true, default: 1, description: 'How many pods are wanted; 1 by default.' }),
  minReadySeconds: int32(4, { default: 0, description: 'How long a pod must be ready without a crash to count as available.' }),
  selector: map(2, 'string', { type: 'atomic', description: 'Labels by which the controller finds its pods; the template’s labels by default.' }),
  template: one(3, PodTemplateSpecSchema, { pointer: true, description: 'The pods to create when some are missing.' }),
}), { description: 'Which pods, and how many.' });
export type ReplicationControllerSpec = z.output<typeof ReplicationControllerSpecSchema>;

export const ReplicationControllerConditionSchema = struct('io.k8s.api.core.v1.ReplicationControllerCondition', () => ({
  type: string(1, { required: true, known: ReplicationControllerConditionType, description: 'Kind of the state.' }),
  status: string(2, { required: true, known: ConditionStatus, description: 'True, False or Unknown.' }),
  lastTransitionTime: time(3, { description: 'When it last changed.' }),
  reason: string(4, { description: 'Why, for programs.' }),
  message: string(5, { description: 'Why, for people.' }),
}), { description: 'An observed state of a controller.' });
export type ReplicationControllerCondition = z.output<typeof ReplicationControllerConditionSchema>;

export const ReplicationControllerStatusSchema = struct('io.k8s.api.core.v1.ReplicationControllerStatus', () => ({
  replicas: int32(1, { required: true, description: 'Pods of the controller.' }),
  fullyLabeledReplicas: int32(2, { description: 'Pods that carry all labels of the template.' }),
  readyReplicas: int32(4, { description: 'Pods that are ready.' }),
  availableReplicas: int32(5, { description: 'Pods that have been ready for minReadySeconds.' }),
  observedGeneration: int64(3, { description: 'Generation of the spec this status is about.' }),
  conditions: list(6, ReplicationControllerConditionSchema, { type: 'map', keys: ['type'], patch: { strategy: 'merge', key: 'type' }, description: 'Observed states, such as ReplicaFailure.' }),
}), { description: 'How many pods there are.' });
export type ReplicationControllerStatus = z.output<typeof ReplicationControllerStatusSchema>;

export const ReplicationControllerSchema = struct('io.k8s.api.core.v1.ReplicationController', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  spec: one(2, ReplicationControllerSpecSchema, { description: 'Which pods, and how many.' }),
  status: one(3, ReplicationControllerStatusSchema, { description: 'How many pods there are.' }),
}), { defaults: defaultReplicationController, description: 'Keeps a number of equal pods running; Deployments have taken its place.' });
export type ReplicationController = z.output<typeof ReplicationControllerSchema>;

export const replicationControllers: ResourceOf<ReplicationController> = { group: '', resource: 'replicationcontrollers' };

export const replicationController: KindDefinition = {
  group: '',
  version: 'v1',
  kind: 'ReplicationController',
  resource: 'replicationcontrollers',
  singular: 'replicationcontroller',
  shortNames: ['rc'],
  categories: ['all'],
  namespaced: true,
  schema: ReplicationControllerSchema,
  hasStatus: true,
  scale: { specReplicas: 'spec.replicas', statusReplicas: 'status.replicas', selector: 'spec.selector' },
  columns: replicationControllerColumns,
  selectable: { 'status.replicas': (object) => String(numberAt(object, 'status', 'replicas') ?? 0) },
  strategy: replicationControllerStrategy,
  validate: replicationControllerErrors,
  validateStatus: replicationControllerStatusErrors,
  eventType: replicationControllerEventType,
};
