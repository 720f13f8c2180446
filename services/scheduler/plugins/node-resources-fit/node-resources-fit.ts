import type { NodeColumns } from '../../../../projections/node-capacity/node-capacity.ts';
import type { Amounts } from '../../../../projections/node-capacity/pod-requests.ts';
import type { Plugin } from '../../framework.ts';
import { MAX_SCORE } from '../../framework.ts';

const shortOf = (nodes: NodeColumns, row: number, requests: Amounts): readonly string[] => {
  const reasons: string[] = [];
  const room = (resource: string): number => {
    const column = nodes.column(resource);
    return column === undefined ? 0 : (column.allocatable[row] ?? 0) - (column.requested[row] ?? 0);
  };
  if (room('pods') < 1) reasons.push('Too many pods');
  for (const [resource, amount] of Object.entries(requests)) {
    if (amount > 0 && amount > room(resource)) reasons.push(`Insufficient ${resource}`);
  }
  return reasons;
};

const SCORED = ['cpu', 'memory'] as const;

/** How free a node would be with the pod on it, 0…100, averaged over CPU and memory; full is 0, as upstream's LeastAllocated. */
const leastAllocated = (nodes: NodeColumns, row: number, scoring: Amounts): number => {
  let total = 0;
  let counted = 0;
  for (const resource of SCORED) {
    const capacity = nodes.column(resource)?.allocatable[row] ?? 0;
    if (capacity === 0) continue;
    counted += 1;
    const used = (nodes.scoring(resource)[row] ?? 0) + (scoring[resource] ?? 0);
    if (used <= capacity) total += Math.floor(((capacity - used) * MAX_SCORE) / capacity);
  }
  return counted === 0 ? 0 : Math.floor(total / counted);
};

/** Filter: requests and the pod itself must fit what is left. Score: emptier nodes are better. */
export const nodeResourcesFit = (): Plugin => ({
  name: 'NodeResourcesFit',
  weight: 1,
  wakes: ['node-changed', 'pod-removed'],
  prepare: (pod, nodes) => ({
    filter: (row) => {
      const reasons = shortOf(nodes, row, pod.requests);
      return reasons.length === 0 ? undefined : { reasons };
    },
    score: (row) => leastAllocated(nodes, row, pod.scoring),
  }),
});
