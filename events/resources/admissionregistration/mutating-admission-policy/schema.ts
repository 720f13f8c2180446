import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { list, one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { FailurePolicyType, PatchType, ReinvocationPolicyType } from '../../_types/enums.ts';
import { MatchResourcesSchema, ParamKindSchema, VariableSchema } from '../../_types/admission-policy.ts';
import { MatchConditionSchema } from '../../_types/admission-webhook.ts';
import { clusterMeta } from '../../_types/meta.ts';
import { mutatingAdmissionPolicyColumns } from './columns.ts';
import { mutatingAdmissionPolicyErrors } from './validate.ts';

export const ApplyConfigurationSchema = struct('io.k8s.api.admissionregistration.v1.ApplyConfiguration', () => ({
  expression: string(1, { description: 'CEL expression of the object.' }),
}), { description: 'A change as an object that is applied.' });
export type ApplyConfiguration = z.output<typeof ApplyConfigurationSchema>;

export const JSONPatchSchema = struct('io.k8s.api.admissionregistration.v1.JSONPatch', () => ({
  expression: string(1, { description: 'CEL expression of the operations.' }),
}), { description: 'A change as a list of operations.' });
export type JSONPatch = z.output<typeof JSONPatchSchema>;

export const MutationSchema = struct('io.k8s.api.admissionregistration.v1.Mutation', () => ({
  patchType: string(2, { required: true, enum: PatchType, description: 'ApplyConfiguration or JSONPatch.' }),
  applyConfiguration: one(3, ApplyConfigurationSchema, { pointer: true, description: 'The change as an object that is applied.' }),
  jsonPatch: one(4, JSONPatchSchema, { pointer: true, description: 'The change as a list of operations.' }),
}), { description: 'A change.' });
export type Mutation = z.output<typeof MutationSchema>;

export const MutatingAdmissionPolicySpecSchema = struct('io.k8s.api.admissionregistration.v1.MutatingAdmissionPolicySpec', () => ({
  paramKind: one(1, ParamKindSchema, { pointer: true, description: 'Kind of the objects that parametrize the policy.' }),
  matchConstraints: one(2, MatchResourcesSchema, { pointer: true, description: 'Requests the policy is about.' }),
  variables: list(3, VariableSchema, { type: 'atomic', description: 'Expressions the others may use by name.' }),
  mutations: list(4, MutationSchema, { type: 'atomic', description: 'The changes, in order.' }),
  failurePolicy: string(5, { default: 'Fail', pointer: true, enum: FailurePolicyType, description: 'Whether a policy that fails refuses (Fail) or is passed over (Ignore).' }),
  matchConditions: list(6, MatchConditionSchema, { type: 'map', keys: ['name'], patch: { strategy: 'merge', key: 'name' }, description: 'Conditions a request must meet for the policy to be asked.' }),
  reinvocationPolicy: string(7, { enum: ReinvocationPolicyType, description: 'Whether it is asked again when others changed the object after it.' }),
}), { description: 'Changes and what they are about.' });
export type MutatingAdmissionPolicySpec = z.output<typeof MutatingAdmissionPolicySpecSchema>;

export const MutatingAdmissionPolicySchema = struct('io.k8s.api.admissionregistration.v1.MutatingAdmissionPolicy', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  spec: one(2, MutatingAdmissionPolicySpecSchema, { description: 'The changes and what they are about.' }),
}), { description: 'Changes in CEL that requests get.' });
export type MutatingAdmissionPolicy = z.output<typeof MutatingAdmissionPolicySchema>;

export const mutatingAdmissionPolicies: ResourceOf<MutatingAdmissionPolicy> = { group: 'admissionregistration.k8s.io', resource: 'mutatingadmissionpolicies' };

export const mutatingAdmissionPolicy: KindDefinition = {
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'MutatingAdmissionPolicy',
  resource: 'mutatingadmissionpolicies',
  singular: 'mutatingadmissionpolicy',
  shortNames: [],
  categories: ['api-extensions'],
  namespaced: false,
  schema: MutatingAdmissionPolicySchema,
  hasStatus: false,
  columns: mutatingAdmissionPolicyColumns,
  selectable: {},
  strategy: { generation: ['spec'], unconditionalUpdate: false },
  validate: mutatingAdmissionPolicyErrors,
};
