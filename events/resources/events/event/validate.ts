import type { JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { numberAt, objectAt, optionalObjectAt, stringAt, valueAt } from '../../../json-path.ts';
import { immutableErrors, invalidField, requiredField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';

const seriesErrors = (event: JsonObject): FieldError[] => {
  const series = optionalObjectAt(event, 'series');
  if (series === undefined) return [];
  return [
    ...((numberAt(series, 'count') ?? 0) < 2 ? [invalidField('series.count', '', 'should be at least 2')] : []),
    ...(stringAt(series, 'lastObservedTime') === '' ? [requiredField('series.lastObservedTime')] : []),
  ];
};

/** Fields of old that new Events leave empty. */
const isOldSet: Readonly<Record<string, (event: JsonObject) => boolean>> = {
  firstTimestamp: (event) => stringAt(event, 'firstTimestamp') !== '',
  lastTimestamp: (event) => stringAt(event, 'lastTimestamp') !== '',
  count: (event) => (numberAt(event, 'count') ?? 0) !== 0,
  source: (event) => stringAt(event, 'source', 'component') !== '' || stringAt(event, 'source', 'host') !== '',
};

/** Upstream's rules for Events created through events.k8s.io; as there, fields go by the core group's names. */
export const newEventErrors = (event: JsonObject): readonly FieldError[] => {
  const type = stringAt(event, 'type');
  return [
    ...seriesErrors(event),
    ...(stringAt(event, 'eventTime') === '' ? [requiredField('eventTime')] : []),
    ...(type === 'Normal' || type === 'Warning' ? [] : [invalidField('type', '', `has invalid value: ${type}`)]),
    ...Object.entries(isOldSet).filter(([, isSet]) => isSet(event)).map(([field]) => invalidField(field, '', 'needs to be unset')),
  ];
};

const FIXED: readonly (readonly [string, string])[] = [
  ...['involvedObject', 'reason', 'message', 'source', 'firstTimestamp', 'lastTimestamp', 'count', 'type', 'eventTime', 'action', 'related'].map((field): readonly [string, string] => [field, field]),
  ['reportingComponent', 'reportingController'], ['reportingInstance', 'reportingInstance'],
];

/** Upstream's rules for Events updated through events.k8s.io: only their series and metadata change. */
export const newEventUpdateErrors = (event: JsonObject, before: JsonObject): readonly FieldError[] => [
  ...(jsonEqual(objectAt(event, 'series'), objectAt(before, 'series')) ? [] : seriesErrors(event)),
  ...FIXED.flatMap(([field, shown]) => immutableErrors(valueAt(event, field), valueAt(before, field), shown)),
];
