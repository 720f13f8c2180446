import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { list, struct, typeMeta } from '../../../schema/fields.ts';
import { namespacedMeta } from '../../_types/meta.ts';
import { PolicyRuleSchema } from '../../_types/rbac.ts';
import { createdAtColumns } from '../../_types/columns.ts';
import { rulesErrors } from '../../_types/validation/rbac.ts';
import { roleEventType } from '../../_types/rbac-events.ts';

export const RoleSchema = struct('io.k8s.api.rbac.v1.Role', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  rules: list(2, PolicyRuleSchema, { always: true, type: 'atomic', description: 'What the role allows.' }),
}), { description: 'Permissions within a namespace.' });
export type Role = z.output<typeof RoleSchema>;

export const roles: ResourceOf<Role> = { group: 'rbac.authorization.k8s.io', resource: 'roles' };

export const role: KindDefinition = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'Role',
  resource: 'roles',
  singular: 'role',
  shortNames: [],
  categories: [],
  namespaced: true,
  nameRule: 'path-segment',
  schema: RoleSchema,
  hasStatus: false,
  columns: createdAtColumns,
  selectable: {},
  strategy: { createOnUpdate: true },
  validate: (object) => rulesErrors(object, true),
  eventType: roleEventType('Role'),
};
