import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { inline, list, one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { DeviceSelectorSchema, deviceConfigurationFields } from '../../_types/device-claim.ts';
import { clusterMeta } from '../../_types/meta.ts';
import { deviceClassColumns } from './columns.ts';
import { deviceClassErrors } from './validate.ts';
import { deviceClassStrategy } from './strategy.ts';

export const DeviceClassConfigurationSchema = struct('io.k8s.api.resource.v1.DeviceClassConfiguration', () => ({
  ...inline(1, 'DeviceConfiguration', deviceConfigurationFields()),
}));
export type DeviceClassConfiguration = z.output<typeof DeviceClassConfigurationSchema>;

export const DeviceClassSpecSchema = struct('io.k8s.api.resource.v1.DeviceClassSpec', () => ({
  selectors: list(1, DeviceSelectorSchema, { type: 'atomic', description: 'Expressions the devices must meet.' }),
  config: list(2, DeviceClassConfigurationSchema, { type: 'atomic', description: 'Settings for the drivers.' }),
  extendedResourceName: string(4, { pointer: true, gate: 'DRAExtendedResource', description: 'Extended resource whose requests this class answers.' }),
}), { description: 'Which devices, and their settings.' });
export type DeviceClassSpec = z.output<typeof DeviceClassSpecSchema>;

export const DeviceClassSchema = struct('io.k8s.api.resource.v1.DeviceClass', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  spec: one(2, DeviceClassSpecSchema, { required: true, description: 'Which devices, and their settings.' }),
}), { description: 'A class of devices.' });
export type DeviceClass = z.output<typeof DeviceClassSchema>;

export const deviceClasses: ResourceOf<DeviceClass> = { group: 'resource.k8s.io', resource: 'deviceclasses' };

export const deviceClass: KindDefinition = {
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'DeviceClass',
  resource: 'deviceclasses',
  singular: 'deviceclass',
  shortNames: [],
  categories: [],
  namespaced: false,
  schema: DeviceClassSchema,
  hasStatus: false,
  columns: deviceClassColumns,
  selectable: {},
  strategy: deviceClassStrategy,
  validate: deviceClassErrors,
};
