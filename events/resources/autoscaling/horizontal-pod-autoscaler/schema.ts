import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { int32, int64, list, one, quantity, string, struct, time, typeMeta } from '../../../schema/fields.ts';
import { HPAScalingPolicyType, HorizontalPodAutoscalerConditionType, ScalingPolicySelect } from '../../_types/enums.ts';
import { namespacedMeta } from '../../_types/meta.ts';
import { horizontalPodAutoscalerColumns } from './columns.ts';
import { defaultBehavior, defaultMetrics } from './defaults.ts';
import { horizontalPodAutoscalerEventType } from './events.ts';
import { CrossVersionObjectReferenceSchema, MetricSpecSchema } from './metric-spec.ts';
import { MetricStatusSchema } from './metric-status.ts';
import { horizontalPodAutoscalerStrategy } from './strategy.ts';
import { horizontalPodAutoscalerCreateErrors, horizontalPodAutoscalerErrors, horizontalPodAutoscalerStatusErrors, horizontalPodAutoscalerUpdateErrors } from './validate.ts';

export const HPAScalingPolicySchema = struct('io.k8s.api.autoscaling.v2.HPAScalingPolicy', () => ({
  type: string(1, { required: true, enum: HPAScalingPolicyType, description: 'Pods: a number of them. Percent: of the present number.' }),
  value: int32(2, { required: true, description: 'How many, or how many percent; greater than 0.' }),
  periodSeconds: int32(3, { required: true, description: 'In how many seconds; at most 1800.' }),
}), { description: 'How much may change in how much time.' });
export type HPAScalingPolicy = z.output<typeof HPAScalingPolicySchema>;

export const HPAScalingRulesSchema = struct('io.k8s.api.autoscaling.v2.HPAScalingRules', () => ({
  stabilizationWindowSeconds: int32(3, { pointer: true, description: 'How far back recommendations count, to avoid swinging; 0 for up and 300 for down by default, at most 3600.' }),
  selectPolicy: string(1, { pointer: true, enum: ScalingPolicySelect, description: 'Max takes the policy that changes most, Min the one that changes least, Disabled does not scale this way; Max by default.' }),
  policies: list(2, HPAScalingPolicySchema, { type: 'atomic', description: 'How much may change in how much time; at least one.' }),
  tolerance: quantity(4, { pointer: true, gate: 'HPAConfigurableTolerance', description: 'How far metrics may be from their targets before the size changes; 10 percent by default.' }),
}), { description: 'How fast a direction may be taken.' });
export type HPAScalingRules = z.output<typeof HPAScalingRulesSchema>;

export const HorizontalPodAutoscalerBehaviorSchema = struct('io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerBehavior', () => ({
  scaleUp: one(1, HPAScalingRulesSchema, { pointer: true, description: 'Rules for more pods.' }),
  scaleDown: one(2, HPAScalingRulesSchema, { pointer: true, description: 'Rules for fewer pods.' }),
}), { defaults: defaultBehavior, description: 'How fast the size may change.' });
export type HorizontalPodAutoscalerBehavior = z.output<typeof HorizontalPodAutoscalerBehaviorSchema>;

export const HorizontalPodAutoscalerSpecSchema = struct('io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerSpec', () => ({
  scaleTargetRef: one(1, CrossVersionObjectReferenceSchema, { required: true, description: 'What is scaled: an object with a scale subresource.' }),
  minReplicas: int32(2, { pointer: true, default: 1, description: 'The smallest size; 1 by default.' }),
  maxReplicas: int32(3, { required: true, description: 'The largest size; not less than the smallest.' }),
  metrics: list(4, MetricSpecSchema, { type: 'atomic', description: 'What the size is reckoned from; the largest result wins. 80 percent of the requested CPU by default.' }),
  behavior: one(5, HorizontalPodAutoscalerBehaviorSchema, { pointer: true, description: 'How fast the size may change.' }),
}), { defaults: defaultMetrics, description: 'What is scaled, by what, and between which sizes.' });
export type HorizontalPodAutoscalerSpec = z.output<typeof HorizontalPodAutoscalerSpecSchema>;

export const HorizontalPodAutoscalerConditionSchema = struct('io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerCondition', () => ({
  type: string(1, { required: true, known: HorizontalPodAutoscalerConditionType, description: 'Kind of the state.' }),
  status: string(2, { required: true, description: 'True, False or Unknown.' }),
  lastTransitionTime: time(3, { description: 'When it last changed.' }),
  reason: string(4, { description: 'Why, for programs.' }),
  message: string(5, { description: 'Why, for people.' }),
}), { description: 'An observed state of an autoscaler.' });
export type HorizontalPodAutoscalerCondition = z.output<typeof HorizontalPodAutoscalerConditionSchema>;

export const HorizontalPodAutoscalerStatusSchema = struct('io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerStatus', () => ({
  observedGeneration: int64(1, { pointer: true, description: 'Generation of the spec this status is about.' }),
  lastScaleTime: time(2, { pointer: true, description: 'When the size was last changed.' }),
  currentReplicas: int32(3, { description: 'The present size.' }),
  desiredReplicas: int32(4, { required: true, description: 'The size last reckoned.' }),
  currentMetrics: list(5, MetricStatusSchema, { always: true, type: 'atomic', description: 'Present values of the metrics.' }),
  conditions: list(6, HorizontalPodAutoscalerConditionSchema, { type: 'map', keys: ['type'], patch: { strategy: 'merge', key: 'type' }, description: 'Observed states: ScalingActive, AbleToScale, ScalingLimited.' }),
}), { description: 'The present size, and what it was reckoned from.' });
export type HorizontalPodAutoscalerStatus = z.output<typeof HorizontalPodAutoscalerStatusSchema>;

export const HorizontalPodAutoscalerSchema = struct('io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  spec: one(2, HorizontalPodAutoscalerSpecSchema, { required: true, omitempty: true, description: 'What is scaled, by what, and between which sizes.' }),
  status: one(3, HorizontalPodAutoscalerStatusSchema, { description: 'The present size, and what it was reckoned from.' }),
}), { description: 'Sets the size of something that runs pods by how much they have to do.' });
export type HorizontalPodAutoscaler = z.output<typeof HorizontalPodAutoscalerSchema>;

export const horizontalPodAutoscalers: ResourceOf<HorizontalPodAutoscaler> = { group: 'autoscaling', resource: 'horizontalpodautoscalers' };

export const horizontalPodAutoscaler: KindDefinition = {
  group: 'autoscaling',
  version: 'v2',
  kind: 'HorizontalPodAutoscaler',
  resource: 'horizontalpodautoscalers',
  singular: 'horizontalpodautoscaler',
  shortNames: ['hpa'],
  categories: ['all'],
  namespaced: true,
  schema: HorizontalPodAutoscalerSchema,
  hasStatus: true,
  columns: horizontalPodAutoscalerColumns,
  selectable: {},
  strategy: horizontalPodAutoscalerStrategy,
  validate: horizontalPodAutoscalerErrors,
  validateCreate: horizontalPodAutoscalerCreateErrors,
  validateUpdate: horizontalPodAutoscalerUpdateErrors,
  validateStatus: horizontalPodAutoscalerStatusErrors,
  eventType: horizontalPodAutoscalerEventType,
};
