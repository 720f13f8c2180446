import type { z } from 'zod';
import type { KindDefinition } from '../../../schema/kind.ts';
import { one, struct, typeMeta } from '../../../schema/fields.ts';
import { NonResourceAttributesSchema, ResourceAttributesSchema, SubjectAccessReviewStatusSchema } from '../../_types/access-review.ts';
import { clusterMeta } from '../../_types/meta.ts';
import { subjectOfReviewErrors } from '../../_types/validation/access-review.ts';

export const SelfSubjectAccessReviewSpecSchema = struct('io.k8s.api.authorization.v1.SelfSubjectAccessReviewSpec', () => ({
  resourceAttributes: one(1, ResourceAttributesSchema, { pointer: true, description: 'A request for a resource.' }),
  nonResourceAttributes: one(2, NonResourceAttributesSchema, { pointer: true, description: 'A request for another path.' }),
}), { description: 'What is asked about.' });
export type SelfSubjectAccessReviewSpec = z.output<typeof SelfSubjectAccessReviewSpecSchema>;

export const SelfSubjectAccessReviewSchema = struct('io.k8s.api.authorization.v1.SelfSubjectAccessReview', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  spec: one(2, SelfSubjectAccessReviewSpecSchema, { required: true, description: 'What.' }),
  status: one(3, SubjectAccessReviewStatusSchema, { description: 'The answer.' }),
}), { description: 'Asks whether the asking user may do something.' });
export type SelfSubjectAccessReview = z.output<typeof SelfSubjectAccessReviewSchema>;

export const selfSubjectAccessReview: KindDefinition = {
  group: 'authorization.k8s.io',
  version: 'v1',
  kind: 'SelfSubjectAccessReview',
  resource: 'selfsubjectaccessreviews',
  singular: 'selfsubjectaccessreview',
  shortNames: [],
  categories: [],
  namespaced: false,
  schema: SelfSubjectAccessReviewSchema,
  hasStatus: false,
  verbs: ['create'],
  columns: [],
  selectable: {},
  strategy: {},
  validate: subjectOfReviewErrors,
};
