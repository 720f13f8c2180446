import type { z } from 'zod';
import type { KindDefinition } from '../../../schema/kind.ts';
import { bool, int64, list, one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { DeletionPropagation } from '../../_types/enums.ts';
import { PreconditionsSchema } from '../../_types/meta.ts';

export const DeleteOptionsSchema = struct('io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions', () => ({
  ...typeMeta(),
  gracePeriodSeconds: int64(1, { pointer: true, description: 'How long the object has to stop; 0 deletes at once.' }),
  preconditions: one(2, PreconditionsSchema, { pointer: true, description: 'What must hold for the deletion to happen.' }),
  orphanDependents: bool(3, { pointer: true }),
  propagationPolicy: string(4, { pointer: true, enum: DeletionPropagation, description: 'What happens to objects owned by this one.' }),
  dryRun: list(5, 'string', { type: 'atomic', description: 'With All, nothing is deleted.' }),
  ignoreStoreReadErrorWithClusterBreakingPotential: bool(6, { pointer: true }),
}), { description: 'How an object should be deleted.' });
export type DeleteOptions = z.output<typeof DeleteOptionsSchema>;

/** Carried in requests and answers only; never stored. */
export const deleteOptions: KindDefinition = {
  group: '',
  version: 'v1',
  kind: 'DeleteOptions',
  resource: 'deleteoptions',
  singular: '',
  shortNames: [],
  categories: [],
  namespaced: false,
  schema: DeleteOptionsSchema,
  hasStatus: false,
  columns: [],
  selectable: {},
  strategy: {},
};
