import type { z } from 'zod';
import { bool, inline, int32, list, one, string, struct } from '../../schema/fields.ts';
import { ContainerRestartPolicy, ContainerRestartRuleAction, ContainerRestartRuleOnExitCodesOperator, MountPropagationMode, Protocol, PullPolicy, RecursiveReadOnlyMode, ResourceName, ResourceResizeRestartPolicy, TerminationMessagePolicy } from './enums.ts';
import { EnvFromSourceSchema, EnvVarSchema } from './env.ts';
import { LifecycleSchema, ProbeSchema } from './probe.ts';
import { ResourceRequirementsSchema } from './resource-requirements.ts';
import { SecurityContextSchema } from './security.ts';
import { defaultContainer } from './image-pull-policy.ts';

export const ContainerPortSchema = struct('io.k8s.api.core.v1.ContainerPort', () => ({
  name: string(1, { description: 'Name of the port, for services and probes.' }),
  hostPort: int32(2, { description: 'Port on the node.' }),
  containerPort: int32(3, { required: true, description: 'Port of the pod.' }),
  protocol: string(4, { default: 'TCP', enum: Protocol, description: 'Protocol of the port, TCP by default.' }),
  hostIP: string(5, { description: 'Address of the node the host port is bound to.' }),
}));
export type ContainerPort = z.output<typeof ContainerPortSchema>;

export const ContainerResizePolicySchema = struct('io.k8s.api.core.v1.ContainerResizePolicy', () => ({
  resourceName: string(1, { required: true, known: ResourceName }),
  restartPolicy: string(2, { required: true, enum: ResourceResizeRestartPolicy }),
}));
export type ContainerResizePolicy = z.output<typeof ContainerResizePolicySchema>;

export const ContainerRestartRuleOnExitCodesSchema = struct('io.k8s.api.core.v1.ContainerRestartRuleOnExitCodes', () => ({
  operator: string(1, { required: true, omitempty: true, known: ContainerRestartRuleOnExitCodesOperator }),
  values: list(2, 'int32', { type: 'set' }),
}));
export type ContainerRestartRuleOnExitCodes = z.output<typeof ContainerRestartRuleOnExitCodesSchema>;

export const ContainerRestartRuleSchema = struct('io.k8s.api.core.v1.ContainerRestartRule', () => ({
  action: string(1, { required: true, omitempty: true, known: ContainerRestartRuleAction }),
  exitCodes: one(2, ContainerRestartRuleOnExitCodesSchema, { pointer: true }),
}));
export type ContainerRestartRule = z.output<typeof ContainerRestartRuleSchema>;

export const VolumeMountSchema = struct('io.k8s.api.core.v1.VolumeMount', () => ({
  name: string(1, { required: true }),
  readOnly: bool(2),
  recursiveReadOnly: string(7, { pointer: true, known: RecursiveReadOnlyMode }),
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
  name: string(1, { required: true, description: 'Name of the container, unique within the pod.' }),
  image: string(2, { description: 'Image to run.' }),
  command: list(3, 'string', { type: 'atomic', description: 'Replaces the image’s entry point; $(NAME) is an environment variable.' }),
  args: list(4, 'string', { type: 'atomic', description: 'Arguments; replaces the image’s.' }),
  workingDir: string(5, { description: 'Directory the program starts in.' }),
  ports: list(6, ContainerPortSchema, { type: 'map', keys: ['containerPort', 'protocol'], patch: { strategy: 'merge', key: 'containerPort' }, description: 'Ports the container listens on.' }),
  envFrom: list(19, EnvFromSourceSchema, { type: 'atomic', description: 'Environment variables from all keys of ConfigMaps and Secrets.' }),
  env: list(7, EnvVarSchema, { type: 'map', keys: ['name'], patch: { strategy: 'merge', key: 'name' }, description: 'Environment variables.' }),
  resources: one(8, ResourceRequirementsSchema, { description: 'Resources asked for and allowed.' }),
  resizePolicy: list(23, ContainerResizePolicySchema, { type: 'atomic', gate: 'InPlacePodVerticalScaling' }),
  restartPolicy: string(24, { pointer: true, enum: ContainerRestartPolicy }),
  restartPolicyRules: list(25, ContainerRestartRuleSchema, { type: 'atomic', gate: 'ContainerRestartRules' }),
  volumeMounts: list(9, VolumeMountSchema, { type: 'map', keys: ['mountPath'], patch: { strategy: 'merge', key: 'mountPath' }, description: 'Where volumes appear in the container.' }),
  volumeDevices: list(21, VolumeDeviceSchema, { type: 'map', keys: ['devicePath'], patch: { strategy: 'merge', key: 'devicePath' } }),
  livenessProbe: one(10, ProbeSchema, { pointer: true, description: 'Restarts the container when it fails.' }),
  readinessProbe: one(11, ProbeSchema, { pointer: true, description: 'Keeps traffic away while it fails.' }),
  startupProbe: one(22, ProbeSchema, { pointer: true, description: 'Holds back the other probes until it succeeds.' }),
  lifecycle: one(12, LifecycleSchema, { pointer: true, description: 'What to do after the start and before the stop.' }),
  terminationMessagePath: string(13, { default: '/dev/termination-log', description: 'File whose content becomes the termination message.' }),
  terminationMessagePolicy: string(20, { enum: TerminationMessagePolicy, default: 'File', description: 'Where the termination message comes from.' }),
  imagePullPolicy: string(14, { enum: PullPolicy, description: 'When the image is pulled; Always for the tag latest, else IfNotPresent.' }),
  securityContext: one(15, SecurityContextSchema, { pointer: true, description: 'User, groups and privileges of the container.' }),
  stdin: bool(16, { description: 'Keep standard input open.' }),
  stdinOnce: bool(17, { description: 'Close standard input after the first client.' }),
  tty: bool(18, { description: 'Give the container a terminal.' }),
}), { defaults: defaultContainer, description: 'A program run from an image within a pod.' });
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
