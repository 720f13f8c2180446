import type { z } from 'zod';
import type { FieldOptions } from '../../schema/fields.ts';
import { bool, fieldsV1, int64, list, map, one, string, struct, time } from '../../schema/fields.ts';
import { ConditionStatus, LabelSelectorOperator, ManagedFieldsOperationType } from './enums.ts';

export const OwnerReferenceSchema = struct('io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference', () => ({
  apiVersion: string(5, { required: true }),
  kind: string(1, { required: true }),
  name: string(3, { required: true }),
  uid: string(4, { required: true }),
  controller: bool(6, { pointer: true }),
  blockOwnerDeletion: bool(7, { pointer: true }),
}), { type: 'atomic' });
export type OwnerReference = z.output<typeof OwnerReferenceSchema>;

export const ManagedFieldsEntrySchema = struct('io.k8s.apimachinery.pkg.apis.meta.v1.ManagedFieldsEntry', () => ({
  manager: string(1),
  operation: string(2, { enum: ManagedFieldsOperationType }),
  apiVersion: string(3),
  time: time(4, { pointer: true }),
  fieldsType: string(6),
  fieldsV1: fieldsV1(7, { pointer: true }),
  subresource: string(8),
}));
export type ManagedFieldsEntry = z.output<typeof ManagedFieldsEntrySchema>;

export const ObjectMetaSchema = struct('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta', () => ({
  name: string(1),
  generateName: string(2),
  namespace: string(3),
  selfLink: string(4),
  uid: string(5),
  resourceVersion: string(6),
  generation: int64(7),
  creationTimestamp: time(8),
  deletionTimestamp: time(9, { pointer: true }),
  deletionGracePeriodSeconds: int64(10, { pointer: true }),
  labels: map(11, 'string'),
  annotations: map(12, 'string'),
  ownerReferences: list(13, OwnerReferenceSchema, { type: 'map', keys: ['uid'], patch: { strategy: 'merge', key: 'uid' } }),
  finalizers: list(14, 'string', { type: 'set', patch: { strategy: 'merge' } }),
  managedFields: list(17, ManagedFieldsEntrySchema, { type: 'atomic' }),
}));
export type ObjectMeta = z.output<typeof ObjectMetaSchema>;

export const LabelSelectorRequirementSchema = struct('io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelectorRequirement', () => ({
  key: string(1, { required: true }),
  operator: string(2, { required: true, enum: LabelSelectorOperator }),
  values: list(3, 'string', { type: 'atomic' }),
}));
export type LabelSelectorRequirement = z.output<typeof LabelSelectorRequirementSchema>;

export const LabelSelectorSchema = struct('io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector', () => ({
  matchLabels: map(1, 'string'),
  matchExpressions: list(2, LabelSelectorRequirementSchema, { type: 'atomic' }),
}), { type: 'atomic' });
export type LabelSelector = z.output<typeof LabelSelectorSchema>;

export const ConditionSchema = struct('io.k8s.apimachinery.pkg.apis.meta.v1.Condition', () => ({
  type: string(1, { required: true }),
  status: string(2, { required: true, enum: ConditionStatus }),
  observedGeneration: int64(3),
  lastTransitionTime: time(4, { required: true }),
  reason: string(5, { required: true }),
  message: string(6, { required: true }),
}));
export type Condition = z.output<typeof ConditionSchema>;

export const ShardInfoSchema = struct('io.k8s.apimachinery.pkg.apis.meta.v1.ShardInfo', () => ({
  selector: string(1, { required: true }),
}));
export type ShardInfo = z.output<typeof ShardInfoSchema>;

export const ListMetaSchema = struct('io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta', () => ({
  selfLink: string(1),
  resourceVersion: string(2),
  continue: string(3),
  remainingItemCount: int64(4, { pointer: true }),
  shardInfo: one(5, ShardInfoSchema, { pointer: true, gate: 'ShardedListAndWatch' }),
}));
export type ListMeta = z.output<typeof ListMetaSchema>;

export const PreconditionsSchema = struct('io.k8s.apimachinery.pkg.apis.meta.v1.Preconditions', () => ({
  uid: string(1, { pointer: true }),
  resourceVersion: string(2, { pointer: true }),
}));
export type Preconditions = z.output<typeof PreconditionsSchema>;

/** Metadata as every stored object has it. */
type Stored = { name: string; uid: string; creationTimestamp: string };
export type NamespacedMeta = Omit<ObjectMeta, keyof Stored | 'namespace'> & Stored & { namespace: string };
export type ClusterMeta = Omit<ObjectMeta, keyof Stored | 'namespace'> & Stored & { namespace?: undefined };

/** The top-level `metadata` of a namespaced kind; typed as stored objects have it. */
export const namespacedMeta = (options: FieldOptions = {}) => one(1, ObjectMetaSchema, options) as unknown as z.ZodType<NamespacedMeta>;

/** The top-level `metadata` of a cluster-scoped kind. */
export const clusterMeta = (options: FieldOptions = {}) => one(1, ObjectMetaSchema, options) as unknown as z.ZodType<ClusterMeta>;
