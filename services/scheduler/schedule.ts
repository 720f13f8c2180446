import { fingerprint } from '../../events/node/fingerprint.ts';
import type { NodeColumns } from '../../projections/node-capacity/node-capacity.ts';
import type { ScoredNode, Verdict, Weighed } from './explanation.ts';
import { unschedulableMessage } from './explanation.ts';
import type { Plugin, PluginCycle, Wake } from './framework.ts';
import type { PendingPod } from './pending-pod.ts';

/** Where a pod goes, or why nowhere and what could change that. */
export type Placement =
  | { readonly ok: true; readonly node: string; readonly weighed: Weighed }
  | { readonly ok: false; readonly message: string; readonly wakes: ReadonlySet<Wake>; readonly gated: boolean; readonly weighed: Weighed };

interface Prepared {
  readonly plugin: Plugin;
  readonly cycle: PluginCycle;
}

/** First rejection of a row, by the registry's order. */
const judge = (prepared: readonly Prepared[], row: number, node: string): Verdict | undefined => {
  for (const { plugin, cycle } of prepared) {
    if (cycle.only?.has(node) === false) return { node, plugin: plugin.name, rejection: { reasons: [`node(s) didn't satisfy plugin(s) [${plugin.name}]`] } };
    const rejection = cycle.filter?.(row);
    if (rejection !== undefined) return { node, plugin: plugin.name, rejection };
  }
  return undefined;
};

const filterNodes = (prepared: readonly Prepared[], nodes: NodeColumns): { readonly rows: readonly number[]; readonly verdicts: readonly Verdict[] } => {
  const rows: number[] = [];
  const verdicts: Verdict[] = [];
  nodes.nodes.forEach((node, row) => {
    if (node === undefined) return;
    const verdict = judge(prepared, row, node.name);
    if (verdict === undefined) rows.push(row);
    else verdicts.push(verdict);
  });
  return { rows, verdicts };
};

/** Weighted scores of the rows, one list per scoring plugin. */
const scoresOf = (prepared: readonly Prepared[], rows: readonly number[]): readonly (readonly [string, readonly number[]])[] =>
  prepared.flatMap(({ plugin, cycle }) => {
    const { score, normalizeScore, preScore } = cycle;
    if (score === undefined || preScore?.(rows) === 'skip') return [];
    const raw = rows.map(score);
    const normalized = normalizeScore === undefined ? raw : normalizeScore(raw);
    return [[plugin.name, normalized.map((value) => value * plugin.weight)] as const];
  });

/**
 * Best first. Equal totals are ordered by a hash over pod and node: spread like chance, yet the same whenever the
 * decision is taken again.
 */
const rank = (pod: PendingPod, scored: readonly ScoredNode[]): readonly ScoredNode[] => {
  const best = Math.max(...scored.map(({ total }) => total));
  const lot = new Map(scored.filter(({ total }) => total === best).map(({ node }) => [node, fingerprint(`${pod.uid}/${node}`)]));
  return [...scored].sort((left, right) =>
    right.total - left.total || (lot.get(left.node) ?? left.node).localeCompare(lot.get(right.node) ?? right.node, 'en'));
};

const scoreNodes = (pod: PendingPod, nodes: NodeColumns, { prepared, rows }: { readonly prepared: readonly Prepared[]; readonly rows: readonly number[] }): readonly ScoredNode[] => {
  const scores = scoresOf(prepared, rows);
  return rank(pod, rows.map((row, index) => {
    const byPlugin = Object.fromEntries(scores.map(([name, values]) => [name, values[index] ?? 0]));
    return { node: nodes.nodes[row]?.name ?? '', total: Object.values(byPlugin).reduce((sum, value) => sum + value, 0), byPlugin };
  }));
};

const nowhere = (pod: PendingPod, nodes: NodeColumns, { plugins, verdicts }: { readonly plugins: readonly Plugin[]; readonly verdicts: readonly Verdict[] }): Placement => {
  const weighed: Weighed = { nodes: nodes.count, scored: [], verdicts };
  const blamed = new Set(verdicts.map(({ plugin }) => plugin));
  const wakes = new Set<Wake>(['pod-changed']);
  if (nodes.count === 0) wakes.add('node-changed');
  for (const plugin of plugins) if (blamed.has(plugin.name)) for (const wake of plugin.wakes) wakes.add(wake);
  const gated = blamed.has('SchedulingGates');
  const postFilter = gated ? [] : plugins.flatMap((plugin) => plugin.postFilter?.(pod, nodes) ?? []);
  return { ok: false, message: unschedulableMessage(weighed, postFilter), wakes, gated, weighed };
};

/** Chooses a node for one pod. Pure: the same pod, columns and plugins give the same answer. */
export const schedule = (pod: PendingPod, nodes: NodeColumns, plugins: readonly Plugin[]): Placement => {
  const prepared = plugins.map((plugin) => ({ plugin, cycle: plugin.prepare(pod, nodes) }));
  for (const { plugin, cycle } of prepared) {
    if (cycle.reject !== undefined) return nowhere(pod, nodes, { plugins, verdicts: [{ node: '', plugin: plugin.name, rejection: cycle.reject }] });
  }
  const { rows, verdicts } = filterNodes(prepared, nodes);
  if (rows.length === 0) return nowhere(pod, nodes, { plugins, verdicts });
  const scored = scoreNodes(pod, nodes, { prepared, rows });
  return { ok: true, node: scored[0]?.node ?? '', weighed: { nodes: nodes.count, scored, verdicts } };
};
