import type { JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { valueAt } from '../../../json-path.ts';

/** The label of a change of endpoints. */
export const endpointsEventType = (before: JsonObject | undefined, after: JsonObject): string | undefined =>
  before === undefined || jsonEqual(valueAt(before, 'subsets'), valueAt(after, 'subsets')) ? undefined : 'EndpointsChanged';
