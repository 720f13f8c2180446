import type { Json, JsonObject } from '../../../json.ts';
import { isJsonObject } from '../../../json.ts';
import { isJsonArray } from '../../../json-path.ts';
import { withField } from '../../../schema/json-building.ts';

const isNothing = (value: Json | undefined): boolean => !isJsonObject(value) || Object.keys(value).length === 0;

/** All of a node's capacity is allocatable unless it says otherwise; an empty map, which is never stored, says nothing. */
export const defaultNodeStatus = (status: JsonObject): JsonObject =>
  isNothing(status['allocatable']) && !isNothing(status['capacity']) ? withField(status, 'allocatable', status['capacity']) : status;

/** `podCIDR` is the first of `podCIDRs`. */
export const defaultNodeSpec = (spec: JsonObject): JsonObject => {
  const { podCIDR, podCIDRs } = spec;
  if (isJsonArray(podCIDRs) && podCIDRs.length > 0) return withField(spec, 'podCIDR', podCIDRs[0]);
  return podCIDR === undefined ? spec : { ...spec, podCIDRs: [podCIDR] };
};
