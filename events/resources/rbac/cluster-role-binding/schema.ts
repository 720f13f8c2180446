import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { list, one, struct, typeMeta } from '../../../schema/fields.ts';
import { clusterMeta } from '../../_types/meta.ts';
import { RoleRefSchema, SubjectSchema } from '../../_types/rbac.ts';
import { bindingColumns } from '../../_types/rbac-columns.ts';
import { bindingErrors, bindingUpdateErrors } from '../../_types/validation/rbac.ts';
import { bindingEventType } from '../../_types/rbac-events.ts';

export const ClusterRoleBindingSchema = struct('io.k8s.api.rbac.v1.ClusterRoleBinding', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  subjects: list(2, SubjectSchema, { type: 'atomic', description: 'Who is given the role.' }),
  roleRef: one(3, RoleRefSchema, { required: true, description: 'The role; cannot be changed.' }),
}), { description: 'Gives a ClusterRole to users, groups and service accounts in the whole cluster.' });
export type ClusterRoleBinding = z.output<typeof ClusterRoleBindingSchema>;

export const clusterRoleBindings: ResourceOf<ClusterRoleBinding> = { group: 'rbac.authorization.k8s.io', resource: 'clusterrolebindings' };

export const clusterRoleBinding: KindDefinition = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'ClusterRoleBinding',
  resource: 'clusterrolebindings',
  singular: 'clusterrolebinding',
  shortNames: [],
  categories: [],
  namespaced: false,
  nameRule: 'path-segment',
  schema: ClusterRoleBindingSchema,
  hasStatus: false,
  columns: bindingColumns,
  selectable: {},
  strategy: { createOnUpdate: true },
  validate: (object) => bindingErrors(object, ['ClusterRole']),
  validateUpdate: bindingUpdateErrors,
  eventType: bindingEventType('ClusterRoleBinding'),
};
