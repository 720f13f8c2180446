import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { int64, rawExtension, struct, typeMeta } from '../../../schema/fields.ts';
import { namespacedMeta } from '../../_types/meta.ts';
import { controllerRevisionColumns } from './columns.ts';
import { controllerRevisionErrors, controllerRevisionUpdateErrors } from './validate.ts';

export const ControllerRevisionSchema = struct('io.k8s.api.apps.v1.ControllerRevision', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  data: rawExtension(2, { description: 'The state, in a form of its controller’s own.' }),
  revision: int64(3, { required: true, description: 'Which state it is; later ones have greater numbers.' }),
}), { description: 'A state that a controller keeps to go back to; it is never changed.' });
export type ControllerRevision = z.output<typeof ControllerRevisionSchema>;

export const controllerRevisions: ResourceOf<ControllerRevision> = { group: 'apps', resource: 'controllerrevisions' };

export const controllerRevision: KindDefinition = {
  group: 'apps',
  version: 'v1',
  kind: 'ControllerRevision',
  resource: 'controllerrevisions',
  singular: 'controllerrevision',
  shortNames: [],
  categories: [],
  namespaced: true,
  schema: ControllerRevisionSchema,
  hasStatus: false,
  columns: controllerRevisionColumns,
  selectable: {},
  strategy: {},
  validate: controllerRevisionErrors,
  validateUpdate: controllerRevisionUpdateErrors,
};
