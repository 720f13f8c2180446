import type { Job, JobCondition } from '../../../events/resources/batch/job/schema.ts';
import { formatTime } from '../../kit/timestamp.ts';

export const heldCondition = ({ status }: Job, type: string): JobCondition | undefined =>
  status.conditions?.find((condition) => condition.type === type && condition.status === 'True');

/** The condition a job has ended with. */
export const endOf = (job: Job): JobCondition | undefined => heldCondition(job, 'Complete') ?? heldCondition(job, 'Failed');

export const newCondition = (what: { readonly type: string; readonly status?: 'True' | 'False'; readonly reason: string; readonly message: string }, nowMs: number): JobCondition => {
  const time = formatTime(nowMs);
  const { type, status = 'True', reason, message } = what;
  return { type, status, lastProbeTime: time, lastTransitionTime: time, reason, message };
};

/** The conditions with one more, or with that one in the place of the old one of its type. */
export const withCondition = (conditions: readonly JobCondition[], condition: JobCondition): readonly JobCondition[] =>
  conditions.some(({ type }) => type === condition.type) ? conditions.map((each) => (each.type === condition.type ? condition : each)) : [...conditions, condition];
