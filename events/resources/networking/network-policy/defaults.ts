import type { JsonObject } from '../../../json.ts';
import { listAt } from '../../../json-path.ts';

/** A policy is about ingress, and about egress when it has rules for it. */
export const defaultNetworkPolicySpec = (spec: JsonObject): JsonObject =>
  listAt(spec, 'policyTypes').length > 0 ? spec : { ...spec, policyTypes: listAt(spec, 'egress').length > 0 ? ['Ingress', 'Egress'] : ['Ingress'] };
