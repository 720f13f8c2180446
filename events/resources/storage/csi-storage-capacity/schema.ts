import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { one, quantity, string, struct, typeMeta } from '../../../schema/fields.ts';
import { LabelSelectorSchema, namespacedMeta } from '../../_types/meta.ts';
import { csiStorageCapacityColumns } from './columns.ts';
import { csiStorageCapacityEventType } from './events.ts';
import { csiStorageCapacityErrors, csiStorageCapacityUpdateErrors } from './validate.ts';

export const CSIStorageCapacitySchema = struct('io.k8s.api.storage.v1.CSIStorageCapacity', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  nodeTopology: one(2, LabelSelectorSchema, { pointer: true, description: 'Nodes that can reach the storage; none when absent.' }),
  storageClassName: string(3, { required: true, description: 'Storage class the numbers are about; cannot be changed.' }),
  capacity: quantity(4, { pointer: true, description: 'How much is left.' }),
  maximumVolumeSize: quantity(5, { pointer: true, description: 'Largest volume that can be made.' }),
}), { description: 'How much storage of a class is left in a place.' });
export type CSIStorageCapacity = z.output<typeof CSIStorageCapacitySchema>;

export const csiStorageCapacities: ResourceOf<CSIStorageCapacity> = { group: 'storage.k8s.io', resource: 'csistoragecapacities' };

export const csiStorageCapacity: KindDefinition = {
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSIStorageCapacity',
  resource: 'csistoragecapacities',
  singular: 'csistoragecapacity',
  shortNames: [],
  categories: [],
  namespaced: true,
  schema: CSIStorageCapacitySchema,
  hasStatus: false,
  columns: csiStorageCapacityColumns,
  selectable: {},
  strategy: { unconditionalUpdate: false },
  validate: csiStorageCapacityErrors,
  validateUpdate: csiStorageCapacityUpdateErrors,
  eventType: csiStorageCapacityEventType,
};
