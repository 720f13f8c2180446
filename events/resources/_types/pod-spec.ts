import type { z } from 'zod';
import { bool, int32, int64, list, map, one, string, struct } from '../../schema/fields.ts';
import { DNSPolicy, OSName, PodConditionType, PreemptionPolicy, RestartPolicy } from './enums.ts';
import { AffinitySchema, TolerationSchema, TopologySpreadConstraintSchema } from './affinity.ts';
import { ContainerSchema, EphemeralContainerSchema } from './container.ts';
import { ObjectMetaSchema } from './meta.ts';
import { LocalObjectReferenceSchema } from './reference.ts';
import { ResourceRequirementsSchema } from './resource-requirements.ts';
import { PodSecurityContextSchema } from './security.ts';
import { VolumeSchema } from './volume.ts';
import { defaultPodSpec } from './pod-defaults.ts';

export const HostAliasSchema = struct('io.k8s.api.core.v1.HostAlias', () => ({
  ip: string(1, { required: true }),
  hostnames: list(2, 'string', { type: 'atomic' }),
}));
export type HostAlias = z.output<typeof HostAliasSchema>;

export const PodDNSConfigOptionSchema = struct('io.k8s.api.core.v1.PodDNSConfigOption', () => ({
  name: string(1),
  value: string(2, { pointer: true }),
}));
export type PodDNSConfigOption = z.output<typeof PodDNSConfigOptionSchema>;

export const PodDNSConfigSchema = struct('io.k8s.api.core.v1.PodDNSConfig', () => ({
  nameservers: list(1, 'string', { type: 'atomic' }),
  searches: list(2, 'string', { type: 'atomic' }),
  options: list(3, PodDNSConfigOptionSchema, { type: 'atomic' }),
}));
export type PodDNSConfig = z.output<typeof PodDNSConfigSchema>;

export const PodOSSchema = struct('io.k8s.api.core.v1.PodOS', () => ({
  name: string(1, { required: true, enum: OSName }),
}));
export type PodOS = z.output<typeof PodOSSchema>;

export const PodReadinessGateSchema = struct('io.k8s.api.core.v1.PodReadinessGate', () => ({
  conditionType: string(1, { required: true, known: PodConditionType }),
}));
export type PodReadinessGate = z.output<typeof PodReadinessGateSchema>;

export const PodResourceClaimSchema = struct('io.k8s.api.core.v1.PodResourceClaim', () => ({
  name: string(1, { required: true }),
  resourceClaimName: string(3, { pointer: true }),
  resourceClaimTemplateName: string(4, { pointer: true }),
}));
export type PodResourceClaim = z.output<typeof PodResourceClaimSchema>;

export const PodSchedulingGateSchema = struct('io.k8s.api.core.v1.PodSchedulingGate', () => ({
  name: string(1, { required: true }),
}));
export type PodSchedulingGate = z.output<typeof PodSchedulingGateSchema>;

export const PodSchedulingGroupSchema = struct('io.k8s.api.core.v1.PodSchedulingGroup', () => ({
  podGroupName: string(1, { pointer: true }),
}));
export type PodSchedulingGroup = z.output<typeof PodSchedulingGroupSchema>;

