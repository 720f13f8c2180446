import type { z } from 'zod';
import { inline, list, map, one, string, struct } from '../../schema/fields.ts';
import { NodeSelectorSchema } from './affinity.ts';
import { PersistentVolumeAccessMode, PersistentVolumeMode, PersistentVolumeReclaimPolicy } from './enums.ts';
import { persistentVolumeSourceFields } from './persistent-volume-source.ts';
import { ObjectReferenceSchema } from './reference.ts';

export const VolumeNodeAffinitySchema = struct('io.k8s.api.core.v1.VolumeNodeAffinity', () => ({
  required: one(1, NodeSelectorSchema, { pointer: true, description: 'What a node must fulfil.' }),
}), { description: 'Which nodes can reach a volume.' });
export type VolumeNodeAffinity = z.output<typeof VolumeNodeAffinitySchema>;

export const PersistentVolumeSpecSchema = struct('io.k8s.api.core.v1.PersistentVolumeSpec', () => ({
  capacity: map(1, 'quantity', { description: 'How much it holds.' }),
  ...inline(2, 'PersistentVolumeSource', persistentVolumeSourceFields()),
  accessModes: list(3, 'string', { enum: PersistentVolumeAccessMode, type: 'atomic', description: 'Ways it can be mounted.' }),
  claimRef: one(4, ObjectReferenceSchema, { type: 'granular', pointer: true, description: 'The claim it is bound to.' }),
  persistentVolumeReclaimPolicy: string(5, { enum: PersistentVolumeReclaimPolicy, description: 'What becomes of it when its claim is gone: Retain, Delete or Recycle; Retain by default.' }),
  storageClassName: string(6, { description: 'Its storage class; empty for none.' }),
  mountOptions: list(7, 'string', { type: 'atomic', description: 'Options for mounting it.' }),
  volumeMode: string(8, { pointer: true, enum: PersistentVolumeMode, description: 'Whether it is a file system or a raw block device.' }),
  nodeAffinity: one(9, VolumeNodeAffinitySchema, { pointer: true, description: 'Nodes that can reach it.' }),
  volumeAttributesClassName: string(10, { pointer: true, gate: 'VolumeAttributesClass', description: 'Class of its attributes that may change.' }),
}), { description: 'A piece of storage and who may use it how.' });
export type PersistentVolumeSpec = z.output<typeof PersistentVolumeSpecSchema>;
