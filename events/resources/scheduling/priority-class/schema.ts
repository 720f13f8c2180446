import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { bool, int32, string, struct, typeMeta } from '../../../schema/fields.ts';
import { clusterMeta } from '../../_types/meta.ts';
import { priorityClassColumns } from './columns.ts';
import { defaultPriorityClass } from './defaults.ts';
import { priorityClassEventType } from './events.ts';
import { priorityClassStrategy } from './strategy.ts';
import { priorityClassErrors, priorityClassUpdateErrors } from './validate.ts';

export const PriorityClassSchema = struct('io.k8s.api.scheduling.v1.PriorityClass', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  value: int32(2, { always: true, description: 'The priority; the higher, the more important. Cannot be changed.' }),
  globalDefault: bool(3, { description: 'Whether pods without a class get this one.' }),
  description: string(4, { description: 'When to use the class.' }),
  preemptionPolicy: string(5, { pointer: true, description: 'Whether pods of the class push others away; PreemptLowerPriority by default. Cannot be changed.' }),
}), { defaults: defaultPriorityClass, description: 'A name for a priority of pods.' });
export type PriorityClass = z.output<typeof PriorityClassSchema>;

export const priorityClasses: ResourceOf<PriorityClass> = { group: 'scheduling.k8s.io', resource: 'priorityclasses' };

export const priorityClass: KindDefinition = {
  group: 'scheduling.k8s.io',
  version: 'v1',
  kind: 'PriorityClass',
  resource: 'priorityclasses',
  singular: 'priorityclass',
  shortNames: ['pc'],
  categories: [],
  namespaced: false,
  schema: PriorityClassSchema,
  hasStatus: false,
  columns: priorityClassColumns,
  selectable: {},
  strategy: priorityClassStrategy,
  validate: priorityClassErrors,
  validateUpdate: priorityClassUpdateErrors,
  eventType: priorityClassEventType,
};
