import type { z } from 'zod';
import { string, struct } from '../../schema/fields.ts';

/** Also embedded in other structs. */
export const localObjectReferenceFields = () => ({
  name: string(1),
});

export const LocalObjectReferenceSchema = struct('io.k8s.api.core.v1.LocalObjectReference', localObjectReferenceFields, { type: 'atomic' });
export type LocalObjectReference = z.output<typeof LocalObjectReferenceSchema>;

export const ObjectReferenceSchema = struct('io.k8s.api.core.v1.ObjectReference', () => ({
  kind: string(1),
  namespace: string(2),
  name: string(3),
  uid: string(4),
  apiVersion: string(5),
  resourceVersion: string(6),
  fieldPath: string(7),
}), { type: 'atomic' });
export type ObjectReference = z.output<typeof ObjectReferenceSchema>;

export const TypedLocalObjectReferenceSchema = struct('io.k8s.api.core.v1.TypedLocalObjectReference', () => ({
  apiGroup: string(1, { always: true, pointer: true }),
  kind: string(2, { required: true }),
  name: string(3, { required: true }),
}), { type: 'atomic' });
export type TypedLocalObjectReference = z.output<typeof TypedLocalObjectReferenceSchema>;

export const TypedObjectReferenceSchema = struct('io.k8s.api.core.v1.TypedObjectReference', () => ({
  apiGroup: string(1, { always: true, pointer: true }),
  kind: string(2, { required: true }),
  name: string(3, { required: true }),
  namespace: string(4, { pointer: true, gate: 'CrossNamespaceVolumeDataSource' }),
}));
export type TypedObjectReference = z.output<typeof TypedObjectReferenceSchema>;
