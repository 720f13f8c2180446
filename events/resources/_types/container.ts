import type { z } from 'zod';
import { bool, inline, int32, list, one, string, struct } from '../../schema/fields.ts';
import { ContainerRestartPolicy, ContainerRestartRuleAction, ContainerRestartRuleOnExitCodesOperator, MountPropagationMode, Protocol, PullPolicy, RecursiveReadOnlyMode, ResourceName, ResourceResizeRestartPolicy, TerminationMessagePolicy } from './enums.ts';
import { EnvFromSourceSchema, EnvVarSchema } from './env.ts';
import { LifecycleSchema, ProbeSchema } from './probe.ts';
import { ResourceRequirementsSchema } from './resource-requirements.ts';
import { SecurityContextSchema } from './security.ts';
import { defaultContainer } from './image-pull-policy.ts';

export const ContainerPortSchema = struct('io.k8s.api.core.v1.ContainerPort', () => ({
  name: string(1),
  hostPort: int32(2),
  containerPort: int32(3, { required: true }),
  protocol: string(4, { default: 'TCP', enum: Protocol }),
  hostIP: string(5),
}));
export type ContainerPort = z.output<typeof ContainerPortSchema>;

export const ContainerResizePolicySchema = struct('io.k8s.api.core.v1.ContainerResizePolicy', () => ({
  resourceName: string(1, { required: true, enum: ResourceName }),
  restartPolicy: string(2, { required: true, enum: ResourceResizeRestartPolicy }),
}));
export type ContainerResizePolicy = z.output<typeof ContainerResizePolicySchema>;

export const ContainerRestartRuleOnExitCodesSchema = struct('io.k8s.api.core.v1.ContainerRestartRuleOnExitCodes', () => ({
  operator: string(1, { required: true, omitempty: true, enum: ContainerRestartRuleOnExitCodesOperator }),
  values: list(2, 'int32', { type: 'set' }),
}));
export type ContainerRestartRuleOnExitCodes = z.output<typeof ContainerRestartRuleOnExitCodesSchema>;

export const ContainerRestartRuleSchema = struct('io.k8s.api.core.v1.ContainerRestartRule', () => ({
  action: string(1, { required: true, omitempty: true, enum: ContainerRestartRuleAction }),
  exitCodes: one(2, ContainerRestartRuleOnExitCodesSchema, { pointer: true }),
}));
export type ContainerRestartRule = z.output<typeof ContainerRestartRuleSchema>;

export const VolumeMountSchema = struct('io.k8s.api.core.v1.VolumeMount', () => ({
  name: string(1, { required: true }),
  readOnly: bool(2),
  recursiveReadOnly: string(7, { pointer: true, enum: RecursiveReadOnlyMode }),
  mountPath: string(3, { required: true }),
  subPath: string(4),
  mountPropagation: string(5, { pointer: true, enum: MountPropagationMode }),
  subPathExpr: string(6),
}));
export type VolumeMount = z.output<typeof VolumeMountSchema>;

export const VolumeDeviceSchema = struct('io.k8s.api.core.v1.VolumeDevice', () => ({
  name: string(1, { required: true }),
  devicePath: string(2, { required: true }),
}));
export type VolumeDevice = z.output<typeof VolumeDeviceSchema>;

