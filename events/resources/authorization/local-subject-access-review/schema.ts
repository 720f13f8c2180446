import type { z } from 'zod';
import type { KindDefinition } from '../../../schema/kind.ts';
import { one, struct, typeMeta } from '../../../schema/fields.ts';
import { SubjectAccessReviewSpecSchema, SubjectAccessReviewStatusSchema } from '../../_types/access-review.ts';
import { namespacedMeta } from '../../_types/meta.ts';
import { localAccessReviewErrors } from '../../_types/validation/access-review.ts';

export const LocalSubjectAccessReviewSchema = struct('io.k8s.api.authorization.v1.LocalSubjectAccessReview', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  spec: one(2, SubjectAccessReviewSpecSchema, { required: true, description: 'Who, and what.' }),
  status: one(3, SubjectAccessReviewStatusSchema, { description: 'The answer.' }),
}), { description: 'Asks whether a user may do something within a namespace.' });
export type LocalSubjectAccessReview = z.output<typeof LocalSubjectAccessReviewSchema>;

export const localSubjectAccessReview: KindDefinition = {
  group: 'authorization.k8s.io',
  version: 'v1',
  kind: 'LocalSubjectAccessReview',
  resource: 'localsubjectaccessreviews',
  singular: 'localsubjectaccessreview',
  shortNames: [],
  categories: [],
  namespaced: true,
  schema: LocalSubjectAccessReviewSchema,
  hasStatus: false,
  verbs: ['create'],
  columns: [],
  selectable: {},
  strategy: {},
  validate: localAccessReviewErrors,
};
