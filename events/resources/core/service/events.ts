import type { JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { valueAt } from '../../../json-path.ts';

/** What changed, the weightiest first. */
const CHANGES: readonly (readonly [string, readonly string[]])[] = [
  ['ServiceTypeChanged', ['spec', 'type']],
  ['ServicePortsChanged', ['spec', 'ports']],
  ['ServiceSelectorChanged', ['spec', 'selector']],
  ['ServiceAddressChanged', ['spec', 'clusterIPs']],
  ['ServiceLoadBalancerChanged', ['status', 'loadBalancer']],
];

/** The label of a service's change. */
export const serviceEventType = (before: JsonObject | undefined, after: JsonObject): string | undefined =>
  (before === undefined ? undefined : CHANGES.find(([, path]) => !jsonEqual(valueAt(before, ...path), valueAt(after, ...path)))?.[0]);
