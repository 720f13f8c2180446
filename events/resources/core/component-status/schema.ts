import type { z } from 'zod';
import type { KindDefinition } from '../../../schema/kind.ts';
import { list, string, struct, typeMeta } from '../../../schema/fields.ts';
import { ComponentConditionType, ConditionStatus } from '../../_types/enums.ts';
import { clusterMeta } from '../../_types/meta.ts';
import { componentStatusColumns } from './columns.ts';

export const ComponentConditionSchema = struct('io.k8s.api.core.v1.ComponentCondition', () => ({
  type: string(1, { required: true, known: ComponentConditionType, description: 'Kind of the state; Healthy.' }),
  status: string(2, { required: true, known: ConditionStatus, description: 'True, False or Unknown.' }),
  message: string(3, { description: 'What the component says.' }),
  error: string(4, { description: 'Why it is not healthy.' }),
}), { description: 'A state of a component.' });
export type ComponentCondition = z.output<typeof ComponentConditionSchema>;

export const ComponentStatusSchema = struct('io.k8s.api.core.v1.ComponentStatus', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  conditions: list(2, ComponentConditionSchema, { type: 'map', keys: ['type'], patch: { strategy: 'merge', key: 'type' }, description: 'Observed states.' }),
}), { description: 'Whether a component of the control plane is well; deprecated.' });
export type ComponentStatus = z.output<typeof ComponentStatusSchema>;

export const componentStatus: KindDefinition = {
  group: '',
  version: 'v1',
  kind: 'ComponentStatus',
  resource: 'componentstatuses',
  singular: 'componentstatus',
  shortNames: ['cs'],
  categories: [],
  namespaced: false,
  verbs: ['get', 'list'],
  deprecation: 'v1 ComponentStatus is deprecated in v1.19+',
  computed: true,
  schema: ComponentStatusSchema,
  hasStatus: false,
  columns: componentStatusColumns,
  selectable: {},
  strategy: {},
};
