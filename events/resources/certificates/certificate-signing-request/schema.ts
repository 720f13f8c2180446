import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { bytes, int32, list, map, one, string, struct, time, typeMeta } from '../../../schema/fields.ts';
import { KeyUsage, RequestConditionType } from '../../_types/enums.ts';
import { clusterMeta } from '../../_types/meta.ts';
import { approvalUpdate } from './approval.ts';
import { certificateSigningRequestColumns } from './columns.ts';
import { certificateSigningRequestErrors, certificateSigningRequestStatusErrors } from './validate.ts';
import { certificateSigningRequestStrategy } from './strategy.ts';
import { certificateSigningRequestEventType } from './events.ts';
import { certificateSigningRequestFields } from './selectable.ts';

export const CertificateSigningRequestSpecSchema = struct('io.k8s.api.certificates.v1.CertificateSigningRequestSpec', () => ({
  request: bytes(1, { required: true, description: 'PKCS#10 request in PEM.' }),
  signerName: string(7, { required: true, description: 'Who is to sign, such as kubernetes.io/kube-apiserver-client.' }),
  expirationSeconds: int32(8, { pointer: true, description: 'How long the certificate should be valid.' }),
  usages: list(5, 'string', { enum: KeyUsage, type: 'atomic', description: 'What the key will be used for.' }),
  username: string(2, { description: 'Who made the request; set by the server.' }),
  uid: string(3, { description: 'The user’s uid; set by the server.' }),
  groups: list(4, 'string', { type: 'atomic', description: 'The user’s groups; set by the server.' }),
  extra: map(6, 'strings', { description: 'More about the user; set by the server.' }),
}), { description: 'A request for a certificate.' });
export type CertificateSigningRequestSpec = z.output<typeof CertificateSigningRequestSpecSchema>;

export const CertificateSigningRequestConditionSchema = struct('io.k8s.api.certificates.v1.CertificateSigningRequestCondition', () => ({
  type: string(1, { required: true, known: RequestConditionType, description: 'Approved, Denied or Failed.' }),
  status: string(6, { required: true, description: 'True, False or Unknown.' }),
  reason: string(2, { description: 'Why, in one word.' }),
  message: string(3, { description: 'Why, for people.' }),
  lastUpdateTime: time(4, { description: 'When it was last updated.' }),
  lastTransitionTime: time(5, { description: 'When its status last changed.' }),
}), { description: 'A decision about a request.' });
export type CertificateSigningRequestCondition = z.output<typeof CertificateSigningRequestConditionSchema>;

export const CertificateSigningRequestStatusSchema = struct('io.k8s.api.certificates.v1.CertificateSigningRequestStatus', () => ({
  conditions: list(1, CertificateSigningRequestConditionSchema, { type: 'map', keys: ['type'], description: 'Approved, Denied or Failed.' }),
  certificate: bytes(2, { description: 'The certificate in PEM, set by the signer.' }),
}), { description: 'What became of a request.' });
export type CertificateSigningRequestStatus = z.output<typeof CertificateSigningRequestStatusSchema>;

export const CertificateSigningRequestSchema = struct('io.k8s.api.certificates.v1.CertificateSigningRequest', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  spec: one(2, CertificateSigningRequestSpecSchema, { required: true, description: 'The request and who made it; cannot be changed.' }),
  status: one(3, CertificateSigningRequestStatusSchema, { description: 'Whether it was approved, and the certificate.' }),
}), { description: 'Asks a signer for a certificate.' });
export type CertificateSigningRequest = z.output<typeof CertificateSigningRequestSchema>;

export const certificateSigningRequests: ResourceOf<CertificateSigningRequest> = { group: 'certificates.k8s.io', resource: 'certificatesigningrequests' };

export const certificateSigningRequest: KindDefinition = {
  group: 'certificates.k8s.io',
  version: 'v1',
  kind: 'CertificateSigningRequest',
  resource: 'certificatesigningrequests',
  singular: 'certificatesigningrequest',
  shortNames: ['csr'],
  categories: [],
  namespaced: false,
  nameRule: 'path-segment',
  schema: CertificateSigningRequestSchema,
  hasStatus: true,
  subresources: ['approval'],
  updates: { approval: approvalUpdate },
  columns: certificateSigningRequestColumns,
  selectable: certificateSigningRequestFields,
  strategy: certificateSigningRequestStrategy,
  validate: certificateSigningRequestErrors,
  validateStatus: certificateSigningRequestStatusErrors,
  eventType: certificateSigningRequestEventType,
};
