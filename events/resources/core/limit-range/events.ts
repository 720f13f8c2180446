import type { JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { valueAt } from '../../../json-path.ts';

/** The label of a limit range's change. */
export const limitRangeEventType = (before: JsonObject | undefined, after: JsonObject): string | undefined =>
  before === undefined || jsonEqual(valueAt(before, 'spec'), valueAt(after, 'spec')) ? undefined : 'LimitRangeChanged';
