import type { Node } from '../../events/resources/core/node/schema.ts';
import type { NodeFacts } from '../../projections/node-capacity/node-capacity.ts';
import { quantityValue, scaleOf } from '../../projections/node-capacity/quantity-value.ts';

/** What scheduling reads of a Node; equal facts, equal verdicts. */
export const nodeFacts = (node: Node): NodeFacts => ({
  name: node.metadata.name,
  labels: node.metadata.labels ?? {},
  taints: (node.spec.taints ?? []).map(({ key, value, effect }) => ({ key, value, effect })),
  unschedulable: node.spec.unschedulable ?? false,
  allocatable: Object.fromEntries(
    Object.entries(node.status.allocatable ?? {}).map(([name, quantity]) => [name, quantityValue(quantity, scaleOf(name)) ?? 0]),
  ),
});
