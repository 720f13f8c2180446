import type { JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { valueAt } from '../../../json-path.ts';

/** The label of an endpoint slice's change. */
export const endpointSliceEventType = (before: JsonObject | undefined, after: JsonObject): string | undefined => {
  if (before === undefined) return undefined;
  if (!jsonEqual(valueAt(before, 'endpoints'), valueAt(after, 'endpoints'))) return 'EndpointSliceEndpointsChanged';
  return jsonEqual(valueAt(before, 'ports'), valueAt(after, 'ports')) ? undefined : 'EndpointSlicePortsChanged';
};
