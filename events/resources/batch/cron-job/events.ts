import type { JsonObject } from '../../../json.ts';
import { booleanAt, stringAt } from '../../../json-path.ts';

/** The label of a CronJob's change. */
export const cronJobEventType = (before: JsonObject | undefined, after: JsonObject): string | undefined => {
  if (before === undefined) return undefined;
  const suspended = booleanAt(after, 'spec', 'suspend');
  if (suspended !== booleanAt(before, 'spec', 'suspend')) return suspended ? 'CronJobSuspended' : 'CronJobResumed';
  const differs = (...path: readonly string[]): boolean => stringAt(before, ...path) !== stringAt(after, ...path);
  if (differs('spec', 'schedule') || differs('spec', 'timeZone')) return 'CronJobRescheduled';
  return differs('status', 'lastScheduleTime') ? 'CronJobTriggered' : undefined;
};
