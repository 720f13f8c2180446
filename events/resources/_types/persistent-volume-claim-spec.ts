import type { z } from 'zod';
import { list, one, string, struct } from '../../schema/fields.ts';
import { PersistentVolumeAccessMode, PersistentVolumeMode } from './enums.ts';
import { LabelSelectorSchema, ObjectMetaSchema } from './meta.ts';
import { TypedLocalObjectReferenceSchema, TypedObjectReferenceSchema } from './reference.ts';
import { VolumeResourceRequirementsSchema } from './resource-requirements.ts';

export const PersistentVolumeClaimSpecSchema = struct('io.k8s.api.core.v1.PersistentVolumeClaimSpec', () => ({
  accessModes: list(1, 'string', { type: 'atomic', enum: PersistentVolumeAccessMode, description: 'Ways the volume must be mountable.' }),
  selector: one(4, LabelSelectorSchema, { pointer: true }),
  resources: one(2, VolumeResourceRequirementsSchema),
  volumeName: string(3),
  storageClassName: string(5, { pointer: true }),
  volumeMode: string(6, { pointer: true, enum: PersistentVolumeMode, default: 'Filesystem' }),
  dataSource: one(7, TypedLocalObjectReferenceSchema, { pointer: true }),
  dataSourceRef: one(8, TypedObjectReferenceSchema, { pointer: true }),
  volumeAttributesClassName: string(9, { pointer: true, gate: 'VolumeAttributesClass' }),
}));
export type PersistentVolumeClaimSpec = z.output<typeof PersistentVolumeClaimSpecSchema>;

export const PersistentVolumeClaimTemplateSchema = struct('io.k8s.api.core.v1.PersistentVolumeClaimTemplate', () => ({
  metadata: one(1, ObjectMetaSchema),
  spec: one(2, PersistentVolumeClaimSpecSchema, { required: true }),
}));
export type PersistentVolumeClaimTemplate = z.output<typeof PersistentVolumeClaimTemplateSchema>;