export const PodSpecSchema = struct('io.k8s.api.core.v1.PodSpec', () => ({
  volumes: list(1, VolumeSchema, { type: 'map', keys: ['name'], patch: { strategy: 'merge', retainKeys: true, key: 'name' }, description: 'Directories and files for its containers to mount.' }),
  initContainers: list(20, ContainerSchema, { type: 'map', keys: ['name'], patch: { strategy: 'merge', key: 'name' }, description: 'Containers that run to completion, one after the other, before the others start.' }),
  containers: list(2, ContainerSchema, { required: true, type: 'map', keys: ['name'], patch: { strategy: 'merge', key: 'name' }, description: 'Containers that run together; at least one.' }),
  ephemeralContainers: list(34, EphemeralContainerSchema, { type: 'map', keys: ['name'], patch: { strategy: 'merge', key: 'name' }, description: 'Containers added for debugging.' }),
  restartPolicy: string(3, { enum: RestartPolicy, default: 'Always', description: 'When containers that ended are started again; Always by default.' }),
  terminationGracePeriodSeconds: int64(4, { pointer: true, default: 30, description: 'How long containers have to stop after being asked, before they are killed; 30 by default.' }),
  activeDeadlineSeconds: int64(5, { pointer: true, description: 'How long the pod may run before it is stopped and failed.' }),
  dnsPolicy: string(6, { enum: DNSPolicy, default: 'ClusterFirst', description: 'Which name servers containers use.' }),
  nodeSelector: map(7, 'string', { type: 'atomic', description: 'Labels a node must have to run the pod.' }),
  serviceAccountName: string(8, { description: 'Service account the pod runs as.' }),
  serviceAccount: string(9, { description: 'Old name of serviceAccountName.' }),
  automountServiceAccountToken: bool(21, { pointer: true }),
  nodeName: string(10, { description: 'Node that runs the pod, set by the scheduler.' }),
  hostNetwork: bool(11, { description: 'Use the node’s network.' }),
  hostPID: bool(12, { description: 'Use the node’s process ids.' }),
  hostIPC: bool(13, { description: 'Use the node’s shared memory.' }),
  shareProcessNamespace: bool(27, { pointer: true }),
  securityContext: one(14, PodSecurityContextSchema, { pointer: true, default: {}, description: 'Users, groups and privileges of all containers.' }),
  imagePullSecrets: list(15, LocalObjectReferenceSchema, { type: 'map', keys: ['name'], patch: { strategy: 'merge', key: 'name' }, description: 'Secrets for pulling the images.' }),
  hostname: string(16, { description: 'Name of the pod’s host; the pod’s name by default.' }),
  subdomain: string(17),
  affinity: one(18, AffinitySchema, { pointer: true, description: 'Preferences and requirements for the node.' }),
  schedulerName: string(19, { default: 'default-scheduler', description: 'Scheduler that places the pod.' }),
  tolerations: list(22, TolerationSchema, { type: 'atomic', description: 'Taints of nodes the pod accepts.' }),
  hostAliases: list(23, HostAliasSchema, { type: 'map', keys: ['ip'], patch: { strategy: 'merge', key: 'ip' }, description: 'Further entries of /etc/hosts.' }),
  priorityClassName: string(24, { description: 'Class that gives the pod’s priority.' }),
  priority: int32(25, { pointer: true }),
  dnsConfig: one(26, PodDNSConfigSchema, { pointer: true }),
  readinessGates: list(28, PodReadinessGateSchema, { type: 'atomic' }),
  runtimeClassName: string(29, { pointer: true }),
  enableServiceLinks: bool(30, { pointer: true, description: 'Whether containers get environment variables of services.' }),
  preemptionPolicy: string(31, { pointer: true, enum: PreemptionPolicy }),
  overhead: map(32, 'quantity'),
  topologySpreadConstraints: list(33, TopologySpreadConstraintSchema, { type: 'map', keys: ['topologyKey', 'whenUnsatisfiable'], patch: { strategy: 'merge', key: 'topologyKey' }, description: 'How pods spread over zones and nodes.' }),
  setHostnameAsFQDN: bool(35, { pointer: true }),
  os: one(36, PodOSSchema, { pointer: true }),
  hostUsers: bool(37, { pointer: true }),
  schedulingGates: list(38, PodSchedulingGateSchema, { type: 'map', keys: ['name'], patch: { strategy: 'merge', key: 'name' } }),
  resourceClaims: list(39, PodResourceClaimSchema, { type: 'map', keys: ['name'], patch: { strategy: 'merge', retainKeys: true, key: 'name' }, gate: 'DynamicResourceAllocation' }),
  resources: one(40, ResourceRequirementsSchema, { pointer: true, gate: 'PodLevelResources' }),
  hostnameOverride: string(41, { pointer: true, gate: 'HostnameOverride' }),
  schedulingGroup: one(43, PodSchedulingGroupSchema, { pointer: true, gate: 'GenericWorkload' }),
}), { defaults: defaultPodSpec, description: 'What a pod runs, and where it may.' });
export type PodSpec = z.output<typeof PodSpecSchema>;

export const PodTemplateSpecSchema = struct('io.k8s.api.core.v1.PodTemplateSpec', () => ({
  metadata: one(1, ObjectMetaSchema, { description: 'Labels and annotations of the pods.' }),
  spec: one(2, PodSpecSchema, { description: 'What the pods run.' }),
}), { description: 'The pods a controller creates.' });
export type PodTemplateSpec = z.output<typeof PodTemplateSpecSchema>;
