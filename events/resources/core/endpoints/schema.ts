import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { int32, list, one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { Protocol } from '../../_types/enums.ts';
import { namespacedMeta } from '../../_types/meta.ts';
import { ObjectReferenceSchema } from '../../_types/reference.ts';
import { endpointsColumns } from './columns.ts';
import { endpointsEventType } from './events.ts';
import { endpointsErrors, endpointsUpdateErrors } from './validate.ts';

export const EndpointAddressSchema = struct('io.k8s.api.core.v1.EndpointAddress', () => ({
  ip: string(1, { required: true, description: 'The address; neither loopback nor link-local.' }),
  hostname: string(3, { description: 'Name of the endpoint.' }),
  nodeName: string(4, { pointer: true, description: 'Node of the endpoint.' }),
  targetRef: one(2, ObjectReferenceSchema, { pointer: true, description: 'The pod behind the address.' }),
}), { type: 'atomic', description: 'An address of a service.' });
export type EndpointAddress = z.output<typeof EndpointAddressSchema>;

export const EndpointPortSchema = struct('io.k8s.api.core.v1.EndpointPort', () => ({
  name: string(1, { description: 'Name of the service’s port; needed when there are several.' }),
  port: int32(2, { required: true, description: 'Number of the port.' }),
  protocol: string(3, { default: 'TCP', enum: Protocol, description: 'Protocol of the port, TCP by default.' }),
  appProtocol: string(4, { pointer: true, description: 'Protocol spoken over the port.' }),
}), { type: 'atomic', description: 'A port of a service’s addresses.' });
export type EndpointPort = z.output<typeof EndpointPortSchema>;

export const EndpointSubsetSchema = struct('io.k8s.api.core.v1.EndpointSubset', () => ({
  addresses: list(1, EndpointAddressSchema, { type: 'atomic', description: 'Addresses that are ready.' }),
  notReadyAddresses: list(2, EndpointAddressSchema, { type: 'atomic', description: 'Addresses that are not ready.' }),
  ports: list(3, EndpointPortSchema, { type: 'atomic', description: 'Ports of the addresses.' }),
}), { description: 'Addresses that share ports.' });
export type EndpointSubset = z.output<typeof EndpointSubsetSchema>;

export const EndpointsSchema = struct('io.k8s.api.core.v1.Endpoints', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  subsets: list(2, EndpointSubsetSchema, { type: 'atomic', description: 'Addresses with their ports.' }),
}), { description: 'The addresses behind a service in the old form; EndpointSlices have taken its place.' });
export type Endpoints = z.output<typeof EndpointsSchema>;

export const endpointsList: ResourceOf<Endpoints> = { group: '', resource: 'endpoints' };

export const endpoints: KindDefinition = {
  group: '',
  version: 'v1',
  kind: 'Endpoints',
  resource: 'endpoints',
  singular: 'endpoints',
  shortNames: ['ep'],
  categories: [],
  namespaced: true,
  deprecation: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  schema: EndpointsSchema,
  hasStatus: false,
  columns: endpointsColumns,
  selectable: {},
  strategy: { createOnUpdate: true },
  validateCreate: endpointsErrors,
  validateUpdate: endpointsUpdateErrors,
  eventType: endpointsEventType,
};
