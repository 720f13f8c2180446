import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { int32, microTime, one, string, struct, time, typeMeta } from '../../../schema/fields.ts';
import { namespacedMeta } from '../../_types/meta.ts';
import { ObjectReferenceSchema } from '../../_types/reference.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

export const EventSourceSchema = struct('io.k8s.api.core.v1.EventSource', () => ({
  component: string(1),
  host: string(2),
}));
export type EventSource = z.output<typeof EventSourceSchema>;

export const EventSeriesSchema = struct('io.k8s.api.core.v1.EventSeries', () => ({
  count: int32(1),
  lastObservedTime: microTime(2),
}));
export type EventSeries = z.output<typeof EventSeriesSchema>;

export const EventSchema = struct('io.k8s.api.core.v1.Event', () => ({
  ...typeMeta(),
  metadata: namespacedMeta({ required: true }),
  involvedObject: one(2, ObjectReferenceSchema, { required: true }),
  reason: string(3),
  message: string(4),
  source: one(5, EventSourceSchema),
  firstTimestamp: time(6),
  lastTimestamp: time(7),
  count: int32(8),
  type: string(9),
  eventTime: microTime(10),
  series: one(11, EventSeriesSchema, { pointer: true }),
  action: string(12),
  related: one(13, ObjectReferenceSchema, { pointer: true }),
  reportingComponent: string(14, { always: true }),
  reportingInstance: string(15, { always: true }),
}));
export type Event = z.output<typeof EventSchema>;

export const events: ResourceOf<Event> = { group: '', resource: 'events' };

export const event: KindDefinition = {
  group: '',
  version: 'v1',
  kind: 'Event',
  resource: 'events',
  singular: 'event',
  shortNames: ['ev'],
  categories: [],
  namespaced: true,
  schema: EventSchema,
  hasStatus: false,
  columns: [nameColumn, ageColumn],
  selectable: {},
  strategy: {},
};
