import type { JsonObject } from '../../events/json.ts';
import type { Rejection } from './framework.ts';

/** Most nodes named in a kept explanation, so that an event stays small in a large cluster. */
const MAX_VERDICTS = 20;
export const MAX_SCORED = 5;

/** A node that passed every filter. */
export interface ScoredNode {
  readonly node: string;
  readonly total: number;
  /** Weighted, by plugin. */
  readonly byPlugin: Readonly<Record<string, number>>;
}

/** A node a filter turned down; `''` names all nodes at once. */
export interface Verdict {
  readonly node: string;
  readonly plugin: string;
  readonly rejection: Rejection;
}

/** Everything one decision weighed. `scored` is best first, at most MAX_SCORED: the chosen node, then the runner-up. */
export interface Weighed {
  readonly nodes: number;
  readonly feasible: number;
  readonly scored: readonly ScoredNode[];
  readonly verdicts: readonly Verdict[];
}

/** The decision as kept in the event's facts; of many nodes only the first are named and the rest counted. */
export const explain = ({ nodes, feasible, scored, verdicts }: Weighed): JsonObject => {
  const [chosen, runnerUp] = scored;
  return {
    scheduling: {
      nodes,
      feasible,
      ...(chosen && { chosen: chosen.node }),
      ...(runnerUp && { runnerUp: runnerUp.node }),
      scores: scored.map(({ node, total, byPlugin }) => ({ node, total, byPlugin })),
      rejected: verdicts.slice(0, MAX_VERDICTS).map(({ node, plugin, rejection }) => ({
        node: node === '' ? '*' : node,
        plugin,
        reasons: rejection.reasons,
        ...(rejection.detail !== undefined && { detail: rejection.detail }),
      })),
      ...(verdicts.length > MAX_VERDICTS && { furtherRejected: verdicts.length - MAX_VERDICTS }),
    },
  };
};

/** `0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable.` as upstream words it. */
export const unschedulableMessage = ({ nodes, verdicts }: Weighed, postFilter: readonly string[]): string => {
  if (nodes === 0) return 'no nodes available to schedule pods';
  const whole = verdicts.find(({ node }) => node === '');
  const counts = new Map<string, number>();
  for (const { rejection } of verdicts) for (const reason of rejection.reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const reasons = whole === undefined
    ? [...counts].map(([reason, count]) => `${count} ${reason}`).sort()
    : whole.rejection.reasons;
  return [`0/${nodes} nodes are available: ${reasons.join(', ')}.`, ...postFilter].join(' ');
};
