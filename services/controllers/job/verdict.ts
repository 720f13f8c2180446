import type { JsonObject } from '../../../events/json.ts';
import type { Job } from '../../../events/resources/batch/job/schema.ts';
import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import { formatTime, parseTime } from '../../kit/timestamp.ts';
import { heldCondition } from './conditions.ts';
import { rulingOn } from './pod-failure-policy.ts';
import { metSuccessRule } from './success-policy.ts';
import type { Tally } from './tally.ts';
import { hasFailed, isIndexed } from './tracking.ts';

/** That a job is to end, how and why; it ends once its pods have. */
export interface Verdict {
  readonly type: 'FailureTarget' | 'SuccessCriteriaMet';
  readonly reason: string;
  readonly message: string;
  readonly facts?: JsonObject;
}

export interface Judged {
  readonly job: Job;
  readonly pods: readonly Pod[];
  readonly tally: Tally;
  readonly nowMs: number;
}

const failure = (reason: string, message: string, facts?: JsonObject): Verdict => ({ type: 'FailureTarget', reason, message, ...(facts && { facts }) });
const success = (reason: string, message: string): Verdict => ({ type: 'SuccessCriteriaMet', reason, message });

const standing = (job: Job): Verdict | undefined => {
  for (const type of ['SuccessCriteriaMet', 'FailureTarget'] as const) {
    const held = heldCondition(job, type);
    if (held !== undefined) return { type, reason: held.reason ?? '', message: held.message ?? '' };
  }
  return undefined;
};

const byPolicy = ({ job, pods }: Judged): Verdict | undefined => {
  if (job.spec.podFailurePolicy === undefined) return undefined;
  const ruling = pods.filter((pod) => hasFailed(pod, job)).map((pod) => rulingOn(pod, job)).find(({ action }) => action === 'FailJob');
  return ruling && failure('PodFailurePolicy', ruling.message);
};

/** Containers that are restarted in their pods count as failures while the pods live. */
const hasRestartedTooOften = ({ job, pods }: Judged, limit: number): boolean => {
  if (job.spec.template.spec.restartPolicy !== 'OnFailure') return false;
  const living = pods.filter(({ status }) => status.phase === 'Running' || status.phase === 'Pending');
  const restarts = living.flatMap(({ status }) => [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]).reduce((sum, { restartCount }) => sum + restartCount, 0);
  return limit === 0 ? restarts > 0 : restarts >= limit;
};

const byBackoffLimit = (judged: Judged): Verdict | undefined => {
  const limit = judged.job.spec.backoffLimit ?? Number.POSITIVE_INFINITY;
  return judged.tally.failed > limit || hasRestartedTooOften(judged, limit) ? failure('BackoffLimitExceeded', 'Job has reached the specified backoff limit') : undefined;
};

/** When the job's time is over; undefined while no time runs. */
export const deadlineMs = ({ spec, status }: Job): number | undefined => {
  const start = parseTime(status.startTime);
  return spec.activeDeadlineSeconds === undefined || start === undefined || spec.suspend === true ? undefined : start + spec.activeDeadlineSeconds * 1000;
};

const byDeadline = ({ job, nowMs }: Judged): Verdict | undefined => {
  const deadline = deadlineMs(job);
  if (deadline === undefined || deadline > nowMs) return undefined;
  return failure('DeadlineExceeded', 'Job was active longer than specified deadline', { deadline: formatTime(deadline), because: 'activeDeadlineSeconds passed since the job began' });
};

const byIndexes = ({ job, tally: { failedIndexes, succeededIndexes } }: Judged): Verdict | undefined => {
  if (!isIndexed(job)) return undefined;
  const { maxFailedIndexes, completions = 0 } = job.spec;
  if (maxFailedIndexes !== undefined && failedIndexes.size > maxFailedIndexes) return failure('MaxFailedIndexesExceeded', 'Job has exceeded the specified maximal number of failed indexes');
  if (failedIndexes.size > 0 && failedIndexes.size + succeededIndexes.size >= completions) return failure('FailedIndexes', 'Job has failed indexes');
  const rule = metSuccessRule(job, succeededIndexes);
  return rule === undefined ? undefined : success('SuccessPolicy', rule);
};

const byCompletions = ({ job: { spec }, tally: { active, succeeded } }: Judged): Verdict | undefined => {
  const isReached = spec.completions === undefined ? succeeded > 0 && active.length === 0 : succeeded >= spec.completions;
  return isReached ? success('CompletionsReached', 'Reached expected number of succeeded pods') : undefined;
};

/** Upstream's order: a verdict once recorded stands; failures before successes. */
export const verdictOn = (judged: Judged): Verdict | undefined =>
  standing(judged.job) ?? byPolicy(judged) ?? byBackoffLimit(judged) ?? byDeadline(judged) ?? byIndexes(judged) ?? byCompletions(judged);
