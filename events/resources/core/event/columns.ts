import type { JsonObject } from '../../../json.ts';
import { numberAt, optionalObjectAt, stringAt } from '../../../json-path.ts';
import { age } from '../../../meta/human-duration.ts';
import type { Column } from '../../../schema/kind.ts';
import { nameColumn } from '../../_types/columns.ts';

const firstSeen = (event: JsonObject): string => stringAt(event, 'firstTimestamp') || stringAt(event, 'eventTime');
const lastSeen = (event: JsonObject): string =>
  optionalObjectAt(event, 'series') === undefined ? stringAt(event, 'lastTimestamp') || firstSeen(event) : stringAt(event, 'series', 'lastObservedTime');

const objectCell = (event: JsonObject): string => {
  const kind = stringAt(event, 'involvedObject', 'kind').toLowerCase();
  const name = stringAt(event, 'involvedObject', 'name');
  return name === '' ? kind : `${kind}/${name}`;
};

const sourceCell = (event: JsonObject): string => {
  const component = stringAt(event, 'source', 'component') || stringAt(event, 'reportingComponent');
  const instance = stringAt(event, 'source', 'host') || stringAt(event, 'reportingInstance');
  return instance === '' ? component : `${component}, ${instance}`;
};

const countCell = (event: JsonObject): number => numberAt(event, 'series', 'count') ?? (numberAt(event, 'count') || 1);

export const eventColumns: readonly Column[] = [
  { name: 'Last Seen', type: 'string', description: 'Time since it happened last.', cell: (event, nowMs) => age(lastSeen(event), nowMs) },
  { name: 'Type', type: 'string', description: 'Normal or Warning.', cell: (event) => stringAt(event, 'type') },
  { name: 'Reason', type: 'string', description: 'Why, in a word for programs.', cell: (event) => stringAt(event, 'reason') },
  { name: 'Object', type: 'string', description: 'What it happened to.', cell: objectCell },
  { name: 'Subobject', type: 'string', description: 'Which part of the object.', priority: 1, cell: (event) => stringAt(event, 'involvedObject', 'fieldPath') },
  { name: 'Source', type: 'string', description: 'Who reports it.', priority: 1, cell: sourceCell },
  { name: 'Message', type: 'string', description: 'What happened, for people.', cell: (event) => stringAt(event, 'message').trim() },
  { name: 'First Seen', type: 'string', description: 'Time since it happened first.', priority: 1, cell: (event, nowMs) => age(firstSeen(event), nowMs) },
  { name: 'Count', type: 'integer', description: 'How often it happened.', priority: 1, cell: countCell },
  { ...nameColumn, priority: 1 },
];
