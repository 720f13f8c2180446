import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { int32, list, one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { clusterMeta } from '../../_types/meta.ts';
import { csiNodeColumns } from './columns.ts';
import { csiNodeEventType } from './events.ts';
import { csiNodeErrors, csiNodeUpdateErrors } from './validate.ts';

export const VolumeNodeResourcesSchema = struct('io.k8s.api.storage.v1.VolumeNodeResources', () => ({
  count: int32(1, { pointer: true, description: 'The most volumes of the driver on the node.' }),
}), { description: 'How many volumes a node takes.' });
export type VolumeNodeResources = z.output<typeof VolumeNodeResourcesSchema>;

export const CSINodeDriverSchema = struct('io.k8s.api.storage.v1.CSINodeDriver', () => ({
  name: string(1, { required: true, description: 'Name of the driver.' }),
  nodeID: string(2, { required: true, description: 'The driver’s name for the node.' }),
  topologyKeys: list(3, 'string', { always: true, type: 'atomic', description: 'Labels that tell where the node is.' }),
  allocatable: one(4, VolumeNodeResourcesSchema, { pointer: true, description: 'How many volumes the node takes.' }),
}), { description: 'A driver on a node.' });
export type CSINodeDriver = z.output<typeof CSINodeDriverSchema>;

export const CSINodeSpecSchema = struct('io.k8s.api.storage.v1.CSINodeSpec', () => ({
  drivers: list(1, CSINodeDriverSchema, { required: true, type: 'map', keys: ['name'], patch: { strategy: 'merge', key: 'name' }, description: 'Drivers on the node.' }),
}), { description: 'The drivers of a node.' });
export type CSINodeSpec = z.output<typeof CSINodeSpecSchema>;

export const CSINodeSchema = struct('io.k8s.api.storage.v1.CSINode', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  spec: one(2, CSINodeSpecSchema, { required: true, description: 'The drivers of the node.' }),
}), { description: 'The storage drivers of a node.' });
export type CSINode = z.output<typeof CSINodeSchema>;

export const csiNodes: ResourceOf<CSINode> = { group: 'storage.k8s.io', resource: 'csinodes' };

export const csiNode: KindDefinition = {
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSINode',
  resource: 'csinodes',
  singular: 'csinode',
  shortNames: [],
  categories: [],
  namespaced: false,
  schema: CSINodeSchema,
  hasStatus: false,
  columns: csiNodeColumns,
  selectable: {},
  strategy: { unconditionalUpdate: false, returnsDeleted: true },
  validate: csiNodeErrors,
  validateUpdate: csiNodeUpdateErrors,
  eventType: csiNodeEventType,
};
