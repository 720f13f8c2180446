import type { z } from 'zod';
import type { KindDefinition } from '../../../schema/kind.ts';
import { int64, list, one, string, struct, time, typeMeta } from '../../../schema/fields.ts';
import { namespacedMeta } from '../../_types/meta.ts';
import { tokenRequestErrors } from './validate.ts';

const BoundObjectReferenceSchema = struct('io.k8s.api.authentication.v1.BoundObjectReference', () => ({
  kind: string(1, { description: 'Pod, Node or Secret.' }),
  apiVersion: string(2, { description: 'Version of that kind.' }),
  name: string(3, { description: 'Name of the object.' }),
  uid: string(4, { description: 'UID of the object.' }),
}), { description: 'The object with which a token loses its validity.' });

const TokenRequestSpecSchema = struct('io.k8s.api.authentication.v1.TokenRequestSpec', () => ({
  audiences: list(1, 'string', { type: 'atomic', required: true, description: 'Whom the token is for.' }),
  expirationSeconds: int64(4, { pointer: true, default: 3600, description: 'How long it should be valid; the answer tells how long it is.' }),
  boundObjectRef: one(3, BoundObjectReferenceSchema, { pointer: true, description: 'The object it is bound to.' }),
}), { description: 'What kind of token is wanted.' });

const TokenRequestStatusSchema = struct('io.k8s.api.authentication.v1.TokenRequestStatus', () => ({
  token: string(1, { required: true, description: 'The token.' }),
  expirationTimestamp: time(2, { required: true, description: 'When it ends.' }),
}), { description: 'The token.' });

export const TokenRequestSchema = struct('io.k8s.api.authentication.v1.TokenRequest', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  spec: one(2, TokenRequestSpecSchema, { required: true, description: 'What kind of token is wanted.' }),
  status: one(3, TokenRequestStatusSchema, { description: 'The token.' }),
}), { description: 'Asks for a token of a service account.' });
export type TokenRequest = z.output<typeof TokenRequestSchema>;

/** Carried in requests and answers only; never stored. */
export const tokenRequest: KindDefinition = {
  group: 'authentication.k8s.io',
  version: 'v1',
  kind: 'TokenRequest',
  resource: 'tokenrequests',
  singular: '',
  shortNames: [],
  categories: [],
  namespaced: true,
  schema: TokenRequestSchema,
  hasStatus: false,
  columns: [],
  selectable: {},
  strategy: {},
  validate: tokenRequestErrors,
};
