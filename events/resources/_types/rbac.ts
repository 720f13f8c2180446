import type { z } from 'zod';
import { list, string, struct } from '../../schema/fields.ts';
import { defaultSubject } from './rbac-defaults.ts';

export const PolicyRuleSchema = struct('io.k8s.api.rbac.v1.PolicyRule', () => ({
  verbs: list(1, 'string', { required: true, type: 'atomic', description: 'What may be done; * for everything.' }),
  apiGroups: list(2, 'string', { type: 'atomic', description: 'Groups of the resources; * for all, "" for the core.' }),
  resources: list(3, 'string', { type: 'atomic', description: 'Resources, with subresources as pods/log; * for all.' }),
  resourceNames: list(4, 'string', { type: 'atomic', description: 'Names the rule is limited to; all when empty.' }),
  nonResourceURLs: list(5, 'string', { type: 'atomic', description: 'Paths that are no resources, with * at the end for all below.' }),
}), { description: 'Verbs allowed on resources or paths.' });
export type PolicyRule = z.output<typeof PolicyRuleSchema>;

export const RoleRefSchema = struct('io.k8s.api.rbac.v1.RoleRef', () => ({
  apiGroup: string(1, { always: true, default: 'rbac.authorization.k8s.io', description: 'Group of the role.' }),
  kind: string(2, { required: true, description: 'Role or ClusterRole.' }),
  name: string(3, { required: true, description: 'Its name.' }),
}), { type: 'atomic', description: 'The role that is given.' });
export type RoleRef = z.output<typeof RoleRefSchema>;

export const SubjectSchema = struct('io.k8s.api.rbac.v1.Subject', () => ({
  kind: string(1, { required: true, description: 'User, Group or ServiceAccount.' }),
  apiGroup: string(2, { description: 'Group of the subject’s kind.' }),
  name: string(3, { required: true, description: 'Its name.' }),
  namespace: string(4, { description: 'Its namespace, for a service account.' }),
}), { defaults: defaultSubject, type: 'atomic', description: 'Someone a rule is about.' });
export type Subject = z.output<typeof SubjectSchema>;
