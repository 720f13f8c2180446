import type { Job } from '../../../events/resources/batch/job/schema.ts';
import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import type { Viewed } from '../../kit/reconciler.ts';
import { rankForDeletion } from '../replicaset/rank-for-deletion.ts';
import { endedAtMs, jobRetryAtMs, retryAtMs } from './back-off.ts';
import { rulingOn } from './pod-failure-policy.ts';
import type { NewPod } from './pod-from-job.ts';
import type { Tally } from './tally.ts';
import { MAX_PODS_PER_BATCH, earlierFailures } from './tally.ts';
import { hasFailed, indexOf, isIndexed, replacesOnlyEnded } from './tracking.ts';

/** Pods to remove or to make, never both; or when to look again because failures back off. */
export interface Wanted {
  readonly remove: readonly Viewed<Pod>[];
  readonly make: readonly NewPod[];
  readonly againAtMs?: number;
}

export interface Running {
  readonly job: Job;
  readonly pods: readonly Pod[];
  readonly tally: Tally;
  readonly nowMs: number;
}

const NOTHING: Wanted = { remove: [], make: [] };

const activeWanted = ({ spec }: Job, { active, succeeded, succeededIndexes, failedIndexes }: Tally): number => {
  const parallelism = spec.parallelism ?? 1;
  if (spec.completions === undefined) return succeeded > 0 ? active.length : parallelism;
  const open = spec.backoffLimitPerIndex === undefined ? spec.completions - succeeded : spec.completions - succeededIndexes.size - failedIndexes.size;
  return Math.max(0, Math.min(parallelism, open));
};

/** Active pods that cannot count: their index is none of the job's, is done already, or another active pod has it. */
const surplusByIndex = (job: Job, { active, succeededIndexes }: Tally): readonly Viewed<Pod>[] => {
  if (!isIndexed(job)) return [];
  const seen = new Set<number>(succeededIndexes);
  return active.filter(({ object }) => {
    const index = indexOf(object, job);
    if (index === undefined || seen.has(index)) return true;
    seen.add(index);
    return false;
  });
};

const toRemove = ({ job, tally, nowMs }: Running, wanted: number): readonly Viewed<Pod>[] => {
  const surplus = surplusByIndex(job, tally);
  const more = tally.active.length - wanted - surplus.length;
  if (more <= 0) return surplus;
  const rest = tally.active.filter((pod) => !surplus.includes(pod));
  return [...surplus, ...rankForDeletion(rest, rest.map(({ object }) => object), nowMs).slice(0, more)];
};

/** Indexes without a pod, lowest first; one whose pod is still ending waits where only ended pods are replaced. */
const openIndexes = ({ job, pods, tally }: Running, count: number): readonly number[] => {
  const taken = new Set([...tally.succeededIndexes, ...tally.failedIndexes]);
  const isHeld = replacesOnlyEnded(job) ? pods.filter((pod) => pod.metadata.deletionTimestamp !== undefined && pod.status.phase !== 'Failed' && !hasFailed(pod, job)) : [];
  for (const pod of [...tally.active.map(({ object }) => object), ...isHeld]) taken.add(indexOf(pod, job) ?? -1);
  const open: number[] = [];
  for (let index = 0; index < (job.spec.completions ?? 0) && open.length < count; index += 1) if (!taken.has(index)) open.push(index);
  return open;
};

interface Due {
  readonly index: number;
  readonly failures: number;
  readonly atMs: number;
}

/** An index's failures are counted from pod to pod: each says how many went before it. */
const dueIndex = ({ job, pods }: Running, index: number): Due => {
  const failed = pods.filter((pod) => hasFailed(pod, job) && indexOf(pod, job) === index);
  if (failed.length === 0) return { index, failures: 0, atMs: 0 };
  const failures = Math.max(...failed.map((pod) => earlierFailures(pod) + (rulingOn(pod, job).action === 'Ignore' ? 0 : 1)));
  return { index, failures, atMs: retryAtMs(failures, Math.max(...failed.map(endedAtMs))) };
};

const dueByIndex = (running: Running, indexes: readonly number[]): Wanted => {
  const due = indexes.map((index) => dueIndex(running, index));
  const make = due.filter(({ atMs }) => atMs <= running.nowMs).map(({ index, failures }) => ({ index, failures }));
  const againAtMs = Math.min(...due.map(({ atMs }) => atMs).filter((atMs) => atMs > running.nowMs));
  return { remove: [], make, ...(Number.isFinite(againAtMs) && { againAtMs }) };
};

const toMake = (running: Running, missing: number): Wanted => {
  const { job, pods, nowMs } = running;
  const count = Math.min(missing, MAX_PODS_PER_BATCH);
  if (job.spec.backoffLimitPerIndex !== undefined) return dueByIndex(running, openIndexes(running, count));
  const againAtMs = jobRetryAtMs(job, pods);
  if (againAtMs > nowMs) return { ...NOTHING, againAtMs };
  if (isIndexed(job)) return { remove: [], make: openIndexes(running, count).map((index) => ({ index })) };
  return { remove: [], make: Array.from({ length: count }, () => ({})) };
};

/** Upstream's manageJob: how a job that goes on comes to as many active pods as it wants. */
export const wantedPods = (running: Running): Wanted => {
  const { job, tally } = running;
  if (job.spec.suspend === true) return { remove: tally.active.slice(0, MAX_PODS_PER_BATCH), make: [] };
  const wanted = activeWanted(job, tally);
  const remove = toRemove(running, wanted).slice(0, MAX_PODS_PER_BATCH);
  if (remove.length > 0) return { remove, make: [] };
  const missing = wanted - tally.active.length - (replacesOnlyEnded(job) ? tally.terminating : 0);
  return missing > 0 ? toMake(running, missing) : NOTHING;
};
