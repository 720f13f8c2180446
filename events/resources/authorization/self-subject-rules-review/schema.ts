import type { z } from 'zod';
import type { KindDefinition } from '../../../schema/kind.ts';
import { bool, list, one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { clusterMeta } from '../../_types/meta.ts';

export const SelfSubjectRulesReviewSpecSchema = struct('io.k8s.api.authorization.v1.SelfSubjectRulesReviewSpec', () => ({
  namespace: string(1, { description: 'Name of the namespace.' }),
}), { description: 'The namespace asked about.' });
export type SelfSubjectRulesReviewSpec = z.output<typeof SelfSubjectRulesReviewSpecSchema>;

export const ResourceRuleSchema = struct('io.k8s.api.authorization.v1.ResourceRule', () => ({
  verbs: list(1, 'string', { required: true, type: 'atomic', description: 'What may be done; * for everything.' }),
  apiGroups: list(2, 'string', { type: 'atomic', description: 'Groups; * for all.' }),
  resources: list(3, 'string', { type: 'atomic', description: 'Resources; * for all.' }),
  resourceNames: list(4, 'string', { type: 'atomic', description: 'Names; all when empty.' }),
}), { description: 'Verbs on resources.' });
export type ResourceRule = z.output<typeof ResourceRuleSchema>;

export const NonResourceRuleSchema = struct('io.k8s.api.authorization.v1.NonResourceRule', () => ({
  verbs: list(1, 'string', { required: true, type: 'atomic', description: 'What may be done; * for everything.' }),
  nonResourceURLs: list(2, 'string', { type: 'atomic', description: 'Paths; * at the end for all below.' }),
}), { description: 'Verbs on paths.' });
export type NonResourceRule = z.output<typeof NonResourceRuleSchema>;

export const SubjectRulesReviewStatusSchema = struct('io.k8s.api.authorization.v1.SubjectRulesReviewStatus', () => ({
  resourceRules: list(1, ResourceRuleSchema, { required: true, type: 'atomic', description: 'Verbs on resources.' }),
  nonResourceRules: list(2, NonResourceRuleSchema, { required: true, type: 'atomic', description: 'Verbs on paths.' }),
  incomplete: bool(3, { required: true, description: 'Whether there may be more.' }),
  evaluationError: string(4, { description: 'What went wrong in finding out.' }),
}), { description: 'What is allowed.' });
export type SubjectRulesReviewStatus = z.output<typeof SubjectRulesReviewStatusSchema>;

export const SelfSubjectRulesReviewSchema = struct('io.k8s.api.authorization.v1.SelfSubjectRulesReview', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  spec: one(2, SelfSubjectRulesReviewSpecSchema, { required: true, description: 'The namespace.' }),
  status: one(3, SubjectRulesReviewStatusSchema, { description: 'The rules.' }),
}), { description: 'Asks what the asking user may do within a namespace.' });
export type SelfSubjectRulesReview = z.output<typeof SelfSubjectRulesReviewSchema>;

export const selfSubjectRulesReview: KindDefinition = {
  group: 'authorization.k8s.io',
  version: 'v1',
  kind: 'SelfSubjectRulesReview',
  resource: 'selfsubjectrulesreviews',
  singular: 'selfsubjectrulesreview',
  shortNames: [],
  categories: [],
  namespaced: false,
  schema: SelfSubjectRulesReviewSchema,
  hasStatus: false,
  verbs: ['create'],
  columns: [],
  selectable: {},
  strategy: {},
};
