import type { z } from 'zod';
import { booleanAt } from '../../../json-path.ts';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { bool, int32, int64, list, map, one, string, struct, time, typeMeta } from '../../../schema/fields.ts';
import { ConditionStatus, NodeAddressType, NodeConditionType, NodePhase, TaintEffect } from '../../_types/enums.ts';
import { clusterMeta } from '../../_types/meta.ts';
import { nodeColumns } from './columns.ts';
import { nodeErrors, nodeUpdateErrors } from './validate.ts';
import { nodeEventType } from './events.ts';
import { defaultNodeSpec, defaultNodeStatus } from './defaults.ts';

export const TaintSchema = struct('io.k8s.api.core.v1.Taint', () => ({
  key: string(1, { required: true, description: 'Key of the taint.' }),
  value: string(2, { description: 'Value of the taint.' }),
  effect: string(3, { required: true, enum: TaintEffect, description: 'What happens to pods that do not tolerate the taint.' }),
  timeAdded: time(4, { pointer: true, description: 'When the taint was added.' }),
}), { description: 'A mark that keeps pods off a node unless they tolerate it.' });
export type Taint = z.output<typeof TaintSchema>;

export const ConfigMapNodeConfigSourceSchema = struct('io.k8s.api.core.v1.ConfigMapNodeConfigSource', () => ({
  namespace: string(1, { required: true }),
  name: string(2, { required: true }),
  uid: string(3),
  resourceVersion: string(4),
  kubeletConfigKey: string(5, { required: true }),
}));
export type ConfigMapNodeConfigSource = z.output<typeof ConfigMapNodeConfigSourceSchema>;

export const NodeConfigSourceSchema = struct('io.k8s.api.core.v1.NodeConfigSource', () => ({
  configMap: one(2, ConfigMapNodeConfigSourceSchema, { pointer: true }),
}));
export type NodeConfigSource = z.output<typeof NodeConfigSourceSchema>;

export const NodeSpecSchema = struct('io.k8s.api.core.v1.NodeSpec', () => ({
  podCIDR: string(1, { description: 'Range of addresses for pods on this node.' }),
  podCIDRs: list(7, 'string', { type: 'set', patch: { strategy: 'merge' }, description: 'Ranges of addresses for pods on this node, one per IP family.' }),
  providerID: string(3, { description: 'The machine as its provider names it.' }),
  unschedulable: bool(4, { description: 'Keeps new pods off the node.' }),
  taints: list(5, TaintSchema, { type: 'atomic', description: 'Marks that keep pods off the node unless they tolerate them.' }),
  configSource: one(6, NodeConfigSourceSchema, { pointer: true }),
  externalID: string(2),
}), { defaults: defaultNodeSpec });
export type NodeSpec = z.output<typeof NodeSpecSchema>;

export const NodeConfigStatusSchema = struct('io.k8s.api.core.v1.NodeConfigStatus', () => ({
  assigned: one(1, NodeConfigSourceSchema, { pointer: true }),
  active: one(2, NodeConfigSourceSchema, { pointer: true }),
  lastKnownGood: one(3, NodeConfigSourceSchema, { pointer: true }),
  error: string(4),
}));
export type NodeConfigStatus = z.output<typeof NodeConfigStatusSchema>;

export const AttachedVolumeSchema = struct('io.k8s.api.core.v1.AttachedVolume', () => ({
  name: string(1, { required: true }),
  devicePath: string(2, { required: true }),
}));
export type AttachedVolume = z.output<typeof AttachedVolumeSchema>;

export const ContainerImageSchema = struct('io.k8s.api.core.v1.ContainerImage', () => ({
  names: list(1, 'string', { always: true, type: 'atomic' }),
  sizeBytes: int64(2),
}));
export type ContainerImage = z.output<typeof ContainerImageSchema>;

export const DaemonEndpointSchema = struct('io.k8s.api.core.v1.DaemonEndpoint', () => ({
  Port: int32(1, { required: true }),
}));
export type DaemonEndpoint = z.output<typeof DaemonEndpointSchema>;

export const NodeDaemonEndpointsSchema = struct('io.k8s.api.core.v1.NodeDaemonEndpoints', () => ({
  kubeletEndpoint: one(1, DaemonEndpointSchema),
}));
export type NodeDaemonEndpoints = z.output<typeof NodeDaemonEndpointsSchema>;

export const NodeAddressSchema = struct('io.k8s.api.core.v1.NodeAddress', () => ({
  type: string(1, { required: true, known: NodeAddressType }),
  address: string(2, { required: true }),
}));
export type NodeAddress = z.output<typeof NodeAddressSchema>;

export const NodeConditionSchema = struct('io.k8s.api.core.v1.NodeCondition', () => ({
  type: string(1, { required: true, known: NodeConditionType }),
  status: string(2, { required: true, known: ConditionStatus }),
  lastHeartbeatTime: time(3),
  lastTransitionTime: time(4),
  reason: string(5),
  message: string(6),
}));
export type NodeCondition = z.output<typeof NodeConditionSchema>;

