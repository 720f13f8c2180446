import type { z } from 'zod';
import type { KindDefinition } from '../../../schema/kind.ts';
import { one, struct, typeMeta } from '../../../schema/fields.ts';
import { namespacedMeta } from '../../_types/meta.ts';
import { ObjectReferenceSchema } from '../../_types/reference.ts';

export const BindingSchema = struct('io.k8s.api.core.v1.Binding', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  target: one(2, ObjectReferenceSchema, { required: true, description: 'The node.' }),
}), { description: 'Ties a pod to a node.' });
export type Binding = z.output<typeof BindingSchema>;

/** Carried in requests and answers only; never stored. */
export const binding: KindDefinition = {
  group: '',
  version: 'v1',
  kind: 'Binding',
  resource: 'bindings',
  singular: 'binding',
  shortNames: [],
  categories: [],
  namespaced: true,
  schema: BindingSchema,
  hasStatus: false,
  columns: [],
  selectable: {},
  strategy: {},
  verbs: ['create'],
};
