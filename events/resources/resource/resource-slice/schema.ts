import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { bool, int64, list, map, one, quantity, string, struct, time, typeMeta } from '../../../schema/fields.ts';
import { DeviceTaintEffect } from '../../_types/enums.ts';
import { NodeSelectorSchema } from '../../_types/affinity.ts';
import { clusterMeta } from '../../_types/meta.ts';
import { resourceSliceColumns } from './columns.ts';
import { resourceSliceErrors, resourceSliceUpdateErrors } from './validate.ts';
import { resourceSliceStrategy } from './strategy.ts';
import { resourceSliceFields } from './selectable.ts';

export const ResourcePoolSchema = struct('io.k8s.api.resource.v1.ResourcePool', () => ({
  name: string(1, { required: true, description: 'Name of the pool.' }),
  generation: int64(2, { required: true, description: 'Changes with every change of the pool.' }),
  resourceSliceCount: int64(3, { required: true, description: 'Slices the pool has.' }),
}), { description: 'A pool of devices.' });
export type ResourcePool = z.output<typeof ResourcePoolSchema>;

export const DeviceAttributeSchema = struct('io.k8s.api.resource.v1.DeviceAttribute', () => ({
  int: int64(2, { pointer: true }),
  bool: bool(3, { pointer: true }),
  string: string(4, { pointer: true }),
  version: string(5, { pointer: true }),
  ints: list(6, 'int64', { type: 'atomic', gate: 'DRAListTypeAttributes' }),
  bools: list(7, 'bool', { type: 'atomic', gate: 'DRAListTypeAttributes' }),
  strings: list(8, 'string', { type: 'atomic', gate: 'DRAListTypeAttributes' }),
  versions: list(9, 'string', { type: 'atomic', gate: 'DRAListTypeAttributes' }),
}));
export type DeviceAttribute = z.output<typeof DeviceAttributeSchema>;

export const CapacityRequestPolicyRangeSchema = struct('io.k8s.api.resource.v1.CapacityRequestPolicyRange', () => ({
  min: quantity(1, { required: true, omitempty: true, pointer: true }),
  max: quantity(2, { pointer: true }),
  step: quantity(3, { pointer: true }),
}));
export type CapacityRequestPolicyRange = z.output<typeof CapacityRequestPolicyRangeSchema>;

export const CapacityRequestPolicySchema = struct('io.k8s.api.resource.v1.CapacityRequestPolicy', () => ({
  default: quantity(1, { always: true, pointer: true }),
  validValues: list(3, 'quantity', { type: 'atomic' }),
  validRange: one(4, CapacityRequestPolicyRangeSchema, { pointer: true }),
}));
export type CapacityRequestPolicy = z.output<typeof CapacityRequestPolicySchema>;

export const DeviceCapacitySchema = struct('io.k8s.api.resource.v1.DeviceCapacity', () => ({
  value: quantity(1, { required: true }),
  requestPolicy: one(2, CapacityRequestPolicySchema, { pointer: true, gate: 'DRAConsumableCapacity' }),
}));
export type DeviceCapacity = z.output<typeof DeviceCapacitySchema>;

export const CounterSchema = struct('io.k8s.api.resource.v1.Counter', () => ({
  value: quantity(1, { required: true }),
}));
export type Counter = z.output<typeof CounterSchema>;

export const DeviceCounterConsumptionSchema = struct('io.k8s.api.resource.v1.DeviceCounterConsumption', () => ({
  counterSet: string(1, { required: true }),
  counters: map(2, CounterSchema, { required: true, omitempty: true }),
}));
export type DeviceCounterConsumption = z.output<typeof DeviceCounterConsumptionSchema>;

export const DeviceTaintSchema = struct('io.k8s.api.resource.v1.DeviceTaint', () => ({
  key: string(1, { required: true }),
  value: string(2),
  effect: string(3, { required: true, known: DeviceTaintEffect }),
  timeAdded: time(4, { pointer: true }),
}));
export type DeviceTaint = z.output<typeof DeviceTaintSchema>;

export const NodeAllocatableResourceMappingSchema = struct('io.k8s.api.resource.v1.NodeAllocatableResourceMapping', () => ({
  capacityKey: string(1, { pointer: true }),
  allocationMultiplier: quantity(2, { pointer: true }),
}));
export type NodeAllocatableResourceMapping = z.output<typeof NodeAllocatableResourceMappingSchema>;

