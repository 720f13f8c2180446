import type { z } from 'zod';
import { bool, int32, int64, list, map, one, string, struct, time } from '../../schema/fields.ts';
import { RecursiveReadOnlyMode, ResourceHealthStatus, ResourceName, Signal } from './enums.ts';
import { ResourceRequirementsSchema } from './resource-requirements.ts';

export const ContainerStateRunningSchema = struct('io.k8s.api.core.v1.ContainerStateRunning', () => ({
  startedAt: time(1),
}));
export type ContainerStateRunning = z.output<typeof ContainerStateRunningSchema>;

export const ContainerStateTerminatedSchema = struct('io.k8s.api.core.v1.ContainerStateTerminated', () => ({
  exitCode: int32(1, { required: true }),
  signal: int32(2),
  reason: string(3),
  message: string(4),
  startedAt: time(5),
  finishedAt: time(6),
  containerID: string(7),
}));
export type ContainerStateTerminated = z.output<typeof ContainerStateTerminatedSchema>;

export const ContainerStateWaitingSchema = struct('io.k8s.api.core.v1.ContainerStateWaiting', () => ({
  reason: string(1),
  message: string(2),
}));
export type ContainerStateWaiting = z.output<typeof ContainerStateWaitingSchema>;

export const ContainerStateSchema = struct('io.k8s.api.core.v1.ContainerState', () => ({
  waiting: one(1, ContainerStateWaitingSchema, { pointer: true }),
  running: one(2, ContainerStateRunningSchema, { pointer: true }),
  terminated: one(3, ContainerStateTerminatedSchema, { pointer: true }),
}));
export type ContainerState = z.output<typeof ContainerStateSchema>;

export const ImageVolumeStatusSchema = struct('io.k8s.api.core.v1.ImageVolumeStatus', () => ({
  imageRef: string(1, { required: true, omitempty: true }),
}));
export type ImageVolumeStatus = z.output<typeof ImageVolumeStatusSchema>;

export const VolumeStatusSchema = struct('io.k8s.api.core.v1.VolumeStatus', () => ({
  image: one(1, ImageVolumeStatusSchema, { pointer: true, gate: 'ImageVolumeWithDigest' }),
}));
export type VolumeStatus = z.output<typeof VolumeStatusSchema>;

export const VolumeMountStatusSchema = struct('io.k8s.api.core.v1.VolumeMountStatus', () => ({
  name: string(1, { required: true }),
  mountPath: string(2, { required: true }),
  readOnly: bool(3),
  recursiveReadOnly: string(4, { pointer: true, known: RecursiveReadOnlyMode }),
  volumeStatus: one(5, VolumeStatusSchema, { pointer: true }),
}));
export type VolumeMountStatus = z.output<typeof VolumeMountStatusSchema>;

export const LinuxContainerUserSchema = struct('io.k8s.api.core.v1.LinuxContainerUser', () => ({
  uid: int64(1, { required: true }),
  gid: int64(2, { required: true }),
  supplementalGroups: list(3, 'int64', { type: 'atomic' }),
}));
export type LinuxContainerUser = z.output<typeof LinuxContainerUserSchema>;

export const ContainerUserSchema = struct('io.k8s.api.core.v1.ContainerUser', () => ({
  linux: one(1, LinuxContainerUserSchema, { pointer: true }),
}));
export type ContainerUser = z.output<typeof ContainerUserSchema>;

export const ResourceHealthSchema = struct('io.k8s.api.core.v1.ResourceHealth', () => ({
  resourceID: string(1, { required: true }),
  health: string(2, { known: ResourceHealthStatus }),
  message: string(6, { pointer: true, gate: 'ResourceHealthStatusMessage' }),
}));
export type ResourceHealth = z.output<typeof ResourceHealthSchema>;

export const ResourceStatusSchema = struct('io.k8s.api.core.v1.ResourceStatus', () => ({
  name: string(1, { required: true, known: ResourceName }),
  resources: list(2, ResourceHealthSchema, { type: 'map', keys: ['resourceID'] }),
}));
export type ResourceStatus = z.output<typeof ResourceStatusSchema>;

export const ContainerStatusSchema = struct('io.k8s.api.core.v1.ContainerStatus', () => ({
  name: string(1, { required: true }),
  state: one(2, ContainerStateSchema),
  lastState: one(3, ContainerStateSchema),
  ready: bool(4, { required: true }),
  restartCount: int32(5, { required: true }),
  image: string(6, { required: true }),
  imageID: string(7, { required: true }),
  containerID: string(8),
  started: bool(9, { pointer: true }),
  allocatedResources: map(10, 'quantity'),
  resources: one(11, ResourceRequirementsSchema, { pointer: true, gate: 'InPlacePodVerticalScaling' }),
  volumeMounts: list(12, VolumeMountStatusSchema, { type: 'map', keys: ['mountPath'], patch: { strategy: 'merge', key: 'mountPath' } }),
  user: one(13, ContainerUserSchema, { pointer: true, gate: 'SupplementalGroupsPolicy' }),
  allocatedResourcesStatus: list(14, ResourceStatusSchema, { type: 'map', keys: ['name'], patch: { strategy: 'merge', key: 'name' }, gate: 'ResourceHealthStatus' }),
  stopSignal: string(15, { pointer: true, enum: Signal, gate: 'ContainerStopSignals' }),
}));
export type ContainerStatus = z.output<typeof ContainerStatusSchema>;
