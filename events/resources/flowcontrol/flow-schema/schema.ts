import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { bool, int32, list, one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { ConditionStatus, FlowDistinguisherMethodType, SubjectKind } from '../../_types/enums.ts';
import { clusterMeta } from '../../_types/meta.ts';
import { flowSchemaColumns } from './columns.ts';
import { flowSchemaErrors, flowSchemaStatusErrors } from './validate.ts';
import { flowSchemaStrategy } from './strategy.ts';
import { plainConditionFields } from '../../_types/plain-condition.ts';

export const PriorityLevelConfigurationReferenceSchema = struct('io.k8s.api.flowcontrol.v1.PriorityLevelConfigurationReference', () => ({
  name: string(1, { required: true, description: 'Name of the level.' }),
}), { description: 'A priority level.' });
export type PriorityLevelConfigurationReference = z.output<typeof PriorityLevelConfigurationReferenceSchema>;

export const FlowDistinguisherMethodSchema = struct('io.k8s.api.flowcontrol.v1.FlowDistinguisherMethod', () => ({
  type: string(1, { required: true, known: FlowDistinguisherMethodType, description: 'ByUser or ByNamespace.' }),
}), { description: 'What tells flows apart.' });
export type FlowDistinguisherMethod = z.output<typeof FlowDistinguisherMethodSchema>;

export const UserSubjectSchema = struct('io.k8s.api.flowcontrol.v1.UserSubject', () => ({
  name: string(1, { required: true }),
}));
export type UserSubject = z.output<typeof UserSubjectSchema>;

export const GroupSubjectSchema = struct('io.k8s.api.flowcontrol.v1.GroupSubject', () => ({
  name: string(1, { required: true }),
}));
export type GroupSubject = z.output<typeof GroupSubjectSchema>;

export const ServiceAccountSubjectSchema = struct('io.k8s.api.flowcontrol.v1.ServiceAccountSubject', () => ({
  namespace: string(1, { required: true }),
  name: string(2, { required: true }),
}));
export type ServiceAccountSubject = z.output<typeof ServiceAccountSubjectSchema>;

export const SubjectSchema = struct('io.k8s.api.flowcontrol.v1.Subject', () => ({
  kind: string(1, { required: true, known: SubjectKind, description: 'User, Group or ServiceAccount.' }),
  user: one(2, UserSubjectSchema, { pointer: true, description: 'The user, with kind User.' }),
  group: one(3, GroupSubjectSchema, { pointer: true, description: 'The group, with kind Group.' }),
  serviceAccount: one(4, ServiceAccountSubjectSchema, { pointer: true, description: 'The service account, with kind ServiceAccount.' }),
}), { description: 'Someone a rule is about.' });
export type Subject = z.output<typeof SubjectSchema>;

export const ResourcePolicyRuleSchema = struct('io.k8s.api.flowcontrol.v1.ResourcePolicyRule', () => ({
  verbs: list(1, 'string', { required: true, type: 'set', description: 'What is done; * for everything.' }),
  apiGroups: list(2, 'string', { required: true, type: 'set', description: 'Groups of the resources; * for all.' }),
  resources: list(3, 'string', { required: true, type: 'set', description: 'Resources; * for all.' }),
  clusterScope: bool(4, { description: 'Whether requests without a namespace are meant.' }),
  namespaces: list(5, 'string', { always: true, type: 'set', description: 'Namespaces; * for all.' }),
}), { description: 'Requests for resources.' });
export type ResourcePolicyRule = z.output<typeof ResourcePolicyRuleSchema>;

export const NonResourcePolicyRuleSchema = struct('io.k8s.api.flowcontrol.v1.NonResourcePolicyRule', () => ({
  verbs: list(1, 'string', { required: true, type: 'set', description: 'What is done; * for everything.' }),
  nonResourceURLs: list(6, 'string', { required: true, type: 'set', description: 'Paths; * at the end for all below.' }),
}), { description: 'Requests for paths.' });
export type NonResourcePolicyRule = z.output<typeof NonResourcePolicyRuleSchema>;

export const PolicyRulesWithSubjectsSchema = struct('io.k8s.api.flowcontrol.v1.PolicyRulesWithSubjects', () => ({
  subjects: list(1, SubjectSchema, { required: true, type: 'atomic', description: 'Who asks.' }),
  resourceRules: list(2, ResourcePolicyRuleSchema, { type: 'atomic', description: 'Requests for resources.' }),
  nonResourceRules: list(3, NonResourcePolicyRuleSchema, { type: 'atomic', description: 'Requests for other paths.' }),
}), { description: 'Who asks for what.' });
export type PolicyRulesWithSubjects = z.output<typeof PolicyRulesWithSubjectsSchema>;

export const FlowSchemaSpecSchema = struct('io.k8s.api.flowcontrol.v1.FlowSchemaSpec', () => ({
  priorityLevelConfiguration: one(1, PriorityLevelConfigurationReferenceSchema, { required: true, description: 'Level of the requests.' }),
  matchingPrecedence: int32(2, { default: 1000, always: true, description: 'The schema with the lowest number wins; 1 to 10000.' }),
  distinguisherMethod: one(3, FlowDistinguisherMethodSchema, { pointer: true, description: 'What tells flows of requests apart.' }),
  rules: list(4, PolicyRulesWithSubjectsSchema, { type: 'atomic', description: 'Requests it is about.' }),
}), { description: 'Which requests, and their level.' });
export type FlowSchemaSpec = z.output<typeof FlowSchemaSpecSchema>;

export const FlowSchemaConditionSchema = struct('io.k8s.api.flowcontrol.v1.FlowSchemaCondition', () => ({
  type: string(1, { description: 'Which state.' }),
  status: string(2, { enum: ConditionStatus, description: 'True, False or Unknown.' }),
  ...plainConditionFields(),
}), { description: 'An observed state.' });
export type FlowSchemaCondition = z.output<typeof FlowSchemaConditionSchema>;

export const FlowSchemaStatusSchema = struct('io.k8s.api.flowcontrol.v1.FlowSchemaStatus', () => ({
  conditions: list(1, FlowSchemaConditionSchema, { type: 'map', keys: ['type'], patch: { strategy: 'merge', key: 'type' }, description: 'Observed states: Dangling.' }),
}), { description: 'Whether the level exists.' });
export type FlowSchemaStatus = z.output<typeof FlowSchemaStatusSchema>;

export const FlowSchemaSchema = struct('io.k8s.api.flowcontrol.v1.FlowSchema', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  spec: one(2, FlowSchemaSpecSchema, { description: 'Which requests, and their level.' }),
  status: one(3, FlowSchemaStatusSchema, { description: 'Whether the level exists.' }),
}), { description: 'Sorts requests to the API into priority levels.' });
export type FlowSchema = z.output<typeof FlowSchemaSchema>;

export const flowSchemas: ResourceOf<FlowSchema> = { group: 'flowcontrol.apiserver.k8s.io', resource: 'flowschemas' };

export const flowSchema: KindDefinition = {
  group: 'flowcontrol.apiserver.k8s.io',
  version: 'v1',
  kind: 'FlowSchema',
  resource: 'flowschemas',
  singular: 'flowschema',
  shortNames: [],
  categories: [],
  namespaced: false,
  schema: FlowSchemaSchema,
  hasStatus: true,
  columns: flowSchemaColumns,
  selectable: {},
  strategy: flowSchemaStrategy,
  validate: flowSchemaErrors,
  validateStatus: flowSchemaStatusErrors,
};
