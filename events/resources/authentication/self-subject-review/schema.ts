import type { z } from 'zod';
import type { KindDefinition } from '../../../schema/kind.ts';
import { one, struct, typeMeta } from '../../../schema/fields.ts';
import { clusterMeta } from '../../_types/meta.ts';
import { UserInfoSchema } from '../../_types/user-info.ts';

export const SelfSubjectReviewStatusSchema = struct('io.k8s.api.authentication.v1.SelfSubjectReviewStatus', () => ({
  userInfo: one(1, UserInfoSchema, { description: 'The user.' }),
}), { description: 'Who the user is.' });
export type SelfSubjectReviewStatus = z.output<typeof SelfSubjectReviewStatusSchema>;

export const SelfSubjectReviewSchema = struct('io.k8s.api.authentication.v1.SelfSubjectReview', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  status: one(2, SelfSubjectReviewStatusSchema, { description: 'Who the user is.' }),
}), { description: 'Asks who the asking user is.' });
export type SelfSubjectReview = z.output<typeof SelfSubjectReviewSchema>;

export const selfSubjectReview: KindDefinition = {
  group: 'authentication.k8s.io',
  version: 'v1',
  kind: 'SelfSubjectReview',
  resource: 'selfsubjectreviews',
  singular: 'selfsubjectreview',
  shortNames: [],
  categories: [],
  namespaced: false,
  schema: SelfSubjectReviewSchema,
  hasStatus: false,
  verbs: ['create'],
  columns: [],
  selectable: {},
  strategy: {},
};
