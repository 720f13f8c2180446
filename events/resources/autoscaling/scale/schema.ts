import type { z } from 'zod';
import type { KindDefinition } from '../../../schema/kind.ts';
import { int32, one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { namespacedMeta } from '../../_types/meta.ts';
import { scaleColumns } from './columns.ts';

export const ScaleSpecSchema = struct('io.k8s.api.autoscaling.v1.ScaleSpec', () => ({
  replicas: int32(1, { default: 0, description: 'How many replicas are wanted.' }),
}));
export type ScaleSpec = z.output<typeof ScaleSpecSchema>;

export const ScaleStatusSchema = struct('io.k8s.api.autoscaling.v1.ScaleStatus', () => ({
  replicas: int32(1, { required: true, description: 'How many replicas there are.' }),
  selector: string(2, { description: 'Labels of the replicas, as a selector in text.' }),
}));
export type ScaleStatus = z.output<typeof ScaleStatusSchema>;

export const ScaleSchema = struct('io.k8s.api.autoscaling.v1.Scale', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  spec: one(2, ScaleSpecSchema, { description: 'The wanted number.' }),
  status: one(3, ScaleStatusSchema, { description: 'The present number.' }),
}), { description: 'The number of replicas of an object that can be scaled.' });
export type Scale = z.output<typeof ScaleSchema>;

/** Carried in requests and answers only; never stored. */
export const scale: KindDefinition = {
  group: 'autoscaling',
  version: 'v1',
  kind: 'Scale',
  resource: 'scales',
  singular: '',
  shortNames: [],
  categories: [],
  namespaced: true,
  schema: ScaleSchema,
  hasStatus: false,
  columns: scaleColumns,
  selectable: {},
  strategy: {},
};
