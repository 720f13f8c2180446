import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { list, map, one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { LimitType } from '../../_types/enums.ts';
import { namespacedMeta } from '../../_types/meta.ts';
import { limitRangeColumns } from './columns.ts';
import { defaultLimitRangeItem } from './defaults.ts';
import { limitRangeEventType } from './events.ts';
import { limitRangeErrors } from './validate.ts';

export const LimitRangeItemSchema = struct('io.k8s.api.core.v1.LimitRangeItem', () => ({
  type: string(1, { required: true, enum: LimitType, description: 'What is limited: Pod, Container or PersistentVolumeClaim.' }),
  max: map(2, 'quantity', { description: 'The most of each resource.' }),
  min: map(3, 'quantity', { description: 'The least of each resource.' }),
  default: map(4, 'quantity', { description: 'Limits of containers that say none.' }),
  defaultRequest: map(5, 'quantity', { description: 'Requests of containers that say none.' }),
  maxLimitRequestRatio: map(6, 'quantity', { description: 'How many times the request a limit may be.' }),
}), { defaults: defaultLimitRangeItem, description: 'Limits of one type of thing.' });
export type LimitRangeItem = z.output<typeof LimitRangeItemSchema>;

export const LimitRangeSpecSchema = struct('io.k8s.api.core.v1.LimitRangeSpec', () => ({
  limits: list(1, LimitRangeItemSchema, { required: true, type: 'atomic', description: 'The limits, one per type.' }),
}), { description: 'The limits of a namespace.' });
export type LimitRangeSpec = z.output<typeof LimitRangeSpecSchema>;

export const LimitRangeSchema = struct('io.k8s.api.core.v1.LimitRange', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  spec: one(2, LimitRangeSpecSchema, { description: 'The limits.' }),
}), { description: 'Limits and defaults of the resources of a namespace’s things.' });
export type LimitRange = z.output<typeof LimitRangeSchema>;

export const limitRanges: ResourceOf<LimitRange> = { group: '', resource: 'limitranges' };

export const limitRange: KindDefinition = {
  group: '',
  version: 'v1',
  kind: 'LimitRange',
  resource: 'limitranges',
  singular: 'limitrange',
  shortNames: ['limits'],
  categories: [],
  namespaced: true,
  schema: LimitRangeSchema,
  hasStatus: false,
  columns: limitRangeColumns,
  selectable: {},
  strategy: { createOnUpdate: true },
  validate: limitRangeErrors,
  eventType: limitRangeEventType,
};
