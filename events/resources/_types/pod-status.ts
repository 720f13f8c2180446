import type { z } from 'zod';
import { int64, list, map, one, string, struct, time } from '../../schema/fields.ts';
import { ConditionStatus, PodConditionType, PodPhase, PodQOSClass, PodResizeStatus } from './enums.ts';
import { ContainerStatusSchema } from './container-status.ts';
import { ResourceRequirementsSchema } from './resource-requirements.ts';
import { defaultPodStatus } from './pod-defaults.ts';

export const ContainerExtendedResourceRequestSchema = struct('io.k8s.api.core.v1.ContainerExtendedResourceRequest', () => ({
  containerName: string(1, { required: true }),
  resourceName: string(2, { required: true }),
  requestName: string(3, { required: true }),
}));
export type ContainerExtendedResourceRequest = z.output<typeof ContainerExtendedResourceRequestSchema>;

export const PodExtendedResourceClaimStatusSchema = struct('io.k8s.api.core.v1.PodExtendedResourceClaimStatus', () => ({
  requestMappings: list(1, ContainerExtendedResourceRequestSchema, { required: true, type: 'atomic' }),
  resourceClaimName: string(2, { required: true }),
}));
export type PodExtendedResourceClaimStatus = z.output<typeof PodExtendedResourceClaimStatusSchema>;

export const PodResourceClaimStatusSchema = struct('io.k8s.api.core.v1.PodResourceClaimStatus', () => ({
  name: string(1, { required: true }),
  resourceClaimName: string(2, { pointer: true }),
}));
export type PodResourceClaimStatus = z.output<typeof PodResourceClaimStatusSchema>;

export const NodeAllocatableResourceClaimStatusSchema = struct('io.k8s.api.core.v1.NodeAllocatableResourceClaimStatus', () => ({
  resourceClaimName: string(1, { required: true }),
  containers: list(2, 'string', { type: 'set' }),
  resources: map(3, 'quantity', { required: true }),
}));
export type NodeAllocatableResourceClaimStatus = z.output<typeof NodeAllocatableResourceClaimStatusSchema>;

export const PodConditionSchema = struct('io.k8s.api.core.v1.PodCondition', () => ({
  type: string(1, { required: true, known: PodConditionType }),
  observedGeneration: int64(7),
  status: string(2, { required: true, known: ConditionStatus }),
  lastProbeTime: time(3),
  lastTransitionTime: time(4),
  reason: string(5),
  message: string(6),
}));
export type PodCondition = z.output<typeof PodConditionSchema>;

export const HostIPSchema = struct('io.k8s.api.core.v1.HostIP', () => ({
  ip: string(1, { required: true }),
}));
export type HostIP = z.output<typeof HostIPSchema>;

export const PodIPSchema = struct('io.k8s.api.core.v1.PodIP', () => ({
  ip: string(1, { required: true }),
}));
export type PodIP = z.output<typeof PodIPSchema>;

export const PodStatusSchema = struct('io.k8s.api.core.v1.PodStatus', () => ({
  observedGeneration: int64(17),
  phase: string(1, { enum: PodPhase, description: 'Where the pod is in its life.' }),
  conditions: list(2, PodConditionSchema, { type: 'map', keys: ['type'], patch: { strategy: 'merge', key: 'type' }, description: 'Observed states: PodScheduled, Initialized, ContainersReady, Ready.' }),
  message: string(3, { description: 'Why the pod is in this state, for people.' }),
  reason: string(4, { description: 'Why the pod is in this state, in a word.' }),
  nominatedNodeName: string(11),
  hostIP: string(5, { description: 'Address of the node.' }),
  hostIPs: list(16, HostIPSchema, { type: 'atomic', patch: { strategy: 'merge', key: 'ip' } }),
  podIP: string(6, { description: 'Address of the pod.' }),
  podIPs: list(12, PodIPSchema, { type: 'map', keys: ['ip'], patch: { strategy: 'merge', key: 'ip' }, description: 'Addresses of the pod, one per IP family.' }),
  startTime: time(7, { pointer: true, description: 'When the node accepted the pod.' }),
  initContainerStatuses: list(10, ContainerStatusSchema, { type: 'atomic', description: 'States of the init containers.' }),
  containerStatuses: list(8, ContainerStatusSchema, { type: 'atomic', description: 'States of the containers.' }),
  qosClass: string(9, { enum: PodQOSClass, description: 'Quality of service, from requests and limits.' }),
  ephemeralContainerStatuses: list(13, ContainerStatusSchema, { type: 'atomic', description: 'States of the debugging containers.' }),
  resize: string(14, { enum: PodResizeStatus, gate: 'InPlacePodVerticalScaling' }),
  resourceClaimStatuses: list(15, PodResourceClaimStatusSchema, { type: 'map', keys: ['name'], patch: { strategy: 'merge', retainKeys: true, key: 'name' }, gate: 'DynamicResourceAllocation' }),
  extendedResourceClaimStatus: one(18, PodExtendedResourceClaimStatusSchema, { pointer: true, gate: 'DRAExtendedResource' }),
  allocatedResources: map(19, 'quantity', { gate: 'InPlacePodLevelResourcesVerticalScaling' }),
  resources: one(20, ResourceRequirementsSchema, { pointer: true, gate: 'InPlacePodLevelResourcesVerticalScaling' }),
  nodeAllocatableResourceClaimStatuses: list(21, NodeAllocatableResourceClaimStatusSchema, { type: 'atomic', gate: 'DRANodeAllocatableResources' }),
}), { defaults: defaultPodStatus, description: 'A pod as last observed.' });
export type PodStatus = z.output<typeof PodStatusSchema>;
