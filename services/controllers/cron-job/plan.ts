import { jsonEqual } from '../../../events/json-equal.ts';
import type { JsonObject } from '../../../events/json.ts';
import { lastActivation, nextActivation, wallClock, zoneOf } from '../../../events/meta/cron-activation.ts';
import { parseCronSchedule } from '../../../events/meta/cron-schedule.ts';
import type { CronJob, CronJobStatus } from '../../../events/resources/batch/cron-job/schema.ts';
import { cronJobs } from '../../../events/resources/batch/cron-job/schema.ts';
import type { Job } from '../../../events/resources/batch/job/schema.ts';
import { jobs } from '../../../events/resources/batch/job/schema.ts';
import type { Command, CreateObject, DeleteObject, UpdateObject } from '../../kit/command.ts';
import type { EventNote, Plan, RefusedBatch, Viewed } from '../../kit/reconciler.ts';
import { formatTime, parseTime } from '../../kit/timestamp.ts';
import { boundedWait } from '../workload/longest-wait.ts';
import { controllerReference } from '../workload/ownership.ts';
import { notesAbout, refOf } from '../workload/refs.ts';

/** One CronJob and its jobs, all read at one position of the log. */
export interface CronJobInputs {
  readonly cronJob: Viewed<CronJob>;
  readonly owned: readonly Viewed<Job>[];
  /** Whether a job of that name exists in the namespace. */
  readonly taken: (name: string) => boolean;
  readonly nowMs: number;
}

const SCHEDULED = 'batch.kubernetes.io/cronjob-scheduled-timestamp';
const MINUTE_MS = 60_000;
/** Finished jobs removed in one batch. */
const MOST_REMOVED = 100;

const endOf = ({ status }: Job): 'Complete' | 'Failed' | undefined => {
  const held = (type: string): boolean => status.conditions?.some((each) => each.type === type && each.status === 'True') === true;
  if (held('Complete')) return 'Complete';
  return held('Failed') ? 'Failed' : undefined;
};

/** A job of the schedule's that has not ended; one that a person made from the template is in nobody's way. */
const isRunning = ({ object }: Viewed<Job>): boolean => endOf(object) === undefined && object.metadata.annotations?.[SCHEDULED] !== undefined;

/** The moments that matter now: the last one not served yet, and the next. */
interface Moments {
  readonly due: number | undefined;
  readonly next: number | undefined;
}

const momentsOf = ({ metadata, spec, status }: CronJob, nowMs: number): Moments => {
  const schedule = parseCronSchedule(spec.schedule);
  const clock = wallClock(spec.timeZone ?? zoneOf(spec.schedule));
  const served = parseTime(status.lastScheduleTime) ?? parseTime(metadata.creationTimestamp) ?? nowMs;
  const due = lastActivation(schedule, { afterMs: served, nowMs, clock });
  return { due, next: nextActivation(schedule, 'everySeconds' in schedule ? due ?? served : nowMs, clock) };
};

/** What is done about the moment that is due. */
interface Start {
  readonly create?: string;
  readonly replaced: readonly Viewed<Job>[];
  readonly servedMs?: number;
  readonly notes: readonly EventNote[];
}

const jobName = ({ metadata }: CronJob, dueMs: number): string => `${metadata.name}-${Math.floor(dueMs / MINUTE_MS)}`;

const isTooLate = ({ spec: { startingDeadlineSeconds: deadline } }: CronJob, dueMs: number, nowMs: number): boolean =>
  deadline !== undefined && dueMs + deadline * 1000 < nowMs;

