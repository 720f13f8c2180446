import type { Plugin } from '../../framework.ts';
import { SKIP } from '../../framework.ts';

/** Filter: a pod that names its node goes there and nowhere else. */
export const nodeName = (): Plugin => ({
  name: 'NodeName',
  weight: 0,
  wakes: ['node-changed'],
  prepare: (pod, nodes) => {
    const wanted = pod.spec.nodeName ?? '';
    if (wanted === '') return SKIP;
    return { filter: (row) => (nodes.nodes[row]?.name === wanted ? undefined : { reasons: ["node(s) didn't match the requested node name"] }) };
  },
});
