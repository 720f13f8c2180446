import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { bool, int32, list, map, one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { namespacedMeta } from '../../_types/meta.ts';
import { ObjectReferenceSchema } from '../../_types/reference.ts';
import { endpointSliceEventType } from './events.ts';
import { endpointSliceColumns } from './columns.ts';
import { endpointSliceErrors, endpointSliceUpdateErrors } from './validate.ts';
import { endpointSliceStrategy } from './strategy.ts';

export const ForNodeSchema = struct('io.k8s.api.discovery.v1.ForNode', () => ({
  name: string(1, { required: true }),
}));
export type ForNode = z.output<typeof ForNodeSchema>;

export const ForZoneSchema = struct('io.k8s.api.discovery.v1.ForZone', () => ({
  name: string(1, { required: true }),
}));
export type ForZone = z.output<typeof ForZoneSchema>;

export const EndpointHintsSchema = struct('io.k8s.api.discovery.v1.EndpointHints', () => ({
  forZones: list(1, ForZoneSchema, { type: 'atomic' }),
  forNodes: list(2, ForNodeSchema, { type: 'atomic' }),
}));
export type EndpointHints = z.output<typeof EndpointHintsSchema>;

export const EndpointConditionsSchema = struct('io.k8s.api.discovery.v1.EndpointConditions', () => ({
  ready: bool(1, { pointer: true }),
  serving: bool(2, { pointer: true }),
  terminating: bool(3, { pointer: true }),
}));
export type EndpointConditions = z.output<typeof EndpointConditionsSchema>;

export const EndpointSchema = struct('io.k8s.api.discovery.v1.Endpoint', () => ({
  addresses: list(1, 'string', { required: true, type: 'set', description: 'Addresses of one endpoint; they all reach the same thing.' }),
  conditions: one(2, EndpointConditionsSchema, { description: 'Whether the endpoint is ready, serving or terminating.' }),
  hostname: string(3, { pointer: true }),
  targetRef: one(4, ObjectReferenceSchema, { pointer: true, description: 'The pod behind the endpoint.' }),
  deprecatedTopology: map(5, 'string'),
  nodeName: string(6, { pointer: true, description: 'The node the endpoint is on.' }),
  zone: string(7, { pointer: true }),
  hints: one(8, EndpointHintsSchema, { pointer: true }),
}));
export type Endpoint = z.output<typeof EndpointSchema>;

export const EndpointPortSchema = struct('io.k8s.api.discovery.v1.EndpointPort', () => ({
  name: string(1, { pointer: true, default: '' }),
  protocol: string(2, { pointer: true, default: 'TCP' }),
  port: int32(3, { pointer: true }),
  appProtocol: string(4, { pointer: true }),
}), { type: 'atomic' });
export type EndpointPort = z.output<typeof EndpointPortSchema>;

export const EndpointSliceSchema = struct('io.k8s.api.discovery.v1.EndpointSlice', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  addressType: string(4, { required: true, description: 'Kind of the addresses; cannot be changed.' }),
  endpoints: list(2, EndpointSchema, { always: true, type: 'atomic', description: 'The addresses with their states.' }),
  ports: list(3, EndpointPortSchema, { always: true, type: 'atomic', description: 'Ports every address of the slice listens on.' }),
}), { description: 'A part of the addresses behind a service.' });
export type EndpointSlice = z.output<typeof EndpointSliceSchema>;

export const endpointSlices: ResourceOf<EndpointSlice> = { group: 'discovery.k8s.io', resource: 'endpointslices' };

export const endpointSlice: KindDefinition = {
  group: 'discovery.k8s.io',
  version: 'v1',
  kind: 'EndpointSlice',
  resource: 'endpointslices',
  singular: 'endpointslice',
  shortNames: [],
  categories: [],
  namespaced: true,
  schema: EndpointSliceSchema,
  hasStatus: false,
  columns: endpointSliceColumns,
  selectable: {},
  strategy: endpointSliceStrategy,
  validate: endpointSliceErrors,
  validateUpdate: endpointSliceUpdateErrors,
  eventType: endpointSliceEventType,
};
