import type { z } from 'zod';
import type { FieldOptions } from '../../schema/fields.ts';
import { bool, fieldsV1, int64, list, map, one, string, struct, time, typedAs } from '../../schema/fields.ts';
import { ConditionStatus, LabelSelectorOperator, ManagedFieldsOperationType } from './enums.ts';

export const OwnerReferenceSchema = struct('io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference', () => ({
  apiVersion: string(5, { required: true }),
  kind: string(1, { required: true }),
  name: string(3, { required: true }),
  uid: string(4, { required: true }),
  controller: bool(6, { pointer: true, description: 'Whether the owner manages the object; at most one does.' }),
  blockOwnerDeletion: bool(7, { pointer: true, description: 'Whether a foreground deletion of the owner waits for this object.' }),
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
  name: string(1, { description: 'Name of the object, unique among its kind in its namespace; cannot be changed.' }),
  generateName: string(2, { description: 'Beginning of a name the server completes when no name is given.' }),
  namespace: string(3, { description: 'Namespace of the object; cannot be changed.' }),
  selfLink: string(4),
  uid: string(5, { description: 'Identity of this very object in time and space, given by the server.' }),
  resourceVersion: string(6, { description: 'Version of the object; compare it for equality, and send it back to detect lost updates.' }),
  generation: int64(7, { description: 'Counts changes of what is wanted.' }),
  creationTimestamp: time(8, { description: 'When the object was created.' }),
  deletionTimestamp: time(9, { pointer: true, description: 'When the object is to be gone; set by a deletion that waits.' }),
  deletionGracePeriodSeconds: int64(10, { pointer: true, description: 'How long a deletion gives the object to stop.' }),
  labels: map(11, 'string', { description: 'Keys and values to select objects by.' }),
  annotations: map(12, 'string', { description: 'Keys and values for tools and people; not for selection.' }),
  ownerReferences: list(13, OwnerReferenceSchema, { type: 'map', keys: ['uid'], patch: { strategy: 'merge', key: 'uid' }, description: 'Objects this one belongs to; it is deleted with the last of them.' }),
  finalizers: list(14, 'string', { type: 'set', patch: { strategy: 'merge' }, description: 'Who must finish before the object may go.' }),
  managedFields: list(17, ManagedFieldsEntrySchema, { type: 'atomic', description: 'Who set which fields, and when.' }),
}), { description: 'What every object has: names, labels, versions and owners.' });
export type ObjectMeta = z.output<typeof ObjectMetaSchema>;

export const LabelSelectorRequirementSchema = struct('io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelectorRequirement', () => ({
  key: string(1, { required: true }),
  operator: string(2, { required: true, enum: LabelSelectorOperator }),
  values: list(3, 'string', { type: 'atomic' }),
}));
export type LabelSelectorRequirement = z.output<typeof LabelSelectorRequirementSchema>;

export const LabelSelectorSchema = struct('io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector', () => ({
  matchLabels: map(1, 'string', { description: 'Labels an object must have.' }),
  matchExpressions: list(2, LabelSelectorRequirementSchema, { type: 'atomic', description: 'Further requirements on labels.' }),
}), { type: 'atomic', description: 'Selects objects by their labels; all requirements must hold, and an empty selector matches all.' });
export type LabelSelector = z.output<typeof LabelSelectorSchema>;

export const ConditionSchema = struct('io.k8s.apimachinery.pkg.apis.meta.v1.Condition', () => ({
  type: string(1, { required: true }),
  status: string(2, { required: true, known: ConditionStatus }),
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

const METADATA: FieldOptions = { description: 'Names, labels, versions and owners of the object.' };

/** The top-level `metadata` of a namespaced kind; typed as stored objects have it. */
export const namespacedMeta = (options: FieldOptions = {}) => typedAs<NamespacedMeta>(one(1, ObjectMetaSchema, { ...METADATA, ...options }));

/** The top-level `metadata` of a cluster-scoped kind. */
export const clusterMeta = (options: FieldOptions = {}) => typedAs<ClusterMeta>(one(1, ObjectMetaSchema, { ...METADATA, ...options }));
