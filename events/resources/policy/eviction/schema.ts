import type { z } from 'zod';
import type { KindDefinition } from '../../../schema/kind.ts';
import { one, struct, typeMeta } from '../../../schema/fields.ts';
import { namespacedMeta } from '../../_types/meta.ts';
import { DeleteOptionsSchema } from '../../meta/delete-options/schema.ts';

export const EvictionSchema = struct('io.k8s.api.policy.v1.Eviction', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  deleteOptions: one(2, DeleteOptionsSchema, { pointer: true, description: 'How to delete it.' }),
}), { description: 'Asks for a pod to be deleted if its disruption budgets allow it.' });
export type Eviction = z.output<typeof EvictionSchema>;

/** Carried in requests only; never stored. */
export const eviction: KindDefinition = {
  group: 'policy',
  version: 'v1',
  kind: 'Eviction',
  resource: 'evictions',
  singular: '',
  shortNames: [],
  categories: [],
  namespaced: true,
  schema: EvictionSchema,
  hasStatus: false,
  columns: [],
  selectable: {},
  strategy: {},
};
