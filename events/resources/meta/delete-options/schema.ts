import type { z } from 'zod';
import { bool, int64, list, one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { DeletionPropagation } from '../../_types/enums.ts';
import { PreconditionsSchema } from '../../_types/meta.ts';

export const DeleteOptionsSchema = struct('io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions', () => ({
  ...typeMeta(),
  gracePeriodSeconds: int64(1, { pointer: true }),
  preconditions: one(2, PreconditionsSchema, { pointer: true }),
  orphanDependents: bool(3, { pointer: true }),
  propagationPolicy: string(4, { pointer: true, enum: DeletionPropagation }),
  dryRun: list(5, 'string', { type: 'atomic' }),
  ignoreStoreReadErrorWithClusterBreakingPotential: bool(6, { pointer: true }),
}));
export type DeleteOptions = z.output<typeof DeleteOptionsSchema>;
