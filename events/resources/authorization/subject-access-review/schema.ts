import type { z } from 'zod';
import type { KindDefinition } from '../../../schema/kind.ts';
import { one, struct, typeMeta } from '../../../schema/fields.ts';
import { SubjectAccessReviewSpecSchema, SubjectAccessReviewStatusSchema } from '../../_types/access-review.ts';
import { clusterMeta } from '../../_types/meta.ts';
import { accessReviewErrors } from '../../_types/validation/access-review.ts';

export const SubjectAccessReviewSchema = struct('io.k8s.api.authorization.v1.SubjectAccessReview', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  spec: one(2, SubjectAccessReviewSpecSchema, { required: true, description: 'Who, and what.' }),
  status: one(3, SubjectAccessReviewStatusSchema, { description: 'The answer.' }),
}), { description: 'Asks whether a user may do something.' });
export type SubjectAccessReview = z.output<typeof SubjectAccessReviewSchema>;

export const subjectAccessReview: KindDefinition = {
  group: 'authorization.k8s.io',
  version: 'v1',
  kind: 'SubjectAccessReview',
  resource: 'subjectaccessreviews',
  singular: 'subjectaccessreview',
  shortNames: [],
  categories: [],
  namespaced: false,
  schema: SubjectAccessReviewSchema,
  hasStatus: false,
  verbs: ['create'],
  columns: [],
  selectable: {},
  strategy: {},
  validate: accessReviewErrors,
};