const startOf = (inputs: CronJobInputs, due: number | undefined): Start => {
  const { cronJob: { object: cronJob }, owned, taken, nowMs } = inputs;
  const nothing: Start = { replaced: [], notes: [] };
  if (due === undefined || cronJob.spec.suspend === true || cronJob.metadata.deletionTimestamp !== undefined) return nothing;
  const { normal, warning } = notesAbout(cronJobs, cronJob);
  if (isTooLate(cronJob, due, nowMs)) return { ...nothing, notes: [warning('MissSchedule', `Missed scheduled time to start a job: ${formatTime(due)}`)] };
  const active = owned.filter(isRunning);
  if (cronJob.spec.concurrencyPolicy === 'Forbid' && active.length > 0) {
    return { ...nothing, notes: [normal('JobAlreadyActive', 'Not starting job because prior execution is running and concurrency policy is Forbid')] };
  }
  const name = jobName(cronJob, due);
  if (owned.some(({ entry }) => entry.name === name)) return { ...nothing, servedMs: due };
  if (taken(name)) return { ...nothing, notes: [warning('FailedCreate', `Error creating job: jobs.batch "${name}" already exists`)] };
  const replaced = cronJob.spec.concurrencyPolicy === 'Replace' ? active : [];
  return { create: name, replaced, servedMs: due, notes: [...replaced.map(({ entry }) => normal('SuccessfulDelete', `Deleted job ${entry.name}`)), normal('SuccessfulCreate', `Created job ${name}`)] };
};

/** Finished jobs beyond what is kept, oldest first. */
const beyondHistory = ({ spec: { failedJobsHistoryLimit, successfulJobsHistoryLimit } }: CronJob, owned: readonly Viewed<Job>[]): readonly Viewed<Job>[] => {
  const startMs = ({ object }: Viewed<Job>): number => parseTime(object.status.startTime) ?? parseTime(object.metadata.creationTimestamp) ?? 0;
  const beyond = (end: 'Complete' | 'Failed', limit: number | undefined): readonly Viewed<Job>[] => {
    const ended = owned.filter(({ object }) => endOf(object) === end && object.metadata.deletionTimestamp === undefined).toSorted((a, b) => startMs(a) - startMs(b));
    return limit === undefined ? [] : ended.slice(0, Math.max(0, ended.length - limit));
  };
  return [...beyond('Complete', successfulJobsHistoryLimit), ...beyond('Failed', failedJobsHistoryLimit)];
};

const statusOf = ({ object: { status } }: Viewed<CronJob>, owned: readonly Viewed<Job>[], servedMs: number | undefined): CronJobStatus => {
  const active = owned.filter(isRunning).map(({ entry, object: { apiVersion, kind, metadata: { namespace, name, uid } } }) => {
    const known = status.active?.find((each) => each.uid === uid);
    return known ?? { apiVersion, kind, namespace, name, uid, resourceVersion: String(entry.sequence) };
  });
  const ends = owned.filter(({ object }) => endOf(object) === 'Complete').map(({ object }) => object.status.completionTime).filter((at) => at !== undefined);
  const lastSuccessfulTime = [...ends, status.lastSuccessfulTime].filter((at) => at !== undefined).toSorted().at(-1);
  return {
    active: active.length === 0 ? undefined : active,
    lastScheduleTime: servedMs === undefined ? status.lastScheduleTime : formatTime(servedMs),
    lastSuccessfulTime,
  };
};

/** What became of jobs the status still tells to run. */
const activityNotes = ({ object: cronJob }: Viewed<CronJob>, owned: readonly Viewed<Job>[]): readonly EventNote[] => {
  const { normal } = notesAbout(cronJobs, cronJob);
  return (cronJob.status.active ?? []).flatMap(({ uid, name }) => {
    const found = owned.find(({ object }) => object.metadata.uid === uid);
    if (found === undefined) return [normal('MissingJob', `Active job went missing: ${name}`)];
    const end = endOf(found.object);
    return end === undefined ? [] : [normal('SawCompletedJob', `Saw completed job: ${name}, condition: ${end}`)];
  });
};

const jobOf = (cronJob: CronJob, name: string, dueMs: number): JsonObject => {
  const { metadata, spec } = cronJob.spec.jobTemplate;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      namespace: cronJob.metadata.namespace,
      labels: metadata.labels,
      annotations: { ...metadata.annotations, [SCHEDULED]: formatTime(dueMs) },
      finalizers: metadata.finalizers,
      ownerReferences: [controllerReference(cronJob)],
    },
    spec,
  };
};

