import type { NodeSelectorTerm } from '../../../../events/resources/_types/affinity.ts';
import type { NodeFacts } from '../../../../projections/node-capacity/node-capacity.ts';
import type { Plugin, PluginCycle } from '../../framework.ts';
import { normalizeByGreatest } from '../../framework.ts';
import type { PendingPod } from '../../pending-pod.ts';
import { namesAllowed, termMatches } from './node-selector.ts';

const MISMATCH = { reasons: ["node(s) didn't match Pod's node affinity/selector"] };
const CONFLICT = { reasons: ['pod affinity terms conflict'] };

interface Required extends Pick<PluginCycle, 'reject' | 'only'> {
  readonly matches?: (node: NodeFacts) => boolean;
}

const requiredTerms = ({ spec }: PendingPod): readonly NodeSelectorTerm[] | undefined =>
  spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;

const required = (pod: PendingPod): Required => {
  const selector = Object.entries(pod.spec.nodeSelector ?? {});
  const terms = requiredTerms(pod);
  if (selector.length === 0 && terms === undefined) return {};
  const matches = (node: NodeFacts): boolean =>
    selector.every(([key, value]) => node.labels[key] === value) && (terms?.some((term) => termMatches(term, node)) ?? true);
  const only = terms === undefined || terms.length === 0 ? undefined : namesAllowed(terms);
  if (only === undefined) return { matches };
  return only.size === 0 ? { reject: CONFLICT } : { matches, only };
};

/** Filter: nodeSelector and required node affinity. Score: summed weights of the preferred terms a node matches. */
export const nodeAffinity = (): Plugin => ({
  name: 'NodeAffinity',
  weight: 2,
  wakes: ['node-changed'],
  prepare: (pod, nodes) => {
    const { matches, ...preFilter } = required(pod);
    const preferred = (pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).filter(({ weight }) => weight !== 0);
    return {
      ...preFilter,
      ...(matches && { filter: (row: number) => { const node = nodes.nodes[row]; return node && matches(node) ? undefined : MISMATCH; } }),
      ...(preferred.length > 0 && {
        score: (row: number) => {
          const node = nodes.nodes[row];
          return preferred.reduce((sum, { weight, preference }) => (node && termMatches(preference, node) ? sum + weight : sum), 0);
        },
        normalizeScore: normalizeByGreatest(false),
      }),
    };
  },
});