export const ContainerSchema = struct('io.k8s.api.core.v1.Container', () => ({
  name: string(1, { required: true }),
  image: string(2),
  command: list(3, 'string', { type: 'atomic' }),
  args: list(4, 'string', { type: 'atomic' }),
  workingDir: string(5),
  ports: list(6, ContainerPortSchema, { type: 'map', keys: ['containerPort', 'protocol'], patch: { strategy: 'merge', key: 'containerPort' } }),
  envFrom: list(19, EnvFromSourceSchema, { type: 'atomic' }),
  env: list(7, EnvVarSchema, { type: 'map', keys: ['name'], patch: { strategy: 'merge', key: 'name' } }),
  resources: one(8, ResourceRequirementsSchema),
  resizePolicy: list(23, ContainerResizePolicySchema, { type: 'atomic', gate: 'InPlacePodVerticalScaling' }),
  restartPolicy: string(24, { pointer: true, enum: ContainerRestartPolicy }),
  restartPolicyRules: list(25, ContainerRestartRuleSchema, { type: 'atomic', gate: 'ContainerRestartRules' }),
  volumeMounts: list(9, VolumeMountSchema, { type: 'map', keys: ['mountPath'], patch: { strategy: 'merge', key: 'mountPath' } }),
  volumeDevices: list(21, VolumeDeviceSchema, { type: 'map', keys: ['devicePath'], patch: { strategy: 'merge', key: 'devicePath' } }),
  livenessProbe: one(10, ProbeSchema, { pointer: true }),
  readinessProbe: one(11, ProbeSchema, { pointer: true }),
  startupProbe: one(22, ProbeSchema, { pointer: true }),
  lifecycle: one(12, LifecycleSchema, { pointer: true }),
  terminationMessagePath: string(13, { default: '/dev/termination-log' }),
  terminationMessagePolicy: string(20, { enum: TerminationMessagePolicy, default: 'File' }),
  imagePullPolicy: string(14, { enum: PullPolicy }),
  securityContext: one(15, SecurityContextSchema, { pointer: true }),
  stdin: bool(16),
  stdinOnce: bool(17),
  tty: bool(18),
}), { defaults: defaultContainer });
export type Container = z.output<typeof ContainerSchema>;

/** Also embedded in other structs. */
export const ephemeralContainerCommonFields = () => ({
  name: string(1, { required: true }),
  image: string(2),
  command: list(3, 'string', { type: 'atomic' }),
  args: list(4, 'string', { type: 'atomic' }),
  workingDir: string(5),
  ports: list(6, ContainerPortSchema, { type: 'map', keys: ['containerPort', 'protocol'], patch: { strategy: 'merge', key: 'containerPort' } }),
  envFrom: list(19, EnvFromSourceSchema, { type: 'atomic' }),
  env: list(7, EnvVarSchema, { type: 'map', keys: ['name'], patch: { strategy: 'merge', key: 'name' } }),
  resources: one(8, ResourceRequirementsSchema),
  resizePolicy: list(23, ContainerResizePolicySchema, { type: 'atomic', gate: 'InPlacePodVerticalScaling' }),
  restartPolicy: string(24, { pointer: true, enum: ContainerRestartPolicy }),
  restartPolicyRules: list(25, ContainerRestartRuleSchema, { type: 'atomic', gate: 'ContainerRestartRules' }),
  volumeMounts: list(9, VolumeMountSchema, { type: 'map', keys: ['mountPath'], patch: { strategy: 'merge', key: 'mountPath' } }),
  volumeDevices: list(21, VolumeDeviceSchema, { type: 'map', keys: ['devicePath'], patch: { strategy: 'merge', key: 'devicePath' } }),
  livenessProbe: one(10, ProbeSchema, { pointer: true }),
  readinessProbe: one(11, ProbeSchema, { pointer: true }),
  startupProbe: one(22, ProbeSchema, { pointer: true }),
  lifecycle: one(12, LifecycleSchema, { pointer: true }),
  terminationMessagePath: string(13, { default: '/dev/termination-log' }),
  terminationMessagePolicy: string(20, { enum: TerminationMessagePolicy, default: 'File' }),
  imagePullPolicy: string(14, { enum: PullPolicy }),
  securityContext: one(15, SecurityContextSchema, { pointer: true }),
  stdin: bool(16),
  stdinOnce: bool(17),
  tty: bool(18),
});

export const EphemeralContainerSchema = struct('io.k8s.api.core.v1.EphemeralContainer', () => ({
  ...inline(1, 'EphemeralContainerCommon', ephemeralContainerCommonFields()),
  targetContainerName: string(2),
}), { defaults: defaultContainer });
export type EphemeralContainer = z.output<typeof EphemeralContainerSchema>;
