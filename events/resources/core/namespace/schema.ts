import type { z } from 'zod';
import { stringAt } from '../../../json-path.ts';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { list, one, string, struct, time, typeMeta } from '../../../schema/fields.ts';
import { ConditionStatus, FinalizerName, NamespaceConditionType, NamespacePhase } from '../../_types/enums.ts';
import { clusterMeta } from '../../_types/meta.ts';
import { namespaceColumns } from './columns.ts';
import { namespaceErrors, namespaceStatusErrors } from './validate.ts';
import { namespaceFinalize, namespaceStrategy } from './strategy.ts';
import { namespaceEventType } from './events.ts';
import { defaultNamespace } from './defaults.ts';

export const NamespaceConditionSchema = struct('io.k8s.api.core.v1.NamespaceCondition', () => ({
  type: string(1, { required: true, known: NamespaceConditionType }),
  status: string(2, { required: true, known: ConditionStatus }),
  lastTransitionTime: time(4),
  reason: string(5),
  message: string(6),
}));
export type NamespaceCondition = z.output<typeof NamespaceConditionSchema>;

export const NamespaceSpecSchema = struct('io.k8s.api.core.v1.NamespaceSpec', () => ({
  finalizers: list(1, 'string', { type: 'atomic', known: FinalizerName, description: 'Who must clean up before the namespace may go; it is deleted once this list is empty.' }),
}));
export type NamespaceSpec = z.output<typeof NamespaceSpecSchema>;

export const NamespaceStatusSchema = struct('io.k8s.api.core.v1.NamespaceStatus', () => ({
  phase: string(1, { enum: NamespacePhase, default: 'Active', description: 'Active, or Terminating while its content is being deleted.' }),
  conditions: list(2, NamespaceConditionSchema, { type: 'map', keys: ['type'], patch: { strategy: 'merge', key: 'type' }, description: 'How far a deletion has come and what holds it up.' }),
}));
export type NamespaceStatus = z.output<typeof NamespaceStatusSchema>;

export const NamespaceSchema = struct('io.k8s.api.core.v1.Namespace', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  spec: one(2, NamespaceSpecSchema, { description: 'What is wanted of the namespace.' }),
  status: one(3, NamespaceStatusSchema, { description: 'Where the namespace is in its life.' }),
}), { defaults: defaultNamespace, description: 'A scope for names: objects of namespaced kinds live in exactly one.' });
export type Namespace = z.output<typeof NamespaceSchema>;

export const namespaces: ResourceOf<Namespace> = { group: '', resource: 'namespaces' };

export const namespace: KindDefinition = {
  group: '',
  version: 'v1',
  kind: 'Namespace',
  resource: 'namespaces',
  singular: 'namespace',
  shortNames: ['ns'],
  categories: [],
  namespaced: false,
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  nameRule: 'dns-label',
  schema: NamespaceSchema,
  hasStatus: true,
  subresources: ['finalize'],
  updates: { finalize: namespaceFinalize },
  columns: namespaceColumns,
  selectable: { 'status.phase': (object) => stringAt(object, 'status', 'phase') },
  strategy: namespaceStrategy,
  validate: namespaceErrors,
  validateStatus: namespaceStatusErrors,
  eventType: namespaceEventType,
};