export const NodeFeaturesSchema = struct('io.k8s.api.core.v1.NodeFeatures', () => ({
  supplementalGroupsPolicy: bool(1, { pointer: true }),
}));
export type NodeFeatures = z.output<typeof NodeFeaturesSchema>;

export const NodeRuntimeHandlerFeaturesSchema = struct('io.k8s.api.core.v1.NodeRuntimeHandlerFeatures', () => ({
  recursiveReadOnlyMounts: bool(1, { pointer: true }),
  userNamespaces: bool(2, { pointer: true }),
}));
export type NodeRuntimeHandlerFeatures = z.output<typeof NodeRuntimeHandlerFeaturesSchema>;

export const NodeRuntimeHandlerSchema = struct('io.k8s.api.core.v1.NodeRuntimeHandler', () => ({
  name: string(1, { always: true }),
  features: one(2, NodeRuntimeHandlerFeaturesSchema, { pointer: true }),
}));
export type NodeRuntimeHandler = z.output<typeof NodeRuntimeHandlerSchema>;

export const NodeSwapStatusSchema = struct('io.k8s.api.core.v1.NodeSwapStatus', () => ({
  capacity: int64(1, { pointer: true }),
}));
export type NodeSwapStatus = z.output<typeof NodeSwapStatusSchema>;

export const NodeSystemInfoSchema = struct('io.k8s.api.core.v1.NodeSystemInfo', () => ({
  machineID: string(1, { required: true }),
  systemUUID: string(2, { required: true }),
  bootID: string(3, { required: true }),
  kernelVersion: string(4, { required: true }),
  osImage: string(5, { required: true }),
  containerRuntimeVersion: string(6, { required: true }),
  kubeletVersion: string(7, { required: true }),
  kubeProxyVersion: string(8, { required: true }),
  operatingSystem: string(9, { required: true }),
  architecture: string(10, { required: true }),
  swap: one(11, NodeSwapStatusSchema, { pointer: true }),
}));
export type NodeSystemInfo = z.output<typeof NodeSystemInfoSchema>;

export const NodeStatusSchema = struct('io.k8s.api.core.v1.NodeStatus', () => ({
  capacity: map(1, 'quantity', { description: 'Resources of the whole machine.' }),
  allocatable: map(2, 'quantity', { description: 'Resources the scheduler may give to pods.' }),
  phase: string(3, { enum: NodePhase }),
  conditions: list(4, NodeConditionSchema, { type: 'map', keys: ['type'], patch: { strategy: 'merge', key: 'type' }, description: 'Observed states, such as Ready.' }),
  addresses: list(5, NodeAddressSchema, { type: 'map', keys: ['type'], patch: { strategy: 'merge', key: 'type' }, description: 'Names and addresses the node can be reached by.' }),
  daemonEndpoints: one(6, NodeDaemonEndpointsSchema, { description: 'Ports of the agent on the node.' }),
  nodeInfo: one(7, NodeSystemInfoSchema, { description: 'Versions and identifiers of the machine and its software.' }),
  images: list(8, ContainerImageSchema, { type: 'atomic', description: 'Container images on the node.' }),
  volumesInUse: list(9, 'string', { type: 'atomic' }),
  volumesAttached: list(10, AttachedVolumeSchema, { type: 'atomic' }),
  config: one(11, NodeConfigStatusSchema, { pointer: true }),
  runtimeHandlers: list(12, NodeRuntimeHandlerSchema, { type: 'atomic' }),
  features: one(13, NodeFeaturesSchema, { pointer: true, gate: 'SupplementalGroupsPolicy' }),
  declaredFeatures: list(14, 'string', { type: 'atomic', gate: 'NodeDeclaredFeatures' }),
}), { defaults: defaultNodeStatus });
export type NodeStatus = z.output<typeof NodeStatusSchema>;

export const NodeSchema = struct('io.k8s.api.core.v1.Node', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  spec: one(2, NodeSpecSchema, { description: 'How the cluster wants to use the node.' }),
  status: one(3, NodeStatusSchema, { description: 'The node as its agent reports it.' }),
}), { description: 'A machine that runs pods.' });
export type Node = z.output<typeof NodeSchema>;

export const nodes: ResourceOf<Node> = { group: '', resource: 'nodes' };

export const node: KindDefinition = {
  group: '',
  version: 'v1',
  kind: 'Node',
  resource: 'nodes',
  singular: 'node',
  shortNames: ['no'],
  categories: [],
  namespaced: false,
  schema: NodeSchema,
  hasStatus: true,
  subresources: ['proxy'],
  columns: nodeColumns,
  selectable: { 'spec.unschedulable': (object) => String(booleanAt(object, 'spec', 'unschedulable')) },
  strategy: {},
  validate: nodeErrors,
  validateUpdate: nodeUpdateErrors,
  eventType: nodeEventType,
};
