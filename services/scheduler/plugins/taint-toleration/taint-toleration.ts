import type { Taint } from '../../../../projections/node-capacity/node-capacity.ts';
import type { Plugin } from '../../framework.ts';
import { normalizeByGreatest } from '../../framework.ts';
import { tolerates } from '../../tolerates.ts';

const REASON = 'node(s) had untolerated taint(s)';
const isHard = ({ effect }: Taint): boolean => effect === 'NoSchedule' || effect === 'NoExecute';

/** Filter: hard taints must be tolerated. Score: fewer untolerated PreferNoSchedule taints are better. */
export const taintToleration = (): Plugin => ({
  name: 'TaintToleration',
  weight: 3,
  wakes: ['node-changed'],
  prepare: (pod, nodes) => {
    const tolerations = pod.spec.tolerations ?? [];
    const soft = tolerations.filter(({ effect = '' }) => effect === '' || effect === 'PreferNoSchedule');
    const taintsOf = (row: number): readonly Taint[] => nodes.nodes[row]?.taints ?? [];
    return {
      filter: (row) => {
        const found = taintsOf(row).find((taint) => isHard(taint) && !tolerations.some((toleration) => tolerates(toleration, taint)));
        return found && { reasons: [REASON], detail: `{${found.key}: ${found.value ?? ''}} ${found.effect}` };
      },
      preScore: (rows) => (rows.some((row) => taintsOf(row).some(({ effect }) => effect === 'PreferNoSchedule')) ? undefined : 'skip'),
      score: (row) => taintsOf(row).filter((taint) => taint.effect === 'PreferNoSchedule' && !soft.some((toleration) => tolerates(toleration, taint))).length,
      normalizeScore: normalizeByGreatest(true),
    };
  },
});
