import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { list, one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { ValidationAction } from '../../_types/enums.ts';
import { MatchResourcesSchema, ParamRefSchema } from '../../_types/admission-policy.ts';
import { clusterMeta } from '../../_types/meta.ts';
import { policyBindingColumns } from '../../_types/policy-binding-columns.ts';
import { validatingAdmissionPolicyBindingErrors } from './validate.ts';

export const ValidatingAdmissionPolicyBindingSpecSchema = struct('io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec', () => ({
  policyName: string(1, { required: true, omitempty: true, description: 'Name of the policy.' }),
  paramRef: one(2, ParamRefSchema, { pointer: true, description: 'Its parameters.' }),
  matchResources: one(3, MatchResourcesSchema, { pointer: true, description: 'Narrows what the policy is about.' }),
  validationActions: list(4, 'string', { required: true, omitempty: true, enum: ValidationAction, type: 'set', description: 'What happens when it fails: Deny, Warn, Audit.' }),
}), { description: 'A policy, its parameters and what happens.' });
export type ValidatingAdmissionPolicyBindingSpec = z.output<typeof ValidatingAdmissionPolicyBindingSpecSchema>;

export const ValidatingAdmissionPolicyBindingSchema = struct('io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyBinding', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  spec: one(2, ValidatingAdmissionPolicyBindingSpecSchema, { required: true, omitempty: true, description: 'The policy, its parameters and what happens.' }),
}), { description: 'Puts a policy to use.' });
export type ValidatingAdmissionPolicyBinding = z.output<typeof ValidatingAdmissionPolicyBindingSchema>;

export const validatingAdmissionPolicyBindings: ResourceOf<ValidatingAdmissionPolicyBinding> = { group: 'admissionregistration.k8s.io', resource: 'validatingadmissionpolicybindings' };

export const validatingAdmissionPolicyBinding: KindDefinition = {
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'ValidatingAdmissionPolicyBinding',
  resource: 'validatingadmissionpolicybindings',
  singular: 'validatingadmissionpolicybinding',
  shortNames: [],
  categories: ['api-extensions'],
  namespaced: false,
  schema: ValidatingAdmissionPolicyBindingSchema,
  hasStatus: false,
  columns: policyBindingColumns,
  selectable: {},
  strategy: { generation: ['spec'], unconditionalUpdate: false },
  validate: validatingAdmissionPolicyBindingErrors,
};
