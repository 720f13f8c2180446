import type { JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { valueAt } from '../../../json-path.ts';

/** The label of a quota's change. */
export const resourceQuotaEventType = (before: JsonObject | undefined, after: JsonObject): string | undefined => {
  if (before === undefined) return undefined;
  if (!jsonEqual(valueAt(before, 'spec'), valueAt(after, 'spec'))) return 'ResourceQuotaChanged';
  return jsonEqual(valueAt(before, 'status', 'used'), valueAt(after, 'status', 'used')) ? undefined : 'ResourceQuotaUsageChanged';
};
