import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { bool, list, map, string, struct, typeMeta } from '../../../schema/fields.ts';
import { VolumeBindingMode } from '../../_types/enums.ts';
import { clusterMeta } from '../../_types/meta.ts';
import { storageClassColumns } from './columns.ts';
import { defaultStorageClass } from './defaults.ts';
import { storageClassEventType } from './events.ts';
import { storageClassErrors, storageClassUpdateErrors } from './validate.ts';

export const TopologySelectorLabelRequirementSchema = struct('io.k8s.api.core.v1.TopologySelectorLabelRequirement', () => ({
  key: string(1, { required: true, description: 'The label.' }),
  values: list(2, 'string', { required: true, type: 'atomic', description: 'Values of which one must match.' }),
}), { description: 'A label and the values it may have.' });
export type TopologySelectorLabelRequirement = z.output<typeof TopologySelectorLabelRequirementSchema>;

export const TopologySelectorTermSchema = struct('io.k8s.api.core.v1.TopologySelectorTerm', () => ({
  matchLabelExpressions: list(1, TopologySelectorLabelRequirementSchema, { type: 'atomic', description: 'Requirements on labels of the place.' }),
}), { type: 'atomic', description: 'Where volumes may be made.' });
export type TopologySelectorTerm = z.output<typeof TopologySelectorTermSchema>;

export const StorageClassSchema = struct('io.k8s.api.storage.v1.StorageClass', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  provisioner: string(2, { required: true, description: 'Who makes the volumes.' }),
  parameters: map(3, 'string', { description: 'Parameters for who makes them.' }),
  reclaimPolicy: string(4, { pointer: true, description: 'What becomes of a volume when its claim is gone; Delete by default.' }),
  mountOptions: list(5, 'string', { type: 'atomic', description: 'Options for mounting the volumes.' }),
  allowVolumeExpansion: bool(6, { pointer: true, description: 'Whether claims may grow.' }),
  volumeBindingMode: string(7, { pointer: true, enum: VolumeBindingMode, description: 'Whether volumes are made at once or when a pod needs them; Immediate by default.' }),
  allowedTopologies: list(8, TopologySelectorTermSchema, { type: 'atomic', description: 'Where volumes may be made.' }),
}), { defaults: defaultStorageClass, description: 'A kind of storage to make volumes of.' });
export type StorageClass = z.output<typeof StorageClassSchema>;

export const storageClasses: ResourceOf<StorageClass> = { group: 'storage.k8s.io', resource: 'storageclasses' };

export const storageClass: KindDefinition = {
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'StorageClass',
  resource: 'storageclasses',
  singular: 'storageclass',
  shortNames: ['sc'],
  categories: [],
  namespaced: false,
  schema: StorageClassSchema,
  hasStatus: false,
  columns: storageClassColumns,
  selectable: {},
  strategy: { returnsDeleted: true },
  validate: storageClassErrors,
  validateUpdate: storageClassUpdateErrors,
  eventType: storageClassEventType,
};
