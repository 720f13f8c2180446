import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { int32, microTime, one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { CoordinatedLeaseStrategy } from '../../_types/enums.ts';
import { namespacedMeta } from '../../_types/meta.ts';
import { leaseColumns } from './columns.ts';
import { leaseErrors } from './validate.ts';
import { leaseStrategy } from './strategy.ts';
import { leaseEventType } from './events.ts';

export const LeaseSpecSchema = struct('io.k8s.api.coordination.v1.LeaseSpec', () => ({
  holderIdentity: string(1, { pointer: true, description: 'Who holds the lease.' }),
  leaseDurationSeconds: int32(2, { pointer: true, description: 'How long others must wait after the last renewal before taking it.' }),
  acquireTime: microTime(3, { pointer: true, description: 'When the present holder took it.' }),
  renewTime: microTime(4, { pointer: true, description: 'When the present holder last renewed it.' }),
  leaseTransitions: int32(5, { pointer: true, description: 'How often it changed hands.' }),
  strategy: string(6, { pointer: true, known: CoordinatedLeaseStrategy, gate: 'CoordinatedLeaderElection' }),
  preferredHolder: string(7, { pointer: true, gate: 'CoordinatedLeaderElection' }),
}));
export type LeaseSpec = z.output<typeof LeaseSpecSchema>;

export const LeaseSchema = struct('io.k8s.api.coordination.v1.Lease', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  spec: one(2, LeaseSpecSchema, { description: 'Who holds the claim and until when.' }),
}), { description: 'A claim that must be renewed, for heartbeats and the choice of a leader.' });
export type Lease = z.output<typeof LeaseSchema>;

export const leases: ResourceOf<Lease> = { group: 'coordination.k8s.io', resource: 'leases' };

export const lease: KindDefinition = {
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  resource: 'leases',
  singular: 'lease',
  shortNames: [],
  categories: [],
  namespaced: true,
  schema: LeaseSchema,
  hasStatus: false,
  columns: leaseColumns,
  selectable: {},
  strategy: leaseStrategy,
  validate: leaseErrors,
  eventType: leaseEventType,
};
