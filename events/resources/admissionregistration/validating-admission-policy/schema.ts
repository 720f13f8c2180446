import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { int64, list, one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { FailurePolicyType } from '../../_types/enums.ts';
import { MatchResourcesSchema, ParamKindSchema, VariableSchema } from '../../_types/admission-policy.ts';
import { MatchConditionSchema } from '../../_types/admission-webhook.ts';
import { ConditionSchema, clusterMeta } from '../../_types/meta.ts';
import { withoutKeys } from '../../../json-path.ts';
import { validatingAdmissionPolicyColumns } from './columns.ts';
import { validatingAdmissionPolicyErrors, validatingAdmissionPolicyStatusErrors } from './validate.ts';

export const ValidationSchema = struct('io.k8s.api.admissionregistration.v1.Validation', () => ({
  expression: string(1, { required: true, description: 'CEL expression.' }),
  message: string(2, { description: 'What is said when it is false.' }),
  reason: string(3, { pointer: true, description: 'Reason of the refusal.' }),
  messageExpression: string(4, { description: 'CEL expression of what is said.' }),
}), { description: 'An expression that must be true.' });
export type Validation = z.output<typeof ValidationSchema>;

export const AuditAnnotationSchema = struct('io.k8s.api.admissionregistration.v1.AuditAnnotation', () => ({
  key: string(1, { required: true, description: 'Key of the note.' }),
  valueExpression: string(2, { required: true, description: 'CEL expression of its value.' }),
}), { description: 'A note for the audit log.' });
export type AuditAnnotation = z.output<typeof AuditAnnotationSchema>;

export const ValidatingAdmissionPolicySpecSchema = struct('io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicySpec', () => ({
  paramKind: one(1, ParamKindSchema, { pointer: true, description: 'Kind of the objects that parametrize the policy.' }),
  matchConstraints: one(2, MatchResourcesSchema, { pointer: true, description: 'Requests the policy is about.' }),
  validations: list(3, ValidationSchema, { type: 'atomic', description: 'Expressions that must be true.' }),
  failurePolicy: string(4, { default: 'Fail', pointer: true, enum: FailurePolicyType, description: 'Whether a policy that fails refuses (Fail) or is passed over (Ignore).' }),
  auditAnnotations: list(5, AuditAnnotationSchema, { type: 'atomic', description: 'Expressions whose values are noted in the audit log.' }),
  matchConditions: list(6, MatchConditionSchema, { type: 'map', keys: ['name'], patch: { strategy: 'merge', key: 'name' }, description: 'Conditions a request must meet for the policy to be asked.' }),
  variables: list(7, VariableSchema, { type: 'map', keys: ['name'], patch: { strategy: 'merge', key: 'name' }, description: 'Expressions the others may use by name.' }),
}), { description: 'Rules and what they are about.' });
export type ValidatingAdmissionPolicySpec = z.output<typeof ValidatingAdmissionPolicySpecSchema>;

export const ExpressionWarningSchema = struct('io.k8s.api.admissionregistration.v1.ExpressionWarning', () => ({
  fieldRef: string(2, { required: true, description: 'Path of the expression.' }),
  warning: string(3, { required: true, description: 'What is wrong.' }),
}), { description: 'A warning about an expression.' });
export type ExpressionWarning = z.output<typeof ExpressionWarningSchema>;

export const TypeCheckingSchema = struct('io.k8s.api.admissionregistration.v1.TypeChecking', () => ({
  expressionWarnings: list(1, ExpressionWarningSchema, { type: 'atomic', description: 'Warnings by expression.' }),
}), { description: 'Warnings about types.' });
export type TypeChecking = z.output<typeof TypeCheckingSchema>;

export const ValidatingAdmissionPolicyStatusSchema = struct('io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyStatus', () => ({
  observedGeneration: int64(1, { description: 'Generation the status is about.' }),
  typeChecking: one(2, TypeCheckingSchema, { pointer: true, description: 'Warnings about types in expressions.' }),
  conditions: list(3, ConditionSchema, { type: 'map', keys: ['type'], description: 'Observed states.' }),
}), { description: 'What checking the rules found.' });
export type ValidatingAdmissionPolicyStatus = z.output<typeof ValidatingAdmissionPolicyStatusSchema>;

export const ValidatingAdmissionPolicySchema = struct('io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicy', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  spec: one(2, ValidatingAdmissionPolicySpecSchema, { description: 'The rules and what they are about.' }),
  status: one(3, ValidatingAdmissionPolicyStatusSchema, { description: 'What checking the rules found.' }),
}), { description: 'Rules in CEL that requests must meet.' });
export type ValidatingAdmissionPolicy = z.output<typeof ValidatingAdmissionPolicySchema>;

export const validatingAdmissionPolicies: ResourceOf<ValidatingAdmissionPolicy> = { group: 'admissionregistration.k8s.io', resource: 'validatingadmissionpolicies' };

export const validatingAdmissionPolicy: KindDefinition = {
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'ValidatingAdmissionPolicy',
  resource: 'validatingadmissionpolicies',
  singular: 'validatingadmissionpolicy',
  shortNames: [],
  categories: ['api-extensions'],
  namespaced: false,
  schema: ValidatingAdmissionPolicySchema,
  hasStatus: true,
  columns: validatingAdmissionPolicyColumns,
  selectable: {},
  strategy: { generation: ['spec'], unconditionalUpdate: false, prepareCreate: (policy) => withoutKeys(policy, ['status']) },
  validate: validatingAdmissionPolicyErrors,
  validateStatus: validatingAdmissionPolicyStatusErrors,
};
