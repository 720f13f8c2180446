import type { JsonObject } from '../../../json.ts';
import { numberAt, objectAt, optionalObjectAt, stringAt, valueAt } from '../../../json-path.ts';
import { CronError, parseCronSchedule } from '../../../meta/cron-schedule.ts';
import { invalidField, negativeErrors, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { jobSpecErrors } from '../job/validate-spec.ts';

const formatErrors = (schedule: string): FieldError[] => {
  try {
    parseCronSchedule(schedule);
    return [];
  } catch (error) {
    if (error instanceof CronError) return [invalidField('spec.schedule', schedule, error.message)];
    throw error;
  }
};

const scheduleErrors = (cronJob: JsonObject): FieldError[] => {
  const schedule = stringAt(cronJob, 'spec', 'schedule');
  return schedule === '' ? [requiredField('spec.schedule')] : formatErrors(schedule);
};

/** A zone in the schedule is borne only where it has been before zones had a field. */
const zoneInScheduleErrors = (cronJob: JsonObject, before: JsonObject | undefined): FieldError[] => {
  const schedule = stringAt(cronJob, 'spec', 'schedule');
  if (!schedule.includes('TZ')) return [];
  if (!stringAt(before, 'spec', 'schedule').includes('TZ')) return [invalidField('spec.schedule', schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead')];
  return valueAt(cronJob, 'spec', 'timeZone') === undefined ? [] : [invalidField('spec.schedule', schedule, 'cannot use both timeZone field and TZ or CRON_TZ in schedule')];
};

const PART = /^[A-Za-z.\-_0-9+]{1,14}$/;

const isZone = (zone: string): boolean => {
  try {
    return /^[A-Za-z]/.test(zone) && new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

const timeZoneErrors = (cronJob: JsonObject, before: JsonObject | undefined): FieldError[] => {
  const zone = valueAt(cronJob, 'spec', 'timeZone');
  if (typeof zone !== 'string' || zone === valueAt(before, 'spec', 'timeZone')) return [];
  const refused = (detail: string): FieldError[] => [invalidField('spec.timeZone', zone, detail)];
  if (zone === '') return refused('timeZone must be nil or non-empty string');
  const isNamed = zone.split('/').every((part) => part !== '.' && part !== '..' && !part.startsWith('-') && PART.test(part));
  if (!isNamed) return refused(`unknown time zone ${zone}`);
  if (zone.toLowerCase() === 'local') return refused('timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones');
  return isZone(zone) ? [] : refused(`unknown time zone ${zone}`);
};

const POLICIES: readonly string[] = ['Allow', 'Forbid', 'Replace'];

const policyErrors = (cronJob: JsonObject): FieldError[] => {
  const policy = stringAt(cronJob, 'spec', 'concurrencyPolicy');
  if (policy === '') return [requiredField('spec.concurrencyPolicy')];
  return POLICIES.includes(policy) ? [] : [notSupportedField('spec.concurrencyPolicy', policy, POLICIES)];
};

const templateErrors = (cronJob: JsonObject): FieldError[] => {
  const field = 'spec.jobTemplate.spec';
  const spec = objectAt(cronJob, 'spec', 'jobTemplate', 'spec');
  const selector = optionalObjectAt(spec, 'selector');
  return [
    ...jobSpecErrors(spec, field),
    ...(selector === undefined ? [] : [invalidField(`${field}.selector`, selector, '`selector` will be auto-generated')]),
    ...(spec['manualSelector'] === true ? [notSupportedField(`${field}.manualSelector`, true, ['nil', 'false'])] : []),
  ];
};

/** Upstream's rules for a CronJob, new or old. */
export const cronJobErrors = (cronJob: JsonObject): readonly FieldError[] => [
  ...scheduleErrors(cronJob),
  ...negativeErrors(valueAt(cronJob, 'spec', 'startingDeadlineSeconds'), 'spec.startingDeadlineSeconds'),
  ...policyErrors(cronJob),
  ...templateErrors(cronJob),
  ...negativeErrors(numberAt(cronJob, 'spec', 'successfulJobsHistoryLimit'), 'spec.successfulJobsHistoryLimit'),
  ...negativeErrors(numberAt(cronJob, 'spec', 'failedJobsHistoryLimit'), 'spec.failedJobsHistoryLimit'),
];

/** Jobs are named after their CronJob, with eleven characters more, and may have 63. */
const MOST_NAME_LENGTH = 52;

/** Upstream's further rules for a new CronJob. */
export const cronJobCreateErrors = (cronJob: JsonObject): readonly FieldError[] => {
  const name = stringAt(cronJob, 'metadata', 'name');
  return [
    ...zoneInScheduleErrors(cronJob, undefined),
    ...timeZoneErrors(cronJob, undefined),
    ...(name.length > MOST_NAME_LENGTH ? [invalidField('metadata.name', name, `must be no more than ${MOST_NAME_LENGTH} characters`)] : []),
  ];
};

/** Upstream's further rules for an update of a CronJob. */
export const cronJobUpdateErrors = (cronJob: JsonObject, before: JsonObject): readonly FieldError[] => [
  ...zoneInScheduleErrors(cronJob, before),
  ...timeZoneErrors(cronJob, before),
];
