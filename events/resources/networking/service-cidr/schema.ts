import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { list, one, struct, typeMeta } from '../../../schema/fields.ts';
import { ConditionSchema, clusterMeta } from '../../_types/meta.ts';
import { serviceCidrColumns } from './columns.ts';
import { newServiceCidrErrors, serviceCidrUpdateErrors } from './validate.ts';
import { serviceCidrStrategy } from './strategy.ts';

export const ServiceCIDRSpecSchema = struct('io.k8s.api.networking.v1.ServiceCIDRSpec', () => ({
  cidrs: list(1, 'string', { type: 'atomic', description: 'One range, or one of each IP family; cannot be changed.' }),
}), { description: 'Ranges of addresses.' });
export type ServiceCIDRSpec = z.output<typeof ServiceCIDRSpecSchema>;

export const ServiceCIDRStatusSchema = struct('io.k8s.api.networking.v1.ServiceCIDRStatus', () => ({
  conditions: list(1, ConditionSchema, { type: 'map', keys: ['type'], patch: { strategy: 'merge', key: 'type' }, description: 'Observed states: Ready.' }),
}), { description: 'Whether ranges can be used.' });
export type ServiceCIDRStatus = z.output<typeof ServiceCIDRStatusSchema>;

export const ServiceCIDRSchema = struct('io.k8s.api.networking.v1.ServiceCIDR', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  spec: one(2, ServiceCIDRSpecSchema, { description: 'The ranges.' }),
  status: one(3, ServiceCIDRStatusSchema, { description: 'Whether they can be used.' }),
}), { description: 'Ranges that services get their addresses from.' });
export type ServiceCIDR = z.output<typeof ServiceCIDRSchema>;

export const serviceCidrs: ResourceOf<ServiceCIDR> = { group: 'networking.k8s.io', resource: 'servicecidrs' };

export const serviceCidr: KindDefinition = {
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'ServiceCIDR',
  resource: 'servicecidrs',
  singular: 'servicecidr',
  shortNames: [],
  categories: [],
  namespaced: false,
  schema: ServiceCIDRSchema,
  hasStatus: true,
  columns: serviceCidrColumns,
  selectable: {},
  strategy: serviceCidrStrategy,
  validateCreate: newServiceCidrErrors,
  validateUpdate: serviceCidrUpdateErrors,
};
