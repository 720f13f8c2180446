import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { int32, microTime, one, string, struct, time, typeMeta } from '../../../schema/fields.ts';
import { namespacedMeta } from '../../_types/meta.ts';
import { ObjectReferenceSchema } from '../../_types/reference.ts';
import { eventColumns } from './columns.ts';
import { eventErrors } from './validate.ts';
import { eventSelectable } from './selectable.ts';

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
  involvedObject: one(2, ObjectReferenceSchema, { required: true, description: 'The object the report is about.' }),
  reason: string(3, { description: 'Short machine-readable reason, e.g. Scheduled.' }),
  message: string(4, { description: 'What happened, for people.' }),
  source: one(5, EventSourceSchema, { description: 'The component that reported it.' }),
  firstTimestamp: time(6, { description: 'When it was first seen.' }),
  lastTimestamp: time(7, { description: 'When it was last seen.' }),
  count: int32(8, { description: 'How often it was seen.' }),
  type: string(9, { description: 'Normal or Warning.' }),
  eventTime: microTime(10, { description: 'When it happened, to the microsecond.' }),
  series: one(11, EventSeriesSchema, { pointer: true, description: 'Repetitions, when there are many.' }),
  action: string(12, { description: 'What was done about the object.' }),
  related: one(13, ObjectReferenceSchema, { pointer: true, description: 'A second object involved.' }),
  reportingComponent: string(14, { always: true, description: 'Name of the controller that reported it.' }),
  reportingInstance: string(15, { always: true, description: 'Instance of that controller.' }),
}), { description: 'A report of something that happened to an object; kept for a while only.' });
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
  columns: eventColumns,
  selectable: eventSelectable,
  strategy: { createOnUpdate: true },
  validate: eventErrors,
};
