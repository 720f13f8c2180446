import type { NodeColumns } from '../../projections/node-capacity/node-capacity.ts';
import type { PendingPod } from './pending-pod.ts';

/** Scores are between 0 and this, both included, once normalized. */
export const MAX_SCORE = 100;

/** Why a node, or every node, cannot take a pod. */
export interface Rejection {
  /** Upstream's wording; counted over the nodes in the pod's condition: `1 Insufficient cpu`. */
  readonly reasons: readonly string[];
  /** More for the kept explanation only, e.g. which taint. */
  readonly detail?: string;
}

/** What must happen before a pod a plugin rejected is worth another try. */
export type Wake = 'node-changed' | 'pod-removed' | 'pod-changed';

/**
 * One plugin at work on one pod: what it keeps between extension points lives in its closures. Every function is
 * pure and synchronous; `row` indexes the columns it was prepared with. An absent function takes no part.
 */
export interface PluginCycle {
  /** PreFilter: no node can ever fit. */
  readonly reject?: Rejection;
  /** PreFilter: only these nodes are looked at. */
  readonly only?: ReadonlySet<string>;
  readonly filter?: (row: number) => Rejection | undefined;
  /** PreScore: told the rows that passed every filter; `'skip'` leaves the plugin out of scoring this pod. */
  readonly preScore?: (rows: readonly number[]) => 'skip' | undefined;
  readonly score?: (row: number) => number;
  /** NormalizeScore: maps raw scores (index as in `rows` of preScore) to 0…MAX_SCORE; absent: they already are. */
  readonly normalizeScore?: (scores: readonly number[]) => readonly number[];
}

/** A place a plugin took at Reserve and gives back when the pod is not bound after all. */
export type Unreserve = () => void;

/**
 * A scheduling plugin, by kube-scheduler's extension points: PreFilter is `prepare`, then Filter, PreScore, Score and
 * NormalizeScore of the cycle it returns; then Reserve. PostFilter (preemption) has its place in the order, before a
 * pod is declared unschedulable, and no plugin yet.
 */
export interface Plugin {
  /** Upstream's name, e.g. `NodeResourcesFit`; it stands in explanations. */
  readonly name: string;
  /** Factor of its scores in a node's total; upstream's default. */
  readonly weight: number;
  /** What can make a pod fit that this plugin rejected. */
  readonly wakes: readonly Wake[];
  readonly prepare: (pod: PendingPod, nodes: NodeColumns) => PluginCycle;
  /** PostFilter: called when no node fits; a message to add to the pod's condition. */
  readonly postFilter?: (pod: PendingPod, nodes: NodeColumns) => string | undefined;
  /** Reserve: called once a node is chosen, before binding. */
  readonly reserve?: (pod: PendingPod, node: string) => Unreserve;
}

/** Nothing to say about this pod at any extension point. */
export const SKIP: PluginCycle = {};

/** Scores so that the greatest becomes MAX_SCORE, or with `reverse` the least; upstream's default normalization. */
export const normalizeByGreatest = (reverse: boolean) => (scores: readonly number[]): readonly number[] => {
  const greatest = Math.max(0, ...scores);
  if (greatest === 0) return scores.map(() => (reverse ? MAX_SCORE : 0));
  return scores.map((score) => {
    const scaled = Math.floor((MAX_SCORE * score) / greatest);
    return reverse ? MAX_SCORE - scaled : scaled;
  });
};
