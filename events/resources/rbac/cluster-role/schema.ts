import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { list, one, struct, typeMeta } from '../../../schema/fields.ts';
import { LabelSelectorSchema, clusterMeta } from '../../_types/meta.ts';
import { PolicyRuleSchema } from '../../_types/rbac.ts';
import { createdAtColumns } from '../../_types/columns.ts';
import { rulesErrors } from '../../_types/validation/rbac.ts';
import { roleEventType } from '../../_types/rbac-events.ts';

export const AggregationRuleSchema = struct('io.k8s.api.rbac.v1.AggregationRule', () => ({
  clusterRoleSelectors: list(1, LabelSelectorSchema, { type: 'atomic', description: 'Labels of the ClusterRoles; any of the selectors will do.' }),
}), { description: 'Which ClusterRoles a ClusterRole is made of.' });
export type AggregationRule = z.output<typeof AggregationRuleSchema>;

export const ClusterRoleSchema = struct('io.k8s.api.rbac.v1.ClusterRole', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  rules: list(2, PolicyRuleSchema, { always: true, type: 'atomic', description: 'What the role allows.' }),
  aggregationRule: one(3, AggregationRuleSchema, { pointer: true, description: 'Makes the rules the sum of other ClusterRoles’.' }),
}), { description: 'Permissions in the whole cluster, or given within a namespace by a RoleBinding.' });
export type ClusterRole = z.output<typeof ClusterRoleSchema>;

export const clusterRoles: ResourceOf<ClusterRole> = { group: 'rbac.authorization.k8s.io', resource: 'clusterroles' };

export const clusterRole: KindDefinition = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'ClusterRole',
  resource: 'clusterroles',
  singular: 'clusterrole',
  shortNames: [],
  categories: [],
  namespaced: false,
  nameRule: 'path-segment',
  schema: ClusterRoleSchema,
  hasStatus: false,
  columns: createdAtColumns,
  selectable: {},
  strategy: { createOnUpdate: true },
  validate: (object) => rulesErrors(object, false),
  eventType: roleEventType('ClusterRole'),
};