export const DeviceSchema = struct('io.k8s.api.resource.v1.Device', () => ({
  name: string(1, { required: true, description: 'Name within its pool.' }),
  attributes: map(2, DeviceAttributeSchema, { description: 'Attributes by name.' }),
  capacity: map(3, DeviceCapacitySchema, { description: 'Capacities by name.' }),
  consumesCounters: list(4, DeviceCounterConsumptionSchema, { type: 'atomic', gate: 'DRAPartitionableDevices' }),
  nodeName: string(5, { pointer: true, gate: 'DRAPartitionableDevices' }),
  nodeSelector: one(6, NodeSelectorSchema, { pointer: true, gate: 'DRAPartitionableDevices' }),
  allNodes: bool(7, { pointer: true, gate: 'DRAPartitionableDevices' }),
  taints: list(8, DeviceTaintSchema, { type: 'atomic', gate: 'DRADeviceTaints', description: 'Taints of the device.' }),
  bindsToNode: bool(9, { pointer: true, gate: 'DRADeviceBindingConditions,DRAResourceClaimDeviceStatus' }),
  bindingConditions: list(10, 'string', { type: 'atomic', gate: 'DRADeviceBindingConditions,DRAResourceClaimDeviceStatus' }),
  bindingFailureConditions: list(11, 'string', { type: 'atomic', gate: 'DRADeviceBindingConditions,DRAResourceClaimDeviceStatus' }),
  allowMultipleAllocations: bool(12, { pointer: true, gate: 'DRAConsumableCapacity' }),
  nodeAllocatableResourceMappings: map(13, NodeAllocatableResourceMappingSchema, { gate: 'DRANodeAllocatableResources' }),
}), { description: 'A device.' });
export type Device = z.output<typeof DeviceSchema>;

export const CounterSetSchema = struct('io.k8s.api.resource.v1.CounterSet', () => ({
  name: string(1, { required: true }),
  counters: map(2, CounterSchema, { required: true, omitempty: true }),
}));
export type CounterSet = z.output<typeof CounterSetSchema>;

export const ResourceSliceSpecSchema = struct('io.k8s.api.resource.v1.ResourceSliceSpec', () => ({
  driver: string(1, { required: true, description: 'Name of the driver.' }),
  pool: one(2, ResourcePoolSchema, { required: true, description: 'Pool the slice is a part of.' }),
  nodeName: string(3, { pointer: true, description: 'The node the devices are on.' }),
  nodeSelector: one(4, NodeSelectorSchema, { pointer: true, description: 'The nodes that can reach the devices.' }),
  allNodes: bool(5, { pointer: true, description: 'Whether all nodes can.' }),
  devices: list(6, DeviceSchema, { type: 'atomic', description: 'The devices.' }),
  perDeviceNodeSelection: bool(7, { pointer: true, gate: 'DRAPartitionableDevices', description: 'Whether each device says its nodes itself.' }),
  sharedCounters: list(8, CounterSetSchema, { type: 'atomic', gate: 'DRAPartitionableDevices', description: 'Counters devices of the pool share.' }),
}), { description: 'Devices and where they are.' });
export type ResourceSliceSpec = z.output<typeof ResourceSliceSpecSchema>;

export const ResourceSliceSchema = struct('io.k8s.api.resource.v1.ResourceSlice', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  spec: one(2, ResourceSliceSpecSchema, { required: true, description: 'The pool, the nodes and the devices.' }),
}), { description: 'Devices of one driver in one pool.' });
export type ResourceSlice = z.output<typeof ResourceSliceSchema>;

export const resourceSlices: ResourceOf<ResourceSlice> = { group: 'resource.k8s.io', resource: 'resourceslices' };

export const resourceSlice: KindDefinition = {
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'ResourceSlice',
  resource: 'resourceslices',
  singular: 'resourceslice',
  shortNames: [],
  categories: [],
  namespaced: false,
  schema: ResourceSliceSchema,
  hasStatus: false,
  columns: resourceSliceColumns,
  selectable: resourceSliceFields,
  strategy: resourceSliceStrategy,
  validate: resourceSliceErrors,
  validateUpdate: resourceSliceUpdateErrors,
};
