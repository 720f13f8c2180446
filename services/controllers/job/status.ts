import type { Job, JobCondition, JobStatus } from '../../../events/resources/batch/job/schema.ts';
import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import { formatTime } from '../../kit/timestamp.ts';
import { isReady } from '../workload/pod-state.ts';
import { heldCondition, newCondition, withCondition } from './conditions.ts';
import { indexText } from './index-text.ts';
import type { Tally } from './tally.ts';
import { isIndexed } from './tracking.ts';
import type { Verdict } from './verdict.ts';

/** What a decision leaves of a job, its own batch counted. */
export interface Decided {
  readonly tally: Tally;
  /** Active pods that stay, and how many are made. */
  readonly kept: readonly Pod[];
  readonly made: number;
  readonly terminating: number;
  readonly failed: number;
  readonly verdict: Verdict | undefined;
  /** Whether the verdict is carried out: no pod runs or ends any more. */
  readonly isOver: boolean;
}

const orAbsent = (count: number): number | undefined => (count === 0 ? undefined : count);
const orAbsentText = (text: string): string | undefined => (text === '' ? undefined : text);

/** The condition an ended job has, after the one that said it would. */
const END = { FailureTarget: 'Failed', SuccessCriteriaMet: 'Complete' } as const;

const suspension = (job: Job, nowMs: number): JobCondition | undefined => {
  const isHeld = heldCondition(job, 'Suspended') !== undefined;
  if (job.spec.suspend === true) return isHeld ? undefined : newCondition({ type: 'Suspended', reason: 'JobSuspended', message: 'Job suspended' }, nowMs);
  return isHeld ? newCondition({ type: 'Suspended', status: 'False', reason: 'JobResumed', message: 'Job resumed' }, nowMs) : undefined;
};

/** What changes about a job's being suspended, while it goes on. */
export const suspensionChange = (job: Job, { verdict }: Decided, nowMs: number): JobCondition | undefined =>
  verdict === undefined && job.metadata.deletionTimestamp === undefined ? suspension(job, nowMs) : undefined;

const conditionsOf = (job: Job, decided: Decided, nowMs: number): readonly JobCondition[] => {
  const { verdict, isOver } = decided;
  const added = [suspensionChange(job, decided, nowMs)];
  if (verdict !== undefined && heldCondition(job, verdict.type) === undefined) added.push(newCondition(verdict, nowMs));
  if (verdict !== undefined && isOver) added.push(newCondition({ ...verdict, type: END[verdict.type] }, nowMs));
  return added.reduce<readonly JobCondition[]>((all, each) => (each === undefined ? all : withCondition(all, each)), job.status.conditions ?? []);
};

/** A job begins when it is first not suspended, and again each time it is resumed; whatever ended had begun. */
const startOf = (job: Job, decided: Decided, nowMs: number): string | undefined => {
  const isResumed = suspensionChange(job, decided, nowMs)?.status === 'False';
  const isDue = job.spec.suspend !== true || decided.isOver;
  return isResumed || (job.status.startTime === undefined && isDue) ? formatTime(nowMs) : job.status.startTime;
};

/** The status as it is stored: zero counts absent, except those upstream always writes. */
export const jobStatus = (job: Job, decided: Decided, nowMs: number): JobStatus => {
  const { tally, kept, made, terminating, verdict, isOver } = decided;
  const conditions = conditionsOf(job, decided, nowMs);
  return {
    conditions: conditions.length === 0 ? undefined : [...conditions],
    startTime: startOf(job, decided, nowMs),
    completionTime: isOver && verdict?.type === 'SuccessCriteriaMet' ? formatTime(nowMs) : job.status.completionTime,
    active: orAbsent(kept.length + made),
    ready: kept.filter(isReady).length,
    terminating,
    succeeded: orAbsent(tally.succeeded),
    failed: orAbsent(decided.failed),
    completedIndexes: isIndexed(job) ? orAbsentText(indexText(tally.succeededIndexes)) : undefined,
    failedIndexes: job.spec.backoffLimitPerIndex === undefined ? undefined : indexText(tally.failedIndexes),
    // Counters and finalizers change in one batch: nothing is ever between them.
    uncountedTerminatedPods: {},
  };
};