const createJob = (cronJob: CronJob, name: string, dueMs: number): CreateObject => ({
  verb: 'create',
  ref: { ...jobs, namespace: cronJob.metadata.namespace, name },
  object: jobOf(cronJob, name, dueMs),
  reason: `cron job ${cronJob.metadata.name}: ${formatTime(dueMs)} has come`,
});

const deleteJob = ({ entry, object }: Viewed<Job>, reason: string): DeleteObject =>
  ({ verb: 'delete', ref: refOf(jobs, object), expect: { uid: object.metadata.uid, sequence: entry.sequence }, propagation: 'Background', reason });

const commandsOf = ({ cronJob: { object: cronJob } }: CronJobInputs, start: Start, old: readonly Viewed<Job>[]): readonly Command[] => [
  ...old.map((job) => deleteJob(job, `cron job ${cronJob.metadata.name}: more finished jobs than are kept`)),
  ...start.replaced.map((job) => deleteJob(job, `cron job ${cronJob.metadata.name}: replaced by ${start.create ?? 'none'}`)),
  ...(start.create === undefined || start.servedMs === undefined ? [] : [createJob(cronJob, start.create, start.servedMs)]),
];

const againAfter = ({ spec }: CronJob, next: number | undefined, nowMs: number): { readonly againAfterMs?: number } =>
  (spec.suspend === true || next === undefined ? {} : { againAfterMs: boundedWait(Math.max(0, next - nowMs)) });

/**
 * Upstream's syncCronJob as one decision. A job is made only in the batch that compares and sets the CronJob and moves its
 * lastScheduleTime, and its name follows from the moment: no moment is served twice (docs/adr/0004-owner-fence.md).
 */
export const planCronJob = (inputs: CronJobInputs): Plan => {
  const { cronJob, owned, nowMs } = inputs;
  const { entry, object } = cronJob;
  const { due, next } = momentsOf(object, nowMs);
  const start = startOf(inputs, due);
  // One batch: what is more than it holds goes after the next change, and these are changes.
  const old = beyondHistory(object, owned).slice(0, MOST_REMOVED);
  const commands = commandsOf(inputs, start, old);
  const status = statusOf(cronJob, owned, start.servedMs);
  const again = againAfter(object, next, nowMs);
  const { normal } = notesAbout(cronJobs, object);
  const notes = [...activityNotes(cronJob, owned), ...old.map(({ entry: { name } }) => normal('SuccessfulDelete', `Deleted job ${name}`)), ...start.notes];
  if (commands.length === 0 && jsonEqual(status, object.status)) return { batches: [], notes, ...again };
  const update: UpdateObject = {
    verb: 'update',
    subresource: 'status',
    ref: refOf(cronJobs, object),
    object: { ...object, status },
    expect: { uid: object.metadata.uid, sequence: entry.sequence },
    reason: start.create === undefined ? `${status.active?.length ?? 0} jobs run` : `creates ${start.create}`,
    ...(start.servedMs !== undefined && { facts: { deadline: formatTime(start.servedMs), because: 'the schedule names this moment' } }),
    ...(commands.length > 0 && { fence: true as const }),
  };
  return { batches: [[update, ...commands]], notes, ...again };
};

/** Records that a job could not be made or removed. */
export const planCronJobRefused = ({ cronJob }: CronJobInputs, { command, refusal }: RefusedBatch): Plan => {
  const isOutdated = refusal.reason === 'Conflict' || refusal.reason === 'NotFound' || refusal.reason === 'AlreadyExists';
  if (isOutdated || (command.verb !== 'create' && command.verb !== 'delete')) return { batches: [] };
  const { warning } = notesAbout(cronJobs, cronJob.object);
  return { batches: [], notes: [command.verb === 'create' ? warning('FailedCreate', `Error creating job: ${refusal.message}`) : warning('FailedDelete', `Deleted job: ${refusal.message}`)] };
};
