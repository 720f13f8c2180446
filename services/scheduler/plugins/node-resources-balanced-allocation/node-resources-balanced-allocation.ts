import type { NodeColumns } from '../../../../projections/node-capacity/node-capacity.ts';
import type { Amounts } from '../../../../projections/node-capacity/pod-requests.ts';
import type { Plugin } from '../../framework.ts';
import { MAX_SCORE, SKIP } from '../../framework.ts';

const BALANCED = ['cpu', 'memory'];

/** Taken share of each resource a node has, with the pod on it, at most 1. */
const fractions = (nodes: NodeColumns, row: number, requests: Amounts): readonly number[] => {
  const found: number[] = [];
  for (const resource of BALANCED) {
    const column = nodes.column(resource);
    const capacity = column?.allocatable[row] ?? 0;
    if (capacity === 0) continue;
    found.push(Math.min(1, ((column?.requested[row] ?? 0) + (requests[resource] ?? 0)) / capacity));
  }
  return found;
};

const deviation = (values: readonly number[]): number => {
  if (values.length < 2) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
};

/** Score: nodes whose CPU and memory would be taken in like shares are better. Pods that request neither are left out. */
export const nodeResourcesBalancedAllocation = (): Plugin => ({
  name: 'NodeResourcesBalancedAllocation',
  weight: 1,
  wakes: [],
  prepare: (pod, nodes) => {
    if (BALANCED.every((resource) => (pod.requests[resource] ?? 0) === 0)) return SKIP;
    return { score: (row) => Math.floor((1 - deviation(fractions(nodes, row, pod.requests))) * MAX_SCORE) };
  },
});
