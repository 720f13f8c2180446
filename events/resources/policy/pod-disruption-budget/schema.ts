import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { int32, int64, intOrString, list, map, one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { UnhealthyPodEvictionPolicyType } from '../../_types/enums.ts';
import { ConditionSchema, LabelSelectorSchema, namespacedMeta } from '../../_types/meta.ts';
import { podDisruptionBudgetColumns } from './columns.ts';
import { podDisruptionBudgetEventType } from './events.ts';
import { podDisruptionBudgetStrategy } from './strategy.ts';
import { podDisruptionBudgetErrors, podDisruptionBudgetStatusErrors } from './validate.ts';

export const PodDisruptionBudgetSpecSchema = struct('io.k8s.api.policy.v1.PodDisruptionBudgetSpec', () => ({
  minAvailable: intOrString(1, { pointer: true, description: 'How many pods must stay available: a number, or a percentage. Not together with maxUnavailable.' }),
  selector: one(2, LabelSelectorSchema, { pointer: true, patch: { strategy: 'replace' }, description: 'The pods the budget is for; an empty one selects all of the namespace, an absent one none.' }),
  maxUnavailable: intOrString(3, { pointer: true, description: 'How many pods may be unavailable: a number, or a percentage. Not together with minAvailable.' }),
  unhealthyPodEvictionPolicy: string(4, { pointer: true, enum: UnhealthyPodEvictionPolicyType, description: 'When running pods that are not ready may be evicted: IfHealthyBudget only while enough others are healthy, AlwaysAllow always. IfHealthyBudget when absent.' }),
}), { description: 'How many pods may be evicted at once.' });
export type PodDisruptionBudgetSpec = z.output<typeof PodDisruptionBudgetSpecSchema>;

export const PodDisruptionBudgetStatusSchema = struct('io.k8s.api.policy.v1.PodDisruptionBudgetStatus', () => ({
  observedGeneration: int64(1, { description: 'Generation of the spec this status is about.' }),
  disruptedPods: map(2, 'time', { description: 'Pods whose eviction was granted and that are not seen deleted yet, and since when.' }),
  disruptionsAllowed: int32(3, { always: true, description: 'How many pods may be evicted now.' }),
  currentHealthy: int32(4, { always: true, description: 'Pods that are healthy.' }),
  desiredHealthy: int32(5, { always: true, description: 'Pods that must stay healthy.' }),
  expectedPods: int32(6, { always: true, description: 'Pods the budget counts.' }),
  conditions: list(7, ConditionSchema, { type: 'map', keys: ['type'], patch: { strategy: 'merge', key: 'type' }, description: 'Observed states: DisruptionAllowed.' }),
}), { description: 'How many disruptions are left.' });
export type PodDisruptionBudgetStatus = z.output<typeof PodDisruptionBudgetStatusSchema>;

export const PodDisruptionBudgetSchema = struct('io.k8s.api.policy.v1.PodDisruptionBudget', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  spec: one(2, PodDisruptionBudgetSpecSchema, { description: 'How many pods may be evicted at once.' }),
  status: one(3, PodDisruptionBudgetStatusSchema, { description: 'How many disruptions are left.' }),
}), { description: 'Limits how many pods of a set may be evicted at once.' });
export type PodDisruptionBudget = z.output<typeof PodDisruptionBudgetSchema>;

export const podDisruptionBudgets: ResourceOf<PodDisruptionBudget> = { group: 'policy', resource: 'poddisruptionbudgets' };

export const podDisruptionBudget: KindDefinition = {
  group: 'policy',
  version: 'v1',
  kind: 'PodDisruptionBudget',
  resource: 'poddisruptionbudgets',
  singular: 'poddisruptionbudget',
  shortNames: ['pdb'],
  categories: [],
  namespaced: true,
  schema: PodDisruptionBudgetSchema,
  hasStatus: true,
  columns: podDisruptionBudgetColumns,
  selectable: {},
  strategy: podDisruptionBudgetStrategy,
  validate: podDisruptionBudgetErrors,
  validateStatus: podDisruptionBudgetStatusErrors,
  eventType: podDisruptionBudgetEventType,
};
