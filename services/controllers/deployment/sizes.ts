import type { Limits } from './limits.ts';

/** One ReplicaSet in numbers, all of one moment. */
export interface Group {
  /** spec.replicas: what its controller may bring it to at any time. */
  readonly size: number;
  /** Pods that are neither finished nor terminating. */
  readonly live: number;
  readonly ready: number;
  readonly available: number;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Pods the group may come to: those it has, and those its controller may still create. */
const reach = (group: Group, size: number): number => Math.max(size, group.live);

/**
 * Available pods that remain for sure once the group's controller has brought it to `size`. It gives up pods that are
 * not ready first; among the ready ones any may go.
 */
const certain = ({ ready, available }: Group, size: number): number => Math.max(0, available - Math.max(0, ready - size));

const minAvailable = ({ replicas, maxUnavailable }: Limits): number => replicas - maxUnavailable;

const totalCertain = (groups: readonly Group[], sizes: readonly number[]): number =>
  sum(groups.map((group, index) => certain(group, sizes[index] ?? group.size)));

/** Pods all groups may come to with these sizes. */
export const totalReach = (groups: readonly Group[], sizes: readonly number[]): number =>
  sum(groups.map((group, index) => reach(group, sizes[index] ?? group.size)));

export const maxPods = ({ replicas, maxSurge }: Limits): number => replicas + maxSurge;

/**
 * Size of the new ReplicaSet in a rolling update. Room is what the limit leaves beside every pod that exists or may
 * still be created, so scaled-down groups whose surplus lives on keep their place until it is gone.
 */
export const sizeOfNew = (current: Group, old: readonly Group[], limits: Limits): number => {
  if (current.size >= limits.replicas) return limits.replicas;
  const room = maxPods(limits) - totalReach([current, ...old], []);
  return room <= 0 ? current.size : Math.min(current.size + room, limits.replicas);
};

/** Sizes under change, the first being the new group's; lowers one step at a time while that is safe. */
interface Draft {
  readonly sizes: number[];
  /** Lowers the group by at most `most`; answers by how much it did. */
  lower(index: number, most: number): number;
}

const draftOf = (groups: readonly Group[], floor: number): Draft => {
  const sizes = groups.map(({ size }) => size);
  const loss = (index: number): number => {
    const group = groups[index];
    const size = sizes[index] ?? 0;
    return group === undefined ? 0 : certain(group, size) - certain(group, size - 1);
  };
  const lower = (index: number, most: number): number => {
    let done = 0;
    let left = totalCertain(groups, sizes);
    while (done < most && (sizes[index] ?? 0) > 0) {
      const lost = loss(index);
      if (lost > 0 && left - lost < floor) break;
      left -= lost;
      done += 1;
      sizes[index] = (sizes[index] ?? 0) - 1;
    }
    return done;
  };
  return { sizes, lower };
};

/**
 * Sizes of the old ReplicaSets (oldest first) in a rolling update: first those pods go that are not available, then
 * as many available ones as the minimum allows.
 */
export const sizesOfOld = (current: Group, old: readonly Group[], limits: Limits): readonly number[] => {
  const groups = [current, ...old];
  const least = minAvailable(limits);
  const newUnavailable = Math.max(0, current.size - current.available);
  const draft = draftOf(groups, least);
  let budget = sum(groups.map(({ size }) => size)) - least - newUnavailable;
  if (budget <= 0) return old.map(({ size }) => size);
  old.forEach(({ size, available }, index) => {
    budget -= draft.lower(index + 1, Math.min(budget, Math.max(0, size - available)));
  });
  let spare = sum(groups.map(({ size, available }) => Math.min(size, available))) - least;
  old.forEach((_group, index) => {
    spare -= draft.lower(index + 1, Math.max(0, spare));
  });
  return draft.sizes.slice(1);
};

/** A group with the annotation that says what the Deployment's limit was when it was last sized. */
export interface Scalable extends Group {
  readonly maxBefore: number | undefined;
}

interface ScaleOf {
  readonly limits: Limits;
  /** status.replicas of the Deployment, where a group has no annotation. */
  readonly statusReplicas: number;
}

/** The group's share of a scaling, by its share of the previous limit. */
const proportion = ({ size, maxBefore }: Scalable, { limits, statusReplicas }: ScaleOf, left: number): number => {
  if (size === 0 || left === 0) return 0;
  const before = maxBefore === undefined || maxBefore === 0 ? statusReplicas : maxBefore;
  const wanted = before === 0 ? 0 : Math.round((size * maxPods(limits)) / before) - size;
  const fraction = limits.replicas === 0 ? -size : wanted;
  return left > 0 ? Math.max(0, Math.min(fraction, left)) : Math.min(0, Math.max(fraction, left));
};

/** Brings a scale-down under the limit without giving up available pods the minimum needs, unready ones first. */
const keepAvailable = (groups: readonly Group[], wanted: readonly number[], limits: Limits): readonly number[] => {
  const allowed = sum(wanted);
  const draft = draftOf(groups, minAvailable(limits));
  groups.forEach(({ size }, index) => draft.lower(index, size - (wanted[index] ?? size)));
  groups.forEach((_group, index) => draft.lower(index, Math.max(0, sum(draft.sizes) - allowed)));
  return draft.sizes;
};

/**
 * Proportional scaling of several active groups in the middle of a rollout, in the order given (largest first; of
 * equals the newest first when growing, the oldest when shrinking). The first takes what rounding leaves.
 */
export const proportionalSizes = (groups: readonly Scalable[], scale: ScaleOf): readonly number[] => {
  const allowed = scale.limits.replicas > 0 ? maxPods(scale.limits) : 0;
  const toAdd = allowed - sum(groups.map(({ size }) => size));
  if (toAdd === 0) return groups.map(({ size }) => size);
  let added = 0;
  const sizes = groups.map((group) => {
    const share = proportion(group, scale, toAdd - added);
    added += share;
    return group.size + share;
  });
  sizes[0] = Math.max(0, (sizes[0] ?? 0) + toAdd - added);
  return toAdd < 0 ? keepAvailable(groups, sizes, scale.limits) : sizes;
};
