import type { JsonObject } from '../../../json.ts';
import { booleanAt, numberAt } from '../../../json-path.ts';
import { isConditionTrue } from '../../_types/conditions.ts';

const END_TYPES: readonly (readonly [string, string])[] = [['Complete', 'JobCompleted'], ['Failed', 'JobFailed']];

/** The label of a job's change. */
export const jobEventType = (before: JsonObject | undefined, after: JsonObject): string | undefined => {
  if (before === undefined) return undefined;
  const suspended = booleanAt(after, 'spec', 'suspend');
  if (suspended !== booleanAt(before, 'spec', 'suspend')) return suspended ? 'JobSuspended' : 'JobResumed';
  const end = END_TYPES.find(([condition]) => isConditionTrue(after, condition) && !isConditionTrue(before, condition));
  if (end !== undefined) return end[1];
  return numberAt(before, 'spec', 'parallelism') === numberAt(after, 'spec', 'parallelism') ? undefined : 'JobScaled';
};
