import { fingerprint } from '../../events/node/fingerprint.ts';
import type { NodeColumns } from '../../projections/node-capacity/node-capacity.ts';
import type { ScoredNode, Verdict, Weighed } from './explanation.ts';
import { MAX_SCORED, unschedulableMessage } from './explanation.ts';
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

const filterNodes = (all: readonly Prepared[], nodes: NodeColumns): { readonly rows: readonly number[]; readonly verdicts: readonly Verdict[] } => {
  const prepared = all.filter(({ cycle }) => cycle.filter !== undefined || cycle.only !== undefined);
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
 * Best first, only the few an explanation names. Equal best totals are ordered by a hash over pod and node: spread
 * like chance, yet the same whenever the decision is taken again.
 */
const rank = (pod: PendingPod, totals: readonly number[], nameOf: (index: number) => string): readonly number[] => {
  const best = totals.reduce((most, total) => Math.max(most, total), -Infinity);
  const lots = new Map(totals.flatMap((total, index) => (total === best ? [[index, fingerprint(`${pod.uid}/${nameOf(index)}`)] as const] : [])));
  const winners = [...lots].sort(([, left], [, right]) => (left < right ? -1 : 1)).map(([index]) => index);
  if (winners.length >= MAX_SCORED) return winners.slice(0, MAX_SCORED);
  const others = [...totals.keys()].filter((index) => totals[index] !== best)
    .sort((left, right) => (totals[right] ?? 0) - (totals[left] ?? 0) || (nameOf(left) < nameOf(right) ? -1 : 1));
  return [...winners, ...others].slice(0, MAX_SCORED);
};

const scoreNodes = (pod: PendingPod, nodes: NodeColumns, { prepared, rows }: { readonly prepared: readonly Prepared[]; readonly rows: readonly number[] }): readonly ScoredNode[] => {
  const scores = scoresOf(prepared, rows);
  const nameOf = (index: number): string => nodes.nodes[rows[index] ?? -1]?.name ?? '';
  const totals = rows.map((_, index) => scores.reduce((sum, [, values]) => sum + (values[index] ?? 0), 0));
  return rank(pod, totals, nameOf).map((index) => ({
    node: nameOf(index),
    total: totals[index] ?? 0,
    byPlugin: Object.fromEntries(scores.map(([name, values]) => [name, values[index] ?? 0])),
  }));
};

const nowhere = (pod: PendingPod, nodes: NodeColumns, { plugins, verdicts }: { readonly plugins: readonly Plugin[]; readonly verdicts: readonly Verdict[] }): Placement => {
  const weighed: Weighed = { nodes: nodes.count, feasible: 0, scored: [], verdicts };
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
  return { ok: true, node: scored[0]?.node ?? '', weighed: { nodes: nodes.count, feasible: rows.length, scored, verdicts } };
};
