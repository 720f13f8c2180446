import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { inline, int32, list, one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { namespacedMeta } from '../../_types/meta.ts';
import { TypedLocalObjectReferenceSchema } from '../../_types/reference.ts';
import { ingressColumns } from './columns.ts';
import { ingressErrors, ingressStatusErrors, newIngressErrors } from './validate.ts';
import { ingressStrategy } from './strategy.ts';
import { ingressEventType } from './events.ts';

export const ServiceBackendPortSchema = struct('io.k8s.api.networking.v1.ServiceBackendPort', () => ({
  name: string(1, { description: 'Name of the port.' }),
  number: int32(2, { description: 'Number of the port.' }),
}), { type: 'atomic', description: 'Name or number of a port.' });
export type ServiceBackendPort = z.output<typeof ServiceBackendPortSchema>;

export const IngressServiceBackendSchema = struct('io.k8s.api.networking.v1.IngressServiceBackend', () => ({
  name: string(1, { required: true, description: 'Name of the service.' }),
  port: one(2, ServiceBackendPortSchema, { description: 'Name or number of its port.' }),
}), { description: 'A service’s port.' });
export type IngressServiceBackend = z.output<typeof IngressServiceBackendSchema>;

export const IngressBackendSchema = struct('io.k8s.api.networking.v1.IngressBackend', () => ({
  service: one(4, IngressServiceBackendSchema, { pointer: true, description: 'The service and its port.' }),
  resource: one(3, TypedLocalObjectReferenceSchema, { pointer: true, description: 'An object in the ingress’s namespace; excludes service.' }),
}), { description: 'A service, or another object a controller knows.' });
export type IngressBackend = z.output<typeof IngressBackendSchema>;

export const IngressTLSSchema = struct('io.k8s.api.networking.v1.IngressTLS', () => ({
  hosts: list(1, 'string', { type: 'atomic', description: 'Hosts the certificate is for.' }),
  secretName: string(2, { description: 'Secret with the certificate and its key.' }),
}), { description: 'The certificate of some hosts.' });
export type IngressTLS = z.output<typeof IngressTLSSchema>;

export const HTTPIngressPathSchema = struct('io.k8s.api.networking.v1.HTTPIngressPath', () => ({
  path: string(1, { description: 'Path of the requests, beginning with /.' }),
  pathType: string(3, { required: true, pointer: true, description: 'How the path is compared: Exact, Prefix, or as the controller likes.' }),
  backend: one(2, IngressBackendSchema, { required: true, description: 'Where the requests go.' }),
}), { description: 'A path and its backend.' });
export type HTTPIngressPath = z.output<typeof HTTPIngressPathSchema>;

export const HTTPIngressRuleValueSchema = struct('io.k8s.api.networking.v1.HTTPIngressRuleValue', () => ({
  paths: list(1, HTTPIngressPathSchema, { required: true, type: 'atomic', description: 'Paths with their backends.' }),
}), { description: 'Backends by path.' });
export type HTTPIngressRuleValue = z.output<typeof HTTPIngressRuleValueSchema>;

/** Also embedded in other structs. */
export const ingressRuleValueFields = () => ({
  http: one(1, HTTPIngressRuleValueSchema, { pointer: true, description: 'Paths and their backends.' }),
});

export const IngressRuleSchema = struct('io.k8s.api.networking.v1.IngressRule', () => ({
  host: string(1, { description: 'Name of the host, perhaps with a leading *.; all hosts when empty.' }),
  ...inline(2, 'IngressRuleValue', ingressRuleValueFields()),
}), { description: 'Paths of one host.' });
export type IngressRule = z.output<typeof IngressRuleSchema>;

export const IngressSpecSchema = struct('io.k8s.api.networking.v1.IngressSpec', () => ({
  ingressClassName: string(4, { pointer: true, description: 'Name of the IngressClass whose controller serves it.' }),
  defaultBackend: one(1, IngressBackendSchema, { pointer: true, description: 'Takes requests that match no rule.' }),
  tls: list(2, IngressTLSSchema, { type: 'atomic', description: 'Certificates by host.' }),
  rules: list(3, IngressRuleSchema, { type: 'atomic', description: 'Rules by host; without any, all goes to the default backend.' }),
}), { description: 'Rules by which requests are led to backends.' });
export type IngressSpec = z.output<typeof IngressSpecSchema>;

export const IngressPortStatusSchema = struct('io.k8s.api.networking.v1.IngressPortStatus', () => ({
  port: int32(1, { required: true, description: 'Number of the port.' }),
  protocol: string(2, { required: true, description: 'Its protocol.' }),
  error: string(3, { pointer: true, description: 'What is wrong with it.' }),
}), { description: 'A port of a load balancer.' });
export type IngressPortStatus = z.output<typeof IngressPortStatusSchema>;

export const IngressLoadBalancerIngressSchema = struct('io.k8s.api.networking.v1.IngressLoadBalancerIngress', () => ({
  ip: string(1, { description: 'IP address.' }),
  hostname: string(2, { description: 'DNS name.' }),
  ports: list(4, IngressPortStatusSchema, { type: 'atomic', description: 'Ports it listens on.' }),
}), { description: 'An address of a load balancer.' });
export type IngressLoadBalancerIngress = z.output<typeof IngressLoadBalancerIngressSchema>;

export const IngressLoadBalancerStatusSchema = struct('io.k8s.api.networking.v1.IngressLoadBalancerStatus', () => ({
  ingress: list(1, IngressLoadBalancerIngressSchema, { type: 'atomic', description: 'Addresses of the load balancer.' }),
}), { description: 'State of a load balancer.' });
export type IngressLoadBalancerStatus = z.output<typeof IngressLoadBalancerStatusSchema>;

export const IngressStatusSchema = struct('io.k8s.api.networking.v1.IngressStatus', () => ({
  loadBalancer: one(1, IngressLoadBalancerStatusSchema, { description: 'State of its load balancer.' }),
}), { description: 'Where the ingress is served.' });
export type IngressStatus = z.output<typeof IngressStatusSchema>;

export const IngressSchema = struct('io.k8s.api.networking.v1.Ingress', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  spec: one(2, IngressSpecSchema, { description: 'Hosts, paths and the services behind them.' }),
  status: one(3, IngressStatusSchema, { description: 'Addresses it can be reached at.' }),
}), { description: 'Leads outside HTTP traffic to services by host and path.' });
export type Ingress = z.output<typeof IngressSchema>;

export const ingresses: ResourceOf<Ingress> = { group: 'networking.k8s.io', resource: 'ingresses' };

export const ingress: KindDefinition = {
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'Ingress',
  resource: 'ingresses',
  singular: 'ingress',
  shortNames: ['ing'],
  categories: [],
  namespaced: true,
  schema: IngressSchema,
  hasStatus: true,
  columns: ingressColumns,
  selectable: {},
  strategy: ingressStrategy,
  validate: ingressErrors,
  validateCreate: newIngressErrors,
  validateStatus: ingressStatusErrors,
  eventType: ingressEventType,
};
