import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { map, string, struct, typeMeta } from '../../../schema/fields.ts';
import { clusterMeta } from '../../_types/meta.ts';
import { volumeAttributesClassColumns } from './columns.ts';
import { volumeAttributesClassErrors, volumeAttributesClassUpdateErrors } from './validate.ts';

export const VolumeAttributesClassSchema = struct('io.k8s.api.storage.v1.VolumeAttributesClass', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  driverName: string(2, { required: true, description: 'Driver that knows the attributes; cannot be changed.' }),
  parameters: map(3, 'string', { description: 'The attributes; cannot be changed.' }),
}), { description: 'Attributes of volumes that may be changed.' });
export type VolumeAttributesClass = z.output<typeof VolumeAttributesClassSchema>;

export const volumeAttributesClasses: ResourceOf<VolumeAttributesClass> = { group: 'storage.k8s.io', resource: 'volumeattributesclasses' };

export const volumeAttributesClass: KindDefinition = {
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'VolumeAttributesClass',
  resource: 'volumeattributesclasses',
  singular: 'volumeattributesclass',
  shortNames: ['vac'],
  categories: [],
  namespaced: false,
  schema: VolumeAttributesClassSchema,
  hasStatus: false,
  columns: volumeAttributesClassColumns,
  selectable: {},
  strategy: { returnsDeleted: true },
  validate: volumeAttributesClassErrors,
  validateUpdate: volumeAttributesClassUpdateErrors,
};
