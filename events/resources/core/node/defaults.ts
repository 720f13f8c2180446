import type { JsonObject } from '../../../json.ts';
import { isJsonArray } from '../../../json-path.ts';
import { withField } from '../../../schema/json-building.ts';

/** All of a node's capacity is allocatable unless it says otherwise. */
export const defaultNodeStatus = (status: JsonObject): JsonObject =>
  status['allocatable'] === undefined && status['capacity'] !== undefined ? withField(status, 'allocatable', status['capacity']) : status;

/** `podCIDR` is the first of `podCIDRs`. */
export const defaultNodeSpec = (spec: JsonObject): JsonObject => {
  const { podCIDR, podCIDRs } = spec;
  if (isJsonArray(podCIDRs) && podCIDRs.length > 0) return withField(spec, 'podCIDR', podCIDRs[0]);
  return podCIDR === undefined ? spec : { ...spec, podCIDRs: [podCIDR] };
};
