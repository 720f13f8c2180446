import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { list, map, one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { TolerationSchema } from '../../_types/affinity.ts';
import { clusterMeta } from '../../_types/meta.ts';
import { runtimeClassColumns } from './columns.ts';
import { runtimeClassErrors, runtimeClassUpdateErrors } from './validate.ts';

export const OverheadSchema = struct('io.k8s.api.node.v1.Overhead', () => ({
  podFixed: map(1, 'quantity', { description: 'Resources of each pod beyond its containers.' }),
}), { description: 'What running a pod costs by itself.' });
export type Overhead = z.output<typeof OverheadSchema>;

export const SchedulingSchema = struct('io.k8s.api.node.v1.Scheduling', () => ({
  nodeSelector: map(1, 'string', { type: 'atomic', description: 'Labels of nodes with the runtime; added to each pod.' }),
  tolerations: list(2, TolerationSchema, { type: 'atomic', description: 'Tolerations added to each pod.' }),
}), { description: 'Where the runtime is to be had.' });
export type Scheduling = z.output<typeof SchedulingSchema>;

export const RuntimeClassSchema = struct('io.k8s.api.node.v1.RuntimeClass', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  handler: string(2, { required: true, description: 'Name of the runtime on the nodes; cannot be changed.' }),
  overhead: one(3, OverheadSchema, { pointer: true, description: 'What running a pod costs by itself.' }),
  scheduling: one(4, SchedulingSchema, { pointer: true, description: 'Where the runtime is to be had.' }),
}), { description: 'A way of running containers.' });
export type RuntimeClass = z.output<typeof RuntimeClassSchema>;

export const runtimeClasses: ResourceOf<RuntimeClass> = { group: 'node.k8s.io', resource: 'runtimeclasses' };

export const runtimeClass: KindDefinition = {
  group: 'node.k8s.io',
  version: 'v1',
  kind: 'RuntimeClass',
  resource: 'runtimeclasses',
  singular: 'runtimeclass',
  shortNames: [],
  categories: [],
  namespaced: false,
  schema: RuntimeClassSchema,
  hasStatus: false,
  columns: runtimeClassColumns,
  selectable: {},
  strategy: { createOnUpdate: true, unconditionalUpdate: false },
  validate: runtimeClassErrors,
  validateUpdate: runtimeClassUpdateErrors,
};
