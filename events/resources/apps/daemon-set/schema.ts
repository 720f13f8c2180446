import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { int32, int64, intOrString, list, one, string, struct, time, typeMeta } from '../../../schema/fields.ts';
import { DaemonSetUpdateStrategyType } from '../../_types/enums.ts';
import { LabelSelectorSchema, namespacedMeta } from '../../_types/meta.ts';
import { PodTemplateSpecSchema } from '../../_types/pod-spec.ts';
import { daemonSetColumns } from './columns.ts';
import { defaultUpdateStrategy } from './defaults.ts';
import { daemonSetEventType } from './events.ts';
import { daemonSetStrategy } from './strategy.ts';
import { daemonSetErrors, daemonSetStatusErrors, daemonSetUpdateErrors } from './validate.ts';

export const RollingUpdateDaemonSetSchema = struct('io.k8s.api.apps.v1.RollingUpdateDaemonSet', () => ({
  maxUnavailable: intOrString(1, { pointer: true, description: 'On how many nodes the pod may be unavailable during an update: a number, or a percentage of the wanted pods rounded up. 1 by default; must not be 0 when maxSurge is 0.' }),
  maxSurge: intOrString(2, { pointer: true, description: 'On how many nodes a new pod may run beside the old one during an update: a number, or a percentage rounded up. 0 by default; must be 0 unless maxUnavailable is 0.' }),
}), { description: 'Limits of a rolling update.' });
export type RollingUpdateDaemonSet = z.output<typeof RollingUpdateDaemonSetSchema>;

export const DaemonSetUpdateStrategySchema = struct('io.k8s.api.apps.v1.DaemonSetUpdateStrategy', () => ({
  type: string(1, { enum: DaemonSetUpdateStrategyType, description: 'RollingUpdate replaces pods by itself; OnDelete waits until somebody deletes them.' }),
  rollingUpdate: one(2, RollingUpdateDaemonSetSchema, { pointer: true, description: 'Limits of a rolling update; only with type RollingUpdate.' }),
}), { defaults: defaultUpdateStrategy, description: 'How pods are brought to a changed template.' });
export type DaemonSetUpdateStrategy = z.output<typeof DaemonSetUpdateStrategySchema>;

export const DaemonSetSpecSchema = struct('io.k8s.api.apps.v1.DaemonSetSpec', () => ({
  selector: one(1, LabelSelectorSchema, { required: true, pointer: true, description: 'Labels by which the set finds its pods; it must match the template’s labels and cannot be changed.' }),
  template: one(2, PodTemplateSpecSchema, { required: true, description: 'The pod to run on every node its node selector and tolerations admit.' }),
  updateStrategy: one(3, DaemonSetUpdateStrategySchema, { description: 'How pods are brought to a changed template.' }),
  minReadySeconds: int32(4, { description: 'How long a pod must be ready without a crash to count as available; 0 by default.' }),
  revisionHistoryLimit: int32(6, { pointer: true, default: 10, description: 'How many old revisions are kept to roll back to; 10 by default.' }),
}), { description: 'Which pod, and on which nodes.' });
export type DaemonSetSpec = z.output<typeof DaemonSetSpecSchema>;

export const DaemonSetConditionSchema = struct('io.k8s.api.apps.v1.DaemonSetCondition', () => ({
  type: string(1, { required: true, description: 'Kind of the state.' }),
  status: string(2, { required: true, description: 'True, False or Unknown.' }),
  lastTransitionTime: time(3, { description: 'When it last changed.' }),
  reason: string(4, { description: 'Why, for programs.' }),
  message: string(5, { description: 'Why, for people.' }),
}), { description: 'An observed state of a set.' });
export type DaemonSetCondition = z.output<typeof DaemonSetConditionSchema>;

export const DaemonSetStatusSchema = struct('io.k8s.api.apps.v1.DaemonSetStatus', () => ({
  currentNumberScheduled: int32(1, { required: true, description: 'Nodes that run a pod they should.' }),
  numberMisscheduled: int32(2, { required: true, description: 'Nodes that run a pod they should not.' }),
  desiredNumberScheduled: int32(3, { required: true, description: 'Nodes that should run a pod, whether they do or not.' }),
  numberReady: int32(4, { required: true, description: 'Nodes that should run a pod and have one that is ready.' }),
  observedGeneration: int64(5, { description: 'Generation of the spec this status is about.' }),
  updatedNumberScheduled: int32(6, { description: 'Nodes that run a pod of the newest template.' }),
  numberAvailable: int32(7, { description: 'Nodes whose pod has been ready for minReadySeconds.' }),
  numberUnavailable: int32(8, { description: 'Nodes that should run a pod and have none that is available.' }),
  collisionCount: int32(9, { pointer: true, description: 'How often a revision’s name was taken already.' }),
  conditions: list(10, DaemonSetConditionSchema, { type: 'map', keys: ['type'], patch: { strategy: 'merge', key: 'type' }, description: 'Observed states of the set.' }),
}), { description: 'On how many nodes the pod runs.' });
export type DaemonSetStatus = z.output<typeof DaemonSetStatusSchema>;

export const DaemonSetSchema = struct('io.k8s.api.apps.v1.DaemonSet', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  spec: one(2, DaemonSetSpecSchema, { description: 'Which pod, and on which nodes.' }),
  status: one(3, DaemonSetStatusSchema, { description: 'On how many nodes the pod runs.' }),
}), { description: 'Runs one pod on every node, or on every node of a kind.' });
export type DaemonSet = z.output<typeof DaemonSetSchema>;

export const daemonSets: ResourceOf<DaemonSet> = { group: 'apps', resource: 'daemonsets' };

export const daemonSet: KindDefinition = {
  group: 'apps',
  version: 'v1',
  kind: 'DaemonSet',
  resource: 'daemonsets',
  singular: 'daemonset',
  shortNames: ['ds'],
  categories: ['all'],
  namespaced: true,
  schema: DaemonSetSchema,
  hasStatus: true,
  columns: daemonSetColumns,
  selectable: {},
  strategy: daemonSetStrategy,
  validate: daemonSetErrors,
  validateUpdate: daemonSetUpdateErrors,
  validateStatus: daemonSetStatusErrors,
  eventType: daemonSetEventType,
};
