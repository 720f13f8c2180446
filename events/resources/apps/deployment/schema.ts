import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { bool, int32, int64, intOrString, list, one, string, struct, time, typeMeta } from '../../../schema/fields.ts';
import { DeploymentConditionType, DeploymentStrategyType } from '../../_types/enums.ts';
import { LabelSelectorSchema, namespacedMeta } from '../../_types/meta.ts';
import { PodTemplateSpecSchema } from '../../_types/pod-spec.ts';
import { deploymentColumns } from './columns.ts';
import { deploymentErrors, deploymentStatusErrors, deploymentUpdateErrors } from './validate.ts';
import { deploymentStrategy } from './strategy.ts';
import { deploymentEventType } from './events.ts';
import { defaultStrategy } from './defaults.ts';

export const RollingUpdateDeploymentSchema = struct('io.k8s.api.apps.v1.RollingUpdateDeployment', () => ({
  maxUnavailable: intOrString(1, { pointer: true, description: 'How many pods may be unavailable during an update: a number, or a percentage of the wanted replicas rounded down. 25% by default; must not be 0 when maxSurge is 0.' }),
  maxSurge: intOrString(2, { pointer: true, description: 'How many pods may exist beyond the wanted replicas during an update: a number, or a percentage rounded up. 25% by default; must not be 0 when maxUnavailable is 0.' }),
}), { description: 'Limits of a rolling update.' });
export type RollingUpdateDeployment = z.output<typeof RollingUpdateDeploymentSchema>;

export const DeploymentStrategySchema = struct('io.k8s.api.apps.v1.DeploymentStrategy', () => ({
  type: string(1, { enum: DeploymentStrategyType, description: 'RollingUpdate replaces pods step by step; Recreate stops all old pods before starting new ones.' }),
  rollingUpdate: one(2, RollingUpdateDeploymentSchema, { pointer: true, description: 'Limits of a rolling update; only with type RollingUpdate.' }),
}), { defaults: defaultStrategy, description: 'How old pods are replaced by new ones.' });
export type DeploymentStrategy = z.output<typeof DeploymentStrategySchema>;

export const DeploymentSpecSchema = struct('io.k8s.api.apps.v1.DeploymentSpec', () => ({
  replicas: int32(1, { pointer: true, default: 1, description: 'How many pods are wanted; 1 by default.' }),
  selector: one(2, LabelSelectorSchema, { required: true, pointer: true, description: 'Labels by which the deployment finds its pods; it must match the template’s labels and cannot be changed.' }),
  template: one(3, PodTemplateSpecSchema, { required: true, description: 'The pods to run; changing it starts a roll-out.' }),
  strategy: one(4, DeploymentStrategySchema, { patch: { retainKeys: true }, description: 'How old pods are replaced by new ones.' }),
  minReadySeconds: int32(5, { description: 'How long a new pod must be ready without a crash to count as available; 0 by default.' }),
  revisionHistoryLimit: int32(6, { pointer: true, default: 10, description: 'How many old ReplicaSets are kept to roll back to; 10 by default.' }),
  paused: bool(7, { description: 'Holds back roll-outs while true.' }),
  progressDeadlineSeconds: int32(9, { pointer: true, default: 600, description: 'How long a roll-out may make no progress before it is reported as failed; 600 by default.' }),
}), { description: 'What a deployment should run and how changes are rolled out.' });
export type DeploymentSpec = z.output<typeof DeploymentSpecSchema>;

export const DeploymentConditionSchema = struct('io.k8s.api.apps.v1.DeploymentCondition', () => ({
  type: string(1, { required: true, known: DeploymentConditionType }),
  status: string(2, { required: true }),
  lastUpdateTime: time(6),
  lastTransitionTime: time(7),
  reason: string(4),
  message: string(5),
}));
export type DeploymentCondition = z.output<typeof DeploymentConditionSchema>;

export const DeploymentStatusSchema = struct('io.k8s.api.apps.v1.DeploymentStatus', () => ({
  observedGeneration: int64(1, { description: 'Generation of the spec this status is about.' }),
  replicas: int32(2, { description: 'Pods of the deployment that are not being deleted.' }),
  updatedReplicas: int32(3, { description: 'Pods with the current template.' }),
  readyReplicas: int32(7, { description: 'Pods that are ready.' }),
  availableReplicas: int32(4, { description: 'Pods that have been ready for minReadySeconds.' }),
  unavailableReplicas: int32(5, { description: 'Pods still needed for the deployment to be fully available.' }),
  terminatingReplicas: int32(9, { pointer: true, description: 'Pods that are being deleted.' }),
  conditions: list(6, DeploymentConditionSchema, { type: 'map', keys: ['type'], patch: { strategy: 'merge', key: 'type' }, description: 'Observed states: Available, Progressing, ReplicaFailure.' }),
  collisionCount: int32(8, { pointer: true, description: 'How often a ReplicaSet’s name was taken already.' }),
}), { description: 'How far a roll-out has come.' });
export type DeploymentStatus = z.output<typeof DeploymentStatusSchema>;

export const DeploymentSchema = struct('io.k8s.api.apps.v1.Deployment', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  spec: one(2, DeploymentSpecSchema, { description: 'What should run and how changes are rolled out.' }),
  status: one(3, DeploymentStatusSchema, { description: 'How far the current roll-out has come.' }),
}), { description: 'Keeps a number of equal pods running and replaces them step by step when their template changes.' });
export type Deployment = z.output<typeof DeploymentSchema>;

export const deployments: ResourceOf<Deployment> = { group: 'apps', resource: 'deployments' };

export const deployment: KindDefinition = {
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  resource: 'deployments',
  singular: 'deployment',
  shortNames: ['deploy'],
  categories: ['all'],
  namespaced: true,
  schema: DeploymentSchema,
  hasStatus: true,
  scale: { specReplicas: 'spec.replicas', statusReplicas: 'status.replicas', selector: 'spec.selector' },
  columns: deploymentColumns,
  selectable: {},
  strategy: deploymentStrategy,
  validate: deploymentErrors,
  validateUpdate: deploymentUpdateErrors,
  validateStatus: deploymentStatusErrors,
  eventType: deploymentEventType,
};
