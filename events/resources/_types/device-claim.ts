import type { z } from 'zod';
import { bool, inline, int64, list, map, one, rawExtension, string, struct } from '../../schema/fields.ts';
import { defaultDeviceRequest } from './device-defaults.ts';
import { DeviceTaintEffect, DeviceTolerationOperator } from './enums.ts';

export const CELDeviceSelectorSchema = struct('io.k8s.api.resource.v1.CELDeviceSelector', () => ({
  expression: string(1, { required: true }),
}));
export type CELDeviceSelector = z.output<typeof CELDeviceSelectorSchema>;

export const DeviceSelectorSchema = struct('io.k8s.api.resource.v1.DeviceSelector', () => ({
  cel: one(1, CELDeviceSelectorSchema, { pointer: true }),
}));
export type DeviceSelector = z.output<typeof DeviceSelectorSchema>;

export const DeviceTolerationSchema = struct('io.k8s.api.resource.v1.DeviceToleration', () => ({
  key: string(1),
  operator: string(2, { known: DeviceTolerationOperator, default: 'Equal' }),
  value: string(3),
  effect: string(4, { known: DeviceTaintEffect }),
  tolerationSeconds: int64(5, { pointer: true }),
}));
export type DeviceToleration = z.output<typeof DeviceTolerationSchema>;

export const CapacityRequirementsSchema = struct('io.k8s.api.resource.v1.CapacityRequirements', () => ({
  requests: map(1, 'quantity'),
}));
export type CapacityRequirements = z.output<typeof CapacityRequirementsSchema>;

export const ExactDeviceRequestSchema = struct('io.k8s.api.resource.v1.ExactDeviceRequest', () => ({
  deviceClassName: string(1, { required: true, description: 'The class.' }),
  selectors: list(2, DeviceSelectorSchema, { type: 'atomic', description: 'Expressions the devices must meet.' }),
  allocationMode: string(3, { description: 'ExactCount or All; ExactCount by default.' }),
  count: int64(4, { description: 'How many; 1 by default.' }),
  adminAccess: bool(5, { pointer: true, gate: 'DRAAdminAccess', description: 'Whether for administration only.' }),
  tolerations: list(6, DeviceTolerationSchema, { type: 'atomic', gate: 'DRADeviceTaints', description: 'Taints that are tolerated.' }),
  capacity: one(7, CapacityRequirementsSchema, { pointer: true, gate: 'DRAConsumableCapacity', description: 'Capacity that is needed.' }),
}), { defaults: defaultDeviceRequest, description: 'Devices of one class.' });
export type ExactDeviceRequest = z.output<typeof ExactDeviceRequestSchema>;

export const DeviceSubRequestSchema = struct('io.k8s.api.resource.v1.DeviceSubRequest', () => ({
  name: string(1, { required: true }),
  deviceClassName: string(2, { required: true }),
  selectors: list(3, DeviceSelectorSchema, { type: 'atomic' }),
  allocationMode: string(4),
  count: int64(5),
  tolerations: list(6, DeviceTolerationSchema, { type: 'atomic', gate: 'DRADeviceTaints' }),
  capacity: one(7, CapacityRequirementsSchema, { pointer: true, gate: 'DRAConsumableCapacity' }),
}), { defaults: defaultDeviceRequest });
export type DeviceSubRequest = z.output<typeof DeviceSubRequestSchema>;

export const DeviceRequestSchema = struct('io.k8s.api.resource.v1.DeviceRequest', () => ({
  name: string(1, { required: true, description: 'Name within the claim.' }),
  exactly: one(2, ExactDeviceRequestSchema, { pointer: true, description: 'One kind of device.' }),
  firstAvailable: list(3, DeviceSubRequestSchema, { type: 'atomic', gate: 'DRAPrioritizedList', description: 'Alternatives, the best first.' }),
}), { description: 'A request for devices.' });
export type DeviceRequest = z.output<typeof DeviceRequestSchema>;

export const DeviceConstraintSchema = struct('io.k8s.api.resource.v1.DeviceConstraint', () => ({
  requests: list(1, 'string', { type: 'atomic' }),
  matchAttribute: string(2, { pointer: true }),
  distinctAttribute: string(3, { pointer: true, gate: 'DRAConsumableCapacity' }),
}));
export type DeviceConstraint = z.output<typeof DeviceConstraintSchema>;

export const OpaqueDeviceConfigurationSchema = struct('io.k8s.api.resource.v1.OpaqueDeviceConfiguration', () => ({
  driver: string(1, { required: true }),
  parameters: rawExtension(2, { required: true }),
}));
export type OpaqueDeviceConfiguration = z.output<typeof OpaqueDeviceConfigurationSchema>;

/** Also embedded in other structs. */
export const deviceConfigurationFields = () => ({
  opaque: one(1, OpaqueDeviceConfigurationSchema, { pointer: true }),
});

export const DeviceClaimConfigurationSchema = struct('io.k8s.api.resource.v1.DeviceClaimConfiguration', () => ({
  requests: list(1, 'string', { type: 'atomic' }),
  ...inline(2, 'DeviceConfiguration', deviceConfigurationFields()),
}));
export type DeviceClaimConfiguration = z.output<typeof DeviceClaimConfigurationSchema>;

export const DeviceClaimSchema = struct('io.k8s.api.resource.v1.DeviceClaim', () => ({
  requests: list(1, DeviceRequestSchema, { always: true, type: 'atomic', description: 'What is asked for.' }),
  constraints: list(2, DeviceConstraintSchema, { type: 'atomic', description: 'What the devices must have in common.' }),
  config: list(3, DeviceClaimConfigurationSchema, { type: 'atomic', description: 'Settings for the drivers.' }),
}), { description: 'Requests for devices.' });
export type DeviceClaim = z.output<typeof DeviceClaimSchema>;

export const ResourceClaimSpecSchema = struct('io.k8s.api.resource.v1.ResourceClaimSpec', () => ({
  devices: one(1, DeviceClaimSchema, { always: true, description: 'Requests for devices and what they share.' }),
}), { description: 'Devices wanted.' });
export type ResourceClaimSpec = z.output<typeof ResourceClaimSpecSchema>;
