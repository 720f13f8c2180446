import type { z } from 'zod';
import { stringAt } from '../../../json-path.ts';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { bool, int32, intOrString, list, map, one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { IPFamily, IPFamilyPolicy, Protocol, ServiceAffinity, ServiceExternalTrafficPolicy, ServiceInternalTrafficPolicy, ServiceType } from '../../_types/enums.ts';
import { LoadBalancerStatusSchema } from '../../_types/load-balancer-status.ts';
import { ConditionSchema, namespacedMeta } from '../../_types/meta.ts';
import { serviceEventType } from './events.ts';
import { serviceColumns } from './columns.ts';
import { serviceErrors, serviceUpdateErrors } from './validate.ts';
import { serviceStrategy } from './strategy.ts';
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
  name: string(1, { description: 'Name of the port; needed when there are several.' }),
  protocol: string(2, { default: 'TCP', enum: Protocol, description: 'Protocol of the port, TCP by default.' }),
  appProtocol: string(6, { pointer: true, description: 'Protocol spoken over the port, e.g. kubernetes.io/h2c.' }),
  port: int32(3, { required: true, description: 'Port the service listens on.' }),
  targetPort: intOrString(4, { description: 'Number or name of the port of the pods; the same as port by default.' }),
  nodePort: int32(5, { description: 'Port on every node, for types NodePort and LoadBalancer.' }),
}), { defaults: defaultServicePort });
export type ServicePort = z.output<typeof ServicePortSchema>;

export const ServiceSpecSchema = struct('io.k8s.api.core.v1.ServiceSpec', () => ({
  ports: list(1, ServicePortSchema, { type: 'map', keys: ['port', 'protocol'], patch: { strategy: 'merge', key: 'port' }, description: 'Ports the service listens on.' }),
  selector: map(2, 'string', { type: 'atomic', description: 'Labels of the pods behind the service; without it, endpoints are managed by others.' }),
  clusterIP: string(3, { description: 'Address of the service within the cluster; None for a headless service.' }),
  clusterIPs: list(18, 'string', { type: 'atomic', description: 'Addresses of the service, one per IP family.' }),
  type: string(4, { enum: ServiceType, description: 'How the service is reached.' }),
  externalIPs: list(5, 'string', { type: 'atomic', description: 'Further addresses whose traffic reaches the service.' }),
  sessionAffinity: string(7, { enum: ServiceAffinity, description: 'Whether connections of one client go to the same pod.' }),
  loadBalancerIP: string(8),
  loadBalancerSourceRanges: list(9, 'string', { type: 'atomic' }),
  externalName: string(10, { description: 'DNS name the service stands for, with type ExternalName.' }),
  externalTrafficPolicy: string(11, { enum: ServiceExternalTrafficPolicy, description: 'Whether outside traffic goes to any node’s pods or only to those of the node it reached.' }),
  healthCheckNodePort: int32(12),
  publishNotReadyAddresses: bool(13, { description: 'Whether pods that are not ready are published too.' }),
  sessionAffinityConfig: one(14, SessionAffinityConfigSchema, { pointer: true }),
  ipFamilies: list(19, 'string', { type: 'atomic', enum: IPFamily, description: 'IP families of the service, primary first.' }),
  ipFamilyPolicy: string(17, { pointer: true, enum: IPFamilyPolicy, description: 'Whether the service has one or two IP families.' }),
  allocateLoadBalancerNodePorts: bool(20, { pointer: true }),
  loadBalancerClass: string(21, { pointer: true }),
  internalTrafficPolicy: string(22, { pointer: true, enum: ServiceInternalTrafficPolicy, description: 'Whether inside traffic goes to any node’s pods or only to those of its own node.' }),
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
  spec: one(2, ServiceSpecSchema, { description: 'Which pods, and how they are reached.' }),
  status: one(3, ServiceStatusSchema, { description: 'The load balancer in front of the service, if any.' }),
}), { defaults: defaultService, description: 'A stable name and address for a set of pods.' });
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
  nameRule: 'dns-1035-label',
  schema: ServiceSchema,
  hasStatus: true,
  subresources: ['proxy'],
  columns: serviceColumns,
  selectable: { 'spec.clusterIP': (object) => stringAt(object, 'spec', 'clusterIP'), 'spec.type': (object) => stringAt(object, 'spec', 'type') },
  strategy: serviceStrategy,
  validate: serviceErrors,
  validateUpdate: serviceUpdateErrors,
  eventType: serviceEventType,
};
