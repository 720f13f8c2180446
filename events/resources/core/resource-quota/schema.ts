import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { list, map, one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { ResourceQuotaScope, ScopeSelectorOperator } from '../../_types/enums.ts';
import { namespacedMeta } from '../../_types/meta.ts';
import { resourceQuotaColumns } from './columns.ts';
import { defaultResourceQuotaPart } from './defaults.ts';
import { resourceQuotaEventType } from './events.ts';
import { resourceQuotaStrategy } from './strategy.ts';
import { resourceQuotaErrors, resourceQuotaUpdateErrors, resourceQuotaStatusErrors } from './validate.ts';

export const ScopedResourceSelectorRequirementSchema = struct('io.k8s.api.core.v1.ScopedResourceSelectorRequirement', () => ({
  scopeName: string(1, { required: true, enum: ResourceQuotaScope, description: 'Scope the condition is about.' }),
  operator: string(2, { required: true, enum: ScopeSelectorOperator, description: 'How the scope relates to the values.' }),
  values: list(3, 'string', { type: 'atomic', description: 'Values of In and NotIn.' }),
}), { description: 'A condition on what a quota counts.' });
export type ScopedResourceSelectorRequirement = z.output<typeof ScopedResourceSelectorRequirementSchema>;

export const ScopeSelectorSchema = struct('io.k8s.api.core.v1.ScopeSelector', () => ({
  matchExpressions: list(1, ScopedResourceSelectorRequirementSchema, { type: 'atomic', description: 'Conditions that must all hold.' }),
}), { type: 'atomic', description: 'Which things a quota counts.' });
export type ScopeSelector = z.output<typeof ScopeSelectorSchema>;

export const ResourceQuotaSpecSchema = struct('io.k8s.api.core.v1.ResourceQuotaSpec', () => ({
  hard: map(1, 'quantity', { description: 'The most of each resource.' }),
  scopes: list(2, 'string', { enum: ResourceQuotaScope, type: 'atomic', description: 'What the quota counts; all when empty.' }),
  scopeSelector: one(3, ScopeSelectorSchema, { pointer: true, description: 'Further conditions on what the quota counts.' }),
}), { defaults: defaultResourceQuotaPart, description: 'What a namespace may use.' });
export type ResourceQuotaSpec = z.output<typeof ResourceQuotaSpecSchema>;

export const ResourceQuotaStatusSchema = struct('io.k8s.api.core.v1.ResourceQuotaStatus', () => ({
  hard: map(1, 'quantity', { description: 'The most of each resource.' }),
  used: map(2, 'quantity', { description: 'How much of each resource is in use.' }),
}), { defaults: defaultResourceQuotaPart, description: 'What a namespace uses.' });
export type ResourceQuotaStatus = z.output<typeof ResourceQuotaStatusSchema>;

export const ResourceQuotaSchema = struct('io.k8s.api.core.v1.ResourceQuota', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  spec: one(2, ResourceQuotaSpecSchema, { description: 'The bounds.' }),
  status: one(3, ResourceQuotaStatusSchema, { description: 'What is in use.' }),
}), { description: 'Bounds what a namespace uses in all.' });
export type ResourceQuota = z.output<typeof ResourceQuotaSchema>;

export const resourceQuotas: ResourceOf<ResourceQuota> = { group: '', resource: 'resourcequotas' };

export const resourceQuota: KindDefinition = {
  group: '',
  version: 'v1',
  kind: 'ResourceQuota',
  resource: 'resourcequotas',
  singular: 'resourcequota',
  shortNames: ['quota'],
  categories: [],
  namespaced: true,
  schema: ResourceQuotaSchema,
  hasStatus: true,
  columns: resourceQuotaColumns,
  selectable: {},
  strategy: resourceQuotaStrategy,
  validate: resourceQuotaErrors,
  validateUpdate: resourceQuotaUpdateErrors,
  validateStatus: resourceQuotaStatusErrors,
  eventType: resourceQuotaEventType,
};
