import type { KindDefinition } from '../../../schema/kind.ts';
import { int32, microTime, one, string, struct, time, typeMeta } from '../../../schema/fields.ts';
import { namespacedMeta } from '../../_types/meta.ts';
import { ObjectReferenceSchema } from '../../_types/reference.ts';
import { EventSourceSchema, event } from '../../core/event/schema.ts';
import { fromStored, toStored } from './convert.ts';
import { newEventErrors, newEventUpdateErrors } from './validate.ts';

/** Fields these Events are selected by, and what the core group calls them. */
const FIELDS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map((field) => [`regarding.${field}`, `involvedObject.${field}`])),
  reason: 'reason',
  reportingController: 'reportingComponent',
  type: 'type',
};

const EventSeriesSchema = struct('io.k8s.api.events.v1.EventSeries', () => ({
  count: int32(1, { required: true, description: 'How often it was seen so far.' }),
  lastObservedTime: microTime(2, { required: true, description: 'When it was last seen.' }),
}), { description: 'Repetitions of an Event.' });

const EventSchema = struct('io.k8s.api.events.v1.Event', () => ({
  ...typeMeta(),
  metadata: namespacedMeta({ always: true }),
  eventTime: microTime(2, { required: true, description: 'When it was first seen.' }),
  series: one(3, EventSeriesSchema, { pointer: true, description: 'Repetitions, when there are many.' }),
  reportingController: string(4, { description: 'Name of the controller that reported it.' }),
  reportingInstance: string(5, { description: 'Instance of that controller.' }),
  action: string(6, { description: 'What was done about the object.' }),
  reason: string(7, { description: 'Short machine-readable reason, e.g. Scheduled.' }),
  regarding: one(8, ObjectReferenceSchema, { description: 'The object the report is about.' }),
  related: one(9, ObjectReferenceSchema, { pointer: true, description: 'A second object involved.' }),
  note: string(10, { description: 'What happened, for people.' }),
  type: string(11, { description: 'Normal or Warning.' }),
  deprecatedSource: one(12, EventSourceSchema, { description: 'The component that reported it, in reports of the old kind.' }),
  deprecatedFirstTimestamp: time(13, { description: 'When it was first seen, in reports of the old kind.' }),
  deprecatedLastTimestamp: time(14, { description: 'When it was last seen, in reports of the old kind.' }),
  deprecatedCount: int32(15, { description: 'How often it was seen, in reports of the old kind.' }),
}), { description: 'A report of something that happened to an object; kept for a while only. The same objects as the core group’s Events.' });

/** The same objects as the core group's Events, by their newer names. */
export const newEvent: KindDefinition = {
  ...event,
  group: 'events.k8s.io',
  schema: EventSchema,
  selectable: Object.fromEntries(Object.entries(FIELDS).map(([field, stored]) => [field, (object) => event.selectable[stored]?.(object) ?? ''])),
  validateCreate: newEventErrors,
  validateUpdate: newEventUpdateErrors,
  storedAs: { definition: event, toStored, fromStored, fields: FIELDS },
};
