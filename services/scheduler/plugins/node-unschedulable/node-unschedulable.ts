import type { Plugin } from '../../framework.ts';
import { SKIP } from '../../framework.ts';
import { tolerates } from '../../tolerates.ts';

const CORDONED = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

/** Filter: a cordoned node takes only pods that tolerate being there. */
export const nodeUnschedulable = (): Plugin => ({
  name: 'NodeUnschedulable',
  weight: 0,
  wakes: ['node-changed'],
  prepare: (pod, nodes) => {
    if ((pod.spec.tolerations ?? []).some((toleration) => tolerates(toleration, CORDONED))) return SKIP;
    return { filter: (row) => (nodes.nodes[row]?.unschedulable === true ? { reasons: ['node(s) were unschedulable'] } : undefined) };
  },
});
