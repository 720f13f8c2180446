import type { Job } from '../../../events/resources/batch/job/schema.ts';
import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import { parseTime } from '../../kit/timestamp.ts';
import { rulingOn } from './pod-failure-policy.ts';
import { hasFailed, hasSucceeded } from './tracking.ts';

const FIRST_MS = 10_000;
const LONGEST_MS = 600_000;

/** When a pod ended, as far as it tells. */
export const endedAtMs = ({ metadata, status }: Pod): number => {
  const ends = (status.containerStatuses ?? []).map(({ state }) => parseTime(state?.terminated?.finishedAt) ?? 0);
  const end = Math.max(0, ...ends);
  if (end > 0) return end;
  const changed = parseTime(status.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime);
  if (changed !== undefined) return changed;
  const deleted = parseTime(metadata.deletionTimestamp);
  return deleted === undefined ? parseTime(metadata.creationTimestamp) ?? 0 : deleted - (metadata.deletionGracePeriodSeconds ?? 0) * 1000;
};

/** When the next pod may be made after so many failures in a row: 10 s after the last of one, doubled for each further, at most 10 min. */
export const retryAtMs = (failures: number, lastFailureMs: number): number =>
  failures === 0 ? 0 : lastFailureMs + Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 30));

/** When a job may make its next pod: as many failures back off as followed its last success, of the pods that still exist. */
export const jobRetryAtMs = (job: Job, pods: readonly Pod[]): number => {
  const lastSuccess = Math.max(-1, ...pods.filter(hasSucceeded).map(endedAtMs));
  const failures = pods.filter((pod) => hasFailed(pod, job) && rulingOn(pod, job).action !== 'Ignore').map(endedAtMs).filter((at) => at >= lastSuccess);
  return retryAtMs(failures.length, Math.max(0, ...failures));
};
