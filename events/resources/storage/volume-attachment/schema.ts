import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { bool, int32, map, one, string, struct, time, typeMeta } from '../../../schema/fields.ts';
import { clusterMeta } from '../../_types/meta.ts';
import { PersistentVolumeSpecSchema } from '../../_types/persistent-volume-spec.ts';
import { volumeAttachmentColumns } from './columns.ts';
import { volumeAttachmentEventType } from './events.ts';
import { volumeAttachmentStrategy } from './strategy.ts';
import { volumeAttachmentErrors, volumeAttachmentUpdateErrors, volumeAttachmentStatusErrors } from './validate.ts';

export const VolumeAttachmentSourceSchema = struct('io.k8s.api.storage.v1.VolumeAttachmentSource', () => ({
  persistentVolumeName: string(1, { pointer: true, description: 'Name of the volume.' }),
  inlineVolumeSpec: one(2, PersistentVolumeSpecSchema, { pointer: true, description: 'The volume itself, when a pod names it without one.' }),
}), { description: 'What is attached.' });
export type VolumeAttachmentSource = z.output<typeof VolumeAttachmentSourceSchema>;

export const VolumeAttachmentSpecSchema = struct('io.k8s.api.storage.v1.VolumeAttachmentSpec', () => ({
  attacher: string(1, { required: true, description: 'CSI driver that attaches.' }),
  source: one(2, VolumeAttachmentSourceSchema, { required: true, description: 'What is attached.' }),
  nodeName: string(3, { required: true, description: 'Node it is attached to.' }),
}), { description: 'What is to be attached where.' });
export type VolumeAttachmentSpec = z.output<typeof VolumeAttachmentSpecSchema>;

export const VolumeErrorSchema = struct('io.k8s.api.storage.v1.VolumeError', () => ({
  time: time(1, { description: 'When it happened.' }),
  message: string(2, { description: 'What happened.' }),
  errorCode: int32(3, { pointer: true, gate: 'MutableCSINodeAllocatableCount', description: 'The driver’s code of the error.' }),
}), { description: 'An error of attaching or detaching.' });
export type VolumeError = z.output<typeof VolumeErrorSchema>;

export const VolumeAttachmentStatusSchema = struct('io.k8s.api.storage.v1.VolumeAttachmentStatus', () => ({
  attached: bool(1, { required: true, description: 'Whether it is attached.' }),
  attachmentMetadata: map(2, 'string', { description: 'What the driver needs to mount it.' }),
  attachError: one(3, VolumeErrorSchema, { pointer: true, description: 'The last error of attaching.' }),
  detachError: one(4, VolumeErrorSchema, { pointer: true, description: 'The last error of detaching.' }),
}), { description: 'How far it has come.' });
export type VolumeAttachmentStatus = z.output<typeof VolumeAttachmentStatusSchema>;

export const VolumeAttachmentSchema = struct('io.k8s.api.storage.v1.VolumeAttachment', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  spec: one(2, VolumeAttachmentSpecSchema, { required: true, description: 'What is to be attached where.' }),
  status: one(3, VolumeAttachmentStatusSchema, { description: 'How far it has come.' }),
}), { description: 'Asks for a volume to be attached to a node.' });
export type VolumeAttachment = z.output<typeof VolumeAttachmentSchema>;

export const volumeAttachments: ResourceOf<VolumeAttachment> = { group: 'storage.k8s.io', resource: 'volumeattachments' };

export const volumeAttachment: KindDefinition = {
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'VolumeAttachment',
  resource: 'volumeattachments',
  singular: 'volumeattachment',
  shortNames: [],
  categories: [],
  namespaced: false,
  schema: VolumeAttachmentSchema,
  hasStatus: true,
  columns: volumeAttachmentColumns,
  selectable: {},
  strategy: volumeAttachmentStrategy,
  validate: volumeAttachmentErrors,
  validateUpdate: volumeAttachmentUpdateErrors,
  validateStatus: volumeAttachmentStatusErrors,
  eventType: volumeAttachmentEventType,
};
