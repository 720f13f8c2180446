import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import { one, struct, typeMeta } from '../../../schema/fields.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { clusterMeta } from '../../_types/meta.ts';
import { ParentReferenceSchema } from '../../networking/ip-address/schema.ts';

export const NodePortClaimSpecSchema = struct('dev.shiplog.internal.v1.NodePortClaimSpec', () => ({
  parentRef: one(1, ParentReferenceSchema, { pointer: true, description: 'The service the port belongs to.' }),
}), { description: 'The user of a node port.' });
export type NodePortClaimSpec = z.output<typeof NodePortClaimSpecSchema>;

export const NodePortClaimSchema = struct('dev.shiplog.internal.v1.NodePortClaim', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  spec: one(2, NodePortClaimSpecSchema, { description: 'Who uses the port.' }),
}), { description: 'A node port in use; its name is the port. The API does not serve it.' });
export type NodePortClaim = z.output<typeof NodePortClaimSchema>;

export const nodePortClaims: ResourceOf<NodePortClaim> = { group: 'internal.shiplog.dev', resource: 'nodeportclaims' };

/** The fence of node ports: the log lets only one service create the claim of a port. */
export const nodePortClaim: KindDefinition = {
  group: 'internal.shiplog.dev',
  version: 'v1',
  kind: 'NodePortClaim',
  resource: 'nodeportclaims',
  singular: 'nodeportclaim',
  shortNames: [],
  categories: [],
  namespaced: false,
  schema: NodePortClaimSchema,
  hasStatus: false,
  columns: [],
  selectable: {},
  strategy: {},
};
