import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { list, one, struct, typeMeta } from '../../../schema/fields.ts';
import { namespacedMeta } from '../../_types/meta.ts';
import { RoleRefSchema, SubjectSchema } from '../../_types/rbac.ts';
import { bindingColumns } from '../../_types/rbac-columns.ts';
import { bindingErrors, bindingUpdateErrors } from '../../_types/validation/rbac.ts';
import { bindingEventType } from '../../_types/rbac-events.ts';

export const RoleBindingSchema = struct('io.k8s.api.rbac.v1.RoleBinding', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  subjects: list(2, SubjectSchema, { type: 'atomic', description: 'Who is given the role.' }),
  roleRef: one(3, RoleRefSchema, { required: true, description: 'The role; cannot be changed.' }),
}), { description: 'Gives a role to users, groups and service accounts within a namespace.' });
export type RoleBinding = z.output<typeof RoleBindingSchema>;

export const roleBindings: ResourceOf<RoleBinding> = { group: 'rbac.authorization.k8s.io', resource: 'rolebindings' };

export const roleBinding: KindDefinition = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'RoleBinding',
  resource: 'rolebindings',
  singular: 'rolebinding',
  shortNames: [],
  categories: [],
  namespaced: true,
  nameRule: 'path-segment',
  schema: RoleBindingSchema,
  hasStatus: false,
  columns: bindingColumns,
  selectable: {},
  strategy: { createOnUpdate: true },
  validate: (object) => bindingErrors(object, ['Role', 'ClusterRole']),
  validateUpdate: bindingUpdateErrors,
  eventType: bindingEventType('RoleBinding'),
};
