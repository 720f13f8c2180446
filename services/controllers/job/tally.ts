import type { Job } from '../../../events/resources/batch/job/schema.ts';
import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import type { Viewed } from '../../kit/reconciler.ts';
import { isActive, isTerminating } from '../workload/pod-state.ts';
import { indexSet } from './index-text.ts';
import { rulingOn } from './pod-failure-policy.ts';
import { hasFailed, hasSucceeded, indexOf, isIndexed, isTracked } from './tracking.ts';

/** What a job's pods come to, those that ended uncounted included. */
export interface Tally {
  readonly active: readonly Viewed<Pod>[];
  readonly terminating: number;
  /** Pods that ended and are to be counted now: they lose the finalizer in the same batch. */
  readonly counting: readonly Viewed<Pod>[];
  /** More ended than one batch counts: what is decided waits for the rest. */
  readonly isPartial: boolean;
  readonly succeeded: number;
  readonly failed: number;
  readonly succeededIndexes: ReadonlySet<number>;
  readonly failedIndexes: ReadonlySet<number>;
}

/** Most pods counted, made or removed in one atomic batch. */
export const MAX_PODS_PER_BATCH = 100;

export const FAILURE_COUNT = 'batch.kubernetes.io/job-index-failure-count';

/** How often the pod's index failed before this pod. */
export const earlierFailures = ({ metadata }: Pod): number => {
  const text = metadata.annotations?.[FAILURE_COUNT] ?? '0';
  return /^\d+$/.test(text) ? Number(text) : 0;
};

const failsIndex = (pod: Pod, job: Job): boolean => {
  const { action } = rulingOn(pod, job);
  const limit = job.spec.backoffLimitPerIndex ?? Number.POSITIVE_INFINITY;
  return action === 'FailIndex' || (action !== 'Ignore' && earlierFailures(pod) >= limit);
};

const failuresCounted = (pods: readonly Pod[], job: Job): readonly Pod[] =>
  pods.filter((pod) => !hasSucceeded(pod) && (!isIndexed(job) || indexOf(pod, job) !== undefined) && rulingOn(pod, job).action !== 'Ignore');

const isPresent = (index: number | undefined): index is number => index !== undefined;

const indexesOf = (job: Job, counted: readonly Pod[]): Pick<Tally, 'succeededIndexes' | 'failedIndexes'> => {
  const completions = job.spec.completions ?? 0;
  const among = (pods: readonly Pod[]): readonly number[] => pods.map((pod) => indexOf(pod, job)).filter(isPresent);
  const succeededIndexes = new Set([...indexSet(job.status.completedIndexes, completions), ...among(counted.filter(hasSucceeded))]);
  if (job.spec.backoffLimitPerIndex === undefined) return { succeededIndexes, failedIndexes: new Set() };
  const failed = [...indexSet(job.status.failedIndexes, completions), ...among(counted.filter((pod) => !hasSucceeded(pod) && failsIndex(pod, job)))];
  return { succeededIndexes, failedIndexes: new Set(failed.filter((index) => !succeededIndexes.has(index))) };
};

export const tallyOf = (job: Job, pods: readonly Viewed<Pod>[]): Tally => {
  const ended = pods.filter(({ object }) => isTracked(object) && (hasSucceeded(object) || hasFailed(object, job)));
  const counting = ended.slice(0, MAX_PODS_PER_BATCH);
  const counted = counting.map(({ object }) => object);
  const indexes = indexesOf(job, counted);
  return {
    active: pods.filter(({ object }) => isActive(object)),
    terminating: pods.filter(({ object }) => isTerminating(object)).length,
    counting,
    isPartial: ended.length > counting.length,
    succeeded: isIndexed(job) ? indexes.succeededIndexes.size : (job.status.succeeded ?? 0) + counted.filter(hasSucceeded).length,
    failed: (job.status.failed ?? 0) + failuresCounted(counted, job).length,
    ...indexes,
  };
};
