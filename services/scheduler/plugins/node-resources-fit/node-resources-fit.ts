import type { NodeColumns, ResourceColumn } from '../../../../projections/node-capacity/node-capacity.ts';
import type { Amounts } from '../../../../projections/node-capacity/pod-requests.ts';
import type { Plugin } from '../../framework.ts';
import { MAX_SCORE } from '../../framework.ts';

interface Need {
  readonly amount: number;
  readonly column: ResourceColumn | undefined;
  readonly reason: string;
}

/** A place of its own first, then everything the pod requests. */
const needsOf = (nodes: NodeColumns, requests: Amounts): readonly Need[] => [
  { amount: 1, column: nodes.column('pods'), reason: 'Too many pods' },
  ...Object.entries(requests).filter(([, amount]) => amount > 0)
    .map(([resource, amount]) => ({ amount, column: nodes.column(resource), reason: `Insufficient ${resource}` })),
];

const isShort = ({ amount, column }: Need, row: number): boolean =>
  column === undefined || amount > (column.allocatable[row] ?? 0) - (column.requested[row] ?? 0);

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
  prepare: (pod, nodes) => {
    const needs = needsOf(nodes, pod.requests);
    return {
      filter: (row) => (needs.some((need) => isShort(need, row)) ? { reasons: needs.filter((need) => isShort(need, row)).map(({ reason }) => reason) } : undefined),
      score: (row) => leastAllocated(nodes, row, pod.scoring),
    };
  },
});
