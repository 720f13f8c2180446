import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { bool, int32, intOrString, list, map, one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { IPFamily, IPFamilyPolicy, Protocol, ServiceAffinity, ServiceExternalTrafficPolicy, ServiceInternalTrafficPolicy, ServiceType } from '../../_types/enums.ts';
import { LoadBalancerStatusSchema } from '../../_types/load-balancer-status.ts';
import { ConditionSchema, namespacedMeta } from '../../_types/meta.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';
import { defaultService, defaultServicePort } from './defaults.ts';

export const ClientIPConfigSchema = struct('io.k8s.api.core.v1.ClientIPConfig', () => ({
  timeoutSeconds: int32(1, { pointer: true }),
}));
export type ClientIPConfig = z.output<typeof ClientIPConfigSchema>;

export const SessionAffinityConfigSchema = struct('io.k8s.api.core.v1.SessionAffinityConfig', () => ({
  clientIP: one(1, ClientIPConfigSchema, { pointer: true }),
}));
export type SessionAffinityConfig = z.output<typeof SessionAffinityConfigSchema>;

export const ServicePortSchema = struct('io.k8s.api.core.v1.ServicePort', () => ({
  name: string(1),
  protocol: string(2, { default: 'TCP', enum: Protocol }),
  appProtocol: string(6, { pointer: true }),
  port: int32(3, { required: true }),
  targetPort: intOrString(4),
  nodePort: int32(5),
}), { defaults: defaultServicePort });
export type ServicePort = z.output<typeof ServicePortSchema>;

export const ServiceSpecSchema = struct('io.k8s.api.core.v1.ServiceSpec', () => ({
  ports: list(1, ServicePortSchema, { type: 'map', keys: ['port', 'protocol'], patch: { strategy: 'merge', key: 'port' } }),
  selector: map(2, 'string', { type: 'atomic' }),
  clusterIP: string(3),
  clusterIPs: list(18, 'string', { type: 'atomic' }),
  type: string(4, { enum: ServiceType }),
  externalIPs: list(5, 'string', { type: 'atomic' }),
  sessionAffinity: string(7, { enum: ServiceAffinity }),
  loadBalancerIP: string(8),
  loadBalancerSourceRanges: list(9, 'string', { type: 'atomic' }),
  externalName: string(10),
  externalTrafficPolicy: string(11, { enum: ServiceExternalTrafficPolicy }),
  healthCheckNodePort: int32(12),
  publishNotReadyAddresses: bool(13),
  sessionAffinityConfig: one(14, SessionAffinityConfigSchema, { pointer: true }),
  ipFamilies: list(19, 'string', { type: 'atomic', enum: IPFamily }),
  ipFamilyPolicy: string(17, { pointer: true, enum: IPFamilyPolicy }),
  allocateLoadBalancerNodePorts: bool(20, { pointer: true }),
  loadBalancerClass: string(21, { pointer: true }),
  internalTrafficPolicy: string(22, { pointer: true, enum: ServiceInternalTrafficPolicy }),
  trafficDistribution: string(23, { pointer: true }),
}));
export type ServiceSpec = z.output<typeof ServiceSpecSchema>;

export const ServiceStatusSchema = struct('io.k8s.api.core.v1.ServiceStatus', () => ({
  loadBalancer: one(1, LoadBalancerStatusSchema),
  conditions: list(2, ConditionSchema, { type: 'map', keys: ['type'], patch: { strategy: 'merge', key: 'type' } }),
}));
export type ServiceStatus = z.output<typeof ServiceStatusSchema>;

export const ServiceSchema = struct('io.k8s.api.core.v1.Service', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  spec: one(2, ServiceSpecSchema),
  status: one(3, ServiceStatusSchema),
}), { defaults: defaultService });
export type Service = z.output<typeof ServiceSchema>;

export const services: ResourceOf<Service> = { group: '', resource: 'services' };

export const service: KindDefinition = {
  group: '',
  version: 'v1',
  kind: 'Service',
  resource: 'services',
  singular: 'service',
  shortNames: ['svc'],
  categories: ['all'],
  namespaced: true,
  schema: ServiceSchema,
  hasStatus: true,
  columns: [nameColumn, ageColumn],
  selectable: {},
  strategy: {},
};
