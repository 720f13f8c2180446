import type { JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { valueAt } from '../../../json-path.ts';

/** The label of a network policy's change. */
export const networkPolicyEventType = (before: JsonObject | undefined, after: JsonObject): string | undefined => {
  if (before === undefined) return undefined;
  const differs = (field: string): boolean => !jsonEqual(valueAt(before, 'spec', field), valueAt(after, 'spec', field));
  if (differs('podSelector')) return 'NetworkPolicyTargetChanged';
  return differs('ingress') || differs('egress') || differs('policyTypes') ? 'NetworkPolicyRulesChanged' : undefined;
};
