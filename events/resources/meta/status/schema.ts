import type { z } from 'zod';
import type { KindDefinition } from '../../../schema/kind.ts';
import { int32, list, one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { CauseType, StatusReason } from '../../_types/enums.ts';
import { ListMetaSchema } from '../../_types/meta.ts';

export const StatusCauseSchema = struct('io.k8s.apimachinery.pkg.apis.meta.v1.StatusCause', () => ({
  reason: string(1, { enum: CauseType }),
  message: string(2),
  field: string(3),
}));
export type StatusCause = z.output<typeof StatusCauseSchema>;

export const StatusDetailsSchema = struct('io.k8s.apimachinery.pkg.apis.meta.v1.StatusDetails', () => ({
  name: string(1),
  group: string(2),
  kind: string(3),
  uid: string(6),
  causes: list(4, StatusCauseSchema, { type: 'atomic' }),
  retryAfterSeconds: int32(5),
}));
export type StatusDetails = z.output<typeof StatusDetailsSchema>;

export const StatusSchema = struct('io.k8s.apimachinery.pkg.apis.meta.v1.Status', () => ({
  ...typeMeta(),
  metadata: one(1, ListMetaSchema),
  status: string(2),
  message: string(3),
  reason: string(4, { enum: StatusReason }),
  details: one(5, StatusDetailsSchema, { pointer: true }),
  code: int32(6),
}), { description: 'The outcome of a request that returns no object.' });
export type Status = z.output<typeof StatusSchema>;

/** Carried in requests and answers only; never stored. */
export const status: KindDefinition = {
  group: '',
  version: 'v1',
  kind: 'Status',
  resource: 'statuses',
  singular: '',
  shortNames: [],
  categories: [],
  namespaced: false,
  schema: StatusSchema,
  hasStatus: false,
  columns: [],
  selectable: {},
  strategy: {},
};
