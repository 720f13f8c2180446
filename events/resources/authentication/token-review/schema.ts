import type { z } from 'zod';
import type { KindDefinition } from '../../../schema/kind.ts';
import { bool, list, one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { clusterMeta } from '../../_types/meta.ts';
import { UserInfoSchema } from '../../_types/user-info.ts';
import { tokenReviewErrors } from '../../_types/validation/access-review.ts';

export const TokenReviewSpecSchema = struct('io.k8s.api.authentication.v1.TokenReviewSpec', () => ({
  token: string(1, { required: true, omitempty: true, description: 'The token.' }),
  audiences: list(2, 'string', { type: 'atomic', description: 'Audiences it should be for.' }),
}), { description: 'A token to check.' });
export type TokenReviewSpec = z.output<typeof TokenReviewSpecSchema>;

export const TokenReviewStatusSchema = struct('io.k8s.api.authentication.v1.TokenReviewStatus', () => ({
  authenticated: bool(1, { description: 'Whether it belongs to a known user.' }),
  user: one(2, UserInfoSchema, { description: 'The user.' }),
  audiences: list(4, 'string', { type: 'atomic', description: 'Audiences it is for.' }),
  error: string(3, { description: 'Why it could not be checked.' }),
}), { description: 'Whose a token is.' });
export type TokenReviewStatus = z.output<typeof TokenReviewStatusSchema>;

export const TokenReviewSchema = struct('io.k8s.api.authentication.v1.TokenReview', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  spec: one(2, TokenReviewSpecSchema, { required: true, description: 'The token.' }),
  status: one(3, TokenReviewStatusSchema, { description: 'Whose it is.' }),
}), { description: 'Asks whose a token is.' });
export type TokenReview = z.output<typeof TokenReviewSchema>;

export const tokenReview: KindDefinition = {
  group: 'authentication.k8s.io',
  version: 'v1',
  kind: 'TokenReview',
  resource: 'tokenreviews',
  singular: 'tokenreview',
  shortNames: [],
  categories: [],
  namespaced: false,
  schema: TokenReviewSchema,
  hasStatus: false,
  verbs: ['create'],
  columns: [],
  selectable: {},
  strategy: {},
  validate: tokenReviewErrors,
};
