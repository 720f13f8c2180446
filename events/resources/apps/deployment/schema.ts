import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { bool, int32, int64, intOrString, list, one, string, struct, time, typeMeta } from '../../../schema/fields.ts';
import { DeploymentConditionType, DeploymentStrategyType } from '../../_types/enums.ts';
import { LabelSelectorSchema, namespacedMeta } from '../../_types/meta.ts';
import { PodTemplateSpecSchema } from '../../_types/pod-spec.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';
import { defaultStrategy } from './defaults.ts';

export const RollingUpdateDeploymentSchema = struct('io.k8s.api.apps.v1.RollingUpdateDeployment', () => ({
  maxUnavailable: intOrString(1, { pointer: true }),
  maxSurge: intOrString(2, { pointer: true }),
}));
export type RollingUpdateDeployment = z.output<typeof RollingUpdateDeploymentSchema>;

export const DeploymentStrategySchema = struct('io.k8s.api.apps.v1.DeploymentStrategy', () => ({
  type: string(1, { enum: DeploymentStrategyType }),
  rollingUpdate: one(2, RollingUpdateDeploymentSchema, { pointer: true }),
}), { defaults: defaultStrategy });
export type DeploymentStrategy = z.output<typeof DeploymentStrategySchema>;

export const DeploymentSpecSchema = struct('io.k8s.api.apps.v1.DeploymentSpec', () => ({
  replicas: int32(1, { pointer: true, default: 1 }),
  selector: one(2, LabelSelectorSchema, { required: true, pointer: true }),
  template: one(3, PodTemplateSpecSchema, { required: true }),
  strategy: one(4, DeploymentStrategySchema, { patch: { retainKeys: true } }),
  minReadySeconds: int32(5),
  revisionHistoryLimit: int32(6, { pointer: true, default: 10 }),
  paused: bool(7),
  progressDeadlineSeconds: int32(9, { pointer: true, default: 600 }),
}));
export type DeploymentSpec = z.output<typeof DeploymentSpecSchema>;

export const DeploymentConditionSchema = struct('io.k8s.api.apps.v1.DeploymentCondition', () => ({
  type: string(1, { required: true, enum: DeploymentConditionType }),
  status: string(2, { required: true }),
  lastUpdateTime: time(6),
  lastTransitionTime: time(7),
  reason: string(4),
  message: string(5),
}));
export type DeploymentCondition = z.output<typeof DeploymentConditionSchema>;

export const DeploymentStatusSchema = struct('io.k8s.api.apps.v1.DeploymentStatus', () => ({
  observedGeneration: int64(1),
  replicas: int32(2),
  updatedReplicas: int32(3),
  readyReplicas: int32(7),
  availableReplicas: int32(4),
  unavailableReplicas: int32(5),
  terminatingReplicas: int32(9, { pointer: true }),
  conditions: list(6, DeploymentConditionSchema, { type: 'map', keys: ['type'], patch: { strategy: 'merge', key: 'type' } }),
  collisionCount: int32(8, { pointer: true }),
}));
export type DeploymentStatus = z.output<typeof DeploymentStatusSchema>;

export const DeploymentSchema = struct('io.k8s.api.apps.v1.Deployment', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  spec: one(2, DeploymentSpecSchema),
  status: one(3, DeploymentStatusSchema),
}));
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
  columns: [nameColumn, ageColumn],
  selectable: {},
  strategy: {},
};
