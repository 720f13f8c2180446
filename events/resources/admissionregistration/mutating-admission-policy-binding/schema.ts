import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { MatchResourcesSchema, ParamRefSchema } from '../../_types/admission-policy.ts';
import { clusterMeta } from '../../_types/meta.ts';
import { policyBindingColumns } from '../../_types/policy-binding-columns.ts';
import { policyBindingErrors } from '../../_types/validation/admission-policy.ts';

export const MutatingAdmissionPolicyBindingSpecSchema = struct('io.k8s.api.admissionregistration.v1.MutatingAdmissionPolicyBindingSpec', () => ({
  policyName: string(1, { description: 'Name of the policy.' }),
  paramRef: one(2, ParamRefSchema, { pointer: true, description: 'Its parameters.' }),
  matchResources: one(3, MatchResourcesSchema, { pointer: true, description: 'Narrows what the policy is about.' }),
}), { description: 'A policy and its parameters.' });
export type MutatingAdmissionPolicyBindingSpec = z.output<typeof MutatingAdmissionPolicyBindingSpecSchema>;

export const MutatingAdmissionPolicyBindingSchema = struct('io.k8s.api.admissionregistration.v1.MutatingAdmissionPolicyBinding', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  spec: one(2, MutatingAdmissionPolicyBindingSpecSchema, { description: 'The policy and its parameters.' }),
}), { description: 'Puts a policy to use.' });
export type MutatingAdmissionPolicyBinding = z.output<typeof MutatingAdmissionPolicyBindingSchema>;

export const mutatingAdmissionPolicyBindings: ResourceOf<MutatingAdmissionPolicyBinding> = { group: 'admissionregistration.k8s.io', resource: 'mutatingadmissionpolicybindings' };

export const mutatingAdmissionPolicyBinding: KindDefinition = {
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'MutatingAdmissionPolicyBinding',
  resource: 'mutatingadmissionpolicybindings',
  singular: 'mutatingadmissionpolicybinding',
  shortNames: [],
  categories: ['api-extensions'],
  namespaced: false,
  schema: MutatingAdmissionPolicyBindingSchema,
  hasStatus: false,
  columns: policyBindingColumns,
  selectable: {},
  strategy: { generation: ['spec'], unconditionalUpdate: false },
  validate: policyBindingErrors,
};
