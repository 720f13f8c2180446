import type { Viewed } from '../../kit/reconciler.ts';
import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import { parseTime } from '../../kit/timestamp.ts';
import { isReady, readySinceMs } from '../workload/pod-state.ts';

type Status = NonNullable<Pod['status']['containerStatuses']>[number];

const PHASE_RANK: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const NANOSECONDS_PER_MS = 1e6;

const deletionCost = ({ metadata }: Pod): number => {
  const cost = metadata.annotations?.[DELETION_COST];
  return cost !== undefined && /^(0|-?[1-9]\d*)$/.test(cost) ? Number(cost) : 0;
};

const maxRestarts = (statuses: readonly Status[] | undefined): number =>
  Math.max(0, ...(statuses ?? []).map(({ restartCount }) => restartCount));

/** Ages are compared by order of magnitude, so that a scale-down does not always hit the newest failure domain. */
const logarithmicAge = (sinceMs: number, nowMs: number): number => {
  const age = (nowMs - sinceMs) * NANOSECONDS_PER_MS;
  return age > 0 ? Math.floor(Math.log2(age)) : -1;
};

/** Younger first; of about the same age, the lower uid first; unknown times before known ones. */
const compareAges = (a: number | undefined, b: number | undefined, tie: { readonly nowMs: number; readonly uids: number }): number => {
  if (a === b) return 0;
  if (a === undefined) return -1;
  if (b === undefined) return 1;
  const difference = logarithmicAge(a, tie.nowMs) - logarithmicAge(b, tie.nowMs);
  return difference === 0 ? tie.uids : difference;
};

interface Surroundings {
  readonly nowMs: number;
  /** Active pods of the same top owner, per node. */
  readonly perNode: ReadonlyMap<string, number>;
}

type Comparison = (a: Pod, b: Pod, around: Surroundings) => number;

const assigned = ({ spec }: Pod): number => (spec.nodeName === undefined || spec.nodeName === '' ? 0 : 1);
const phase = ({ status }: Pod): number => PHASE_RANK[status.phase ?? ''] ?? 0;
const neighbours = ({ spec }: Pod, { perNode }: Surroundings): number => perNode.get(spec.nodeName ?? '') ?? 0;
const uidOrder = (a: Pod, b: Pod): number => (a.metadata.uid < b.metadata.uid ? -1 : Number(a.metadata.uid > b.metadata.uid));

/** Upstream's ActivePodsWithRanks, most dispensable first. The uid last makes the order total. */
const COMPARISONS: readonly Comparison[] = [
  (a, b) => assigned(a) - assigned(b),
  (a, b) => phase(a) - phase(b),
  (a, b) => Number(isReady(a)) - Number(isReady(b)),
  (a, b) => deletionCost(a) - deletionCost(b),
  (a, b, around) => neighbours(b, around) - neighbours(a, around),
  (a, b, { nowMs }) => (isReady(a) && isReady(b) ? compareAges(readySinceMs(a), readySinceMs(b), { nowMs, uids: uidOrder(a, b) }) : 0),
  (a, b) => maxRestarts(b.status.containerStatuses) - maxRestarts(a.status.containerStatuses),
  (a, b, { nowMs }) => compareAges(parseTime(a.metadata.creationTimestamp), parseTime(b.metadata.creationTimestamp), { nowMs, uids: uidOrder(a, b) }),
  (a, b) => uidOrder(a, b),
];

/**
 * The pods in the order a ReplicaSet gives them up. `related` are the active pods of all ReplicaSets with the same
 * controller: of several on one node, some go first.
 */
export const rankForDeletion = (pods: readonly Viewed<Pod>[], related: readonly Pod[], nowMs: number): readonly Viewed<Pod>[] => {
  const perNode = new Map<string, number>();
  for (const { spec: { nodeName = '' } } of related) perNode.set(nodeName, (perNode.get(nodeName) ?? 0) + 1);
  const around: Surroundings = { nowMs, perNode };
  const compare = (a: Pod, b: Pod): number => {
    for (const comparison of COMPARISONS) {
      const order = comparison(a, b, around);
      if (order !== 0) return order;
    }
    return 0;
  };
  return pods.toSorted((a, b) => compare(a.object, b.object));
};
