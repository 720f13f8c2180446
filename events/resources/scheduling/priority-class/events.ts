import type { JsonObject } from '../../../json.ts';
import { booleanAt } from '../../../json-path.ts';

/** The label of a priority class's change. */
export const priorityClassEventType = (before: JsonObject | undefined, after: JsonObject): string | undefined => {
  if (before === undefined || booleanAt(before, 'globalDefault') === booleanAt(after, 'globalDefault')) return undefined;
  return booleanAt(after, 'globalDefault') ? 'PriorityClassMadeDefault' : 'PriorityClassNoLongerDefault';
};
