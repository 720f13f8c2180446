import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { bool, inline, list, map, one, rawExtension, string, struct, time, typeMeta } from '../../../schema/fields.ts';
import { AllocationConfigSource } from '../../_types/enums.ts';
import { NodeSelectorSchema } from '../../_types/affinity.ts';
import { DeviceTolerationSchema, ResourceClaimSpecSchema, deviceConfigurationFields } from '../../_types/device-claim.ts';
import { ConditionSchema, namespacedMeta } from '../../_types/meta.ts';
import { resourceClaimColumns } from './columns.ts';
import { resourceClaimErrors, resourceClaimStatusErrors, resourceClaimUpdateErrors } from './validate.ts';
import { resourceClaimStrategy } from './strategy.ts';
import { resourceClaimEventType } from './events.ts';

export const DeviceRequestAllocationResultSchema = struct('io.k8s.api.resource.v1.DeviceRequestAllocationResult', () => ({
  request: string(1, { required: true }),
  driver: string(2, { required: true }),
  pool: string(3, { required: true }),
  device: string(4, { required: true }),
  adminAccess: bool(5, { pointer: true, gate: 'DRAAdminAccess' }),
  tolerations: list(6, DeviceTolerationSchema, { type: 'atomic', gate: 'DRADeviceTaints' }),
  bindingConditions: list(7, 'string', { type: 'atomic', gate: 'DRADeviceBindingConditions,DRAResourceClaimDeviceStatus' }),
  bindingFailureConditions: list(8, 'string', { type: 'atomic', gate: 'DRADeviceBindingConditions,DRAResourceClaimDeviceStatus' }),
  shareID: string(9, { pointer: true, gate: 'DRAConsumableCapacity' }),
  consumedCapacity: map(10, 'quantity', { gate: 'DRAConsumableCapacity' }),
}));
export type DeviceRequestAllocationResult = z.output<typeof DeviceRequestAllocationResultSchema>;

export const DeviceAllocationConfigurationSchema = struct('io.k8s.api.resource.v1.DeviceAllocationConfiguration', () => ({
  source: string(1, { required: true, known: AllocationConfigSource }),
  requests: list(2, 'string', { type: 'atomic' }),
  ...inline(3, 'DeviceConfiguration', deviceConfigurationFields()),
}));
export type DeviceAllocationConfiguration = z.output<typeof DeviceAllocationConfigurationSchema>;

export const DeviceAllocationResultSchema = struct('io.k8s.api.resource.v1.DeviceAllocationResult', () => ({
  results: list(1, DeviceRequestAllocationResultSchema, { type: 'atomic' }),
  config: list(2, DeviceAllocationConfigurationSchema, { type: 'atomic' }),
}));
export type DeviceAllocationResult = z.output<typeof DeviceAllocationResultSchema>;

export const AllocationResultSchema = struct('io.k8s.api.resource.v1.AllocationResult', () => ({
  devices: one(1, DeviceAllocationResultSchema),
  nodeSelector: one(3, NodeSelectorSchema, { pointer: true }),
  allocationTimestamp: time(5, { pointer: true, gate: 'DRADeviceBindingConditions,DRAResourceClaimDeviceStatus' }),
}));
export type AllocationResult = z.output<typeof AllocationResultSchema>;

export const ResourceClaimConsumerReferenceSchema = struct('io.k8s.api.resource.v1.ResourceClaimConsumerReference', () => ({
  apiGroup: string(1),
  resource: string(3, { required: true }),
  name: string(4, { required: true }),
  uid: string(5, { required: true }),
}));
export type ResourceClaimConsumerReference = z.output<typeof ResourceClaimConsumerReferenceSchema>;

export const NetworkDeviceDataSchema = struct('io.k8s.api.resource.v1.NetworkDeviceData', () => ({
  interfaceName: string(1),
  ips: list(2, 'string', { type: 'atomic' }),
  hardwareAddress: string(3),
}));
export type NetworkDeviceData = z.output<typeof NetworkDeviceDataSchema>;

export const AllocatedDeviceStatusSchema = struct('io.k8s.api.resource.v1.AllocatedDeviceStatus', () => ({
  driver: string(1, { required: true }),
  pool: string(2, { required: true }),
  device: string(3, { required: true }),
  shareID: string(7, { pointer: true, gate: 'DRAConsumableCapacity' }),
  conditions: list(4, ConditionSchema, { always: true, type: 'map', keys: ['type'] }),
  data: rawExtension(5, { pointer: true }),
  networkData: one(6, NetworkDeviceDataSchema, { pointer: true }),
}));
export type AllocatedDeviceStatus = z.output<typeof AllocatedDeviceStatusSchema>;

export const ResourceClaimStatusSchema = struct('io.k8s.api.resource.v1.ResourceClaimStatus', () => ({
  allocation: one(1, AllocationResultSchema, { pointer: true, description: 'The devices given.' }),
  reservedFor: list(2, ResourceClaimConsumerReferenceSchema, { type: 'map', keys: ['uid'], patch: { strategy: 'merge', key: 'uid' }, description: 'Who may use them.' }),
  devices: list(4, AllocatedDeviceStatusSchema, { type: 'map', keys: ['driver', 'device', 'pool', 'shareID'], gate: 'DRAResourceClaimDeviceStatus', description: 'State of the devices, from their drivers.' }),
}), { description: 'What was given, and who uses it.' });
export type ResourceClaimStatus = z.output<typeof ResourceClaimStatusSchema>;

export const ResourceClaimSchema = struct('io.k8s.api.resource.v1.ResourceClaim', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  spec: one(2, ResourceClaimSpecSchema, { required: true, description: 'The devices wanted.' }),
  status: one(3, ResourceClaimStatusSchema, { description: 'What was given, and who uses it.' }),
}), { description: 'Asks for devices.' });
export type ResourceClaim = z.output<typeof ResourceClaimSchema>;

export const resourceClaims: ResourceOf<ResourceClaim> = { group: 'resource.k8s.io', resource: 'resourceclaims' };

export const resourceClaim: KindDefinition = {
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'ResourceClaim',
  resource: 'resourceclaims',
  singular: 'resourceclaim',
  shortNames: [],
  categories: [],
  namespaced: true,
  schema: ResourceClaimSchema,
  hasStatus: true,
  columns: resourceClaimColumns,
  selectable: {},
  strategy: resourceClaimStrategy,
  validate: resourceClaimErrors,
  validateUpdate: resourceClaimUpdateErrors,
  validateStatus: resourceClaimStatusErrors,
  eventType: resourceClaimEventType,
};
