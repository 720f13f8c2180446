import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { clusterMeta } from '../../_types/meta.ts';
import { ipAddressColumns } from './columns.ts';
import { ipAddressErrors, ipAddressUpdateErrors } from './validate.ts';

export const ParentReferenceSchema = struct('io.k8s.api.networking.v1.ParentReference', () => ({
  group: string(1, { description: 'Group of the object.' }),
  resource: string(2, { required: true, omitempty: true, description: 'Its resource, plural.' }),
  namespace: string(3, { description: 'Its namespace.' }),
  name: string(4, { required: true, omitempty: true, description: 'Its name.' }),
}), { description: 'Names an object.' });
export type ParentReference = z.output<typeof ParentReferenceSchema>;

export const IPAddressSpecSchema = struct('io.k8s.api.networking.v1.IPAddressSpec', () => ({
  parentRef: one(1, ParentReferenceSchema, { required: true, omitempty: true, pointer: true, description: 'The object the address belongs to.' }),
}), { description: 'The user of an address.' });
export type IPAddressSpec = z.output<typeof IPAddressSpecSchema>;

export const IPAddressSchema = struct('io.k8s.api.networking.v1.IPAddress', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  spec: one(2, IPAddressSpecSchema, { required: true, omitempty: true, description: 'Who uses the address.' }),
}), { description: 'An address in use; its name is the address.' });
export type IPAddress = z.output<typeof IPAddressSchema>;

export const ipAddresses: ResourceOf<IPAddress> = { group: 'networking.k8s.io', resource: 'ipaddresses' };

export const ipAddress: KindDefinition = {
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'IPAddress',
  resource: 'ipaddresses',
  singular: 'ipaddress',
  shortNames: ['ip'],
  categories: [],
  namespaced: false,
  nameRule: 'path-segment',
  schema: IPAddressSchema,
  hasStatus: false,
  columns: ipAddressColumns,
  selectable: {},
  strategy: {},
  validate: ipAddressErrors,
  validateUpdate: ipAddressUpdateErrors,
};
