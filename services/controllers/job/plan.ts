import { jsonEqual } from '../../../events/json-equal.ts';
import type { JsonObject } from '../../../events/json.ts';
import { listAt, withValueAt } from '../../../events/json-path.ts';
import type { Job, JobStatus } from '../../../events/resources/batch/job/schema.ts';
import { jobs } from '../../../events/resources/batch/job/schema.ts';
import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import { pods as podResource } from '../../../events/resources/core/pod/schema.ts';
import type { Command, CreateObject, DeleteObject, UpdateObject } from '../../kit/command.ts';
import type { EventNote, Plan, RefusedBatch, Viewed } from '../../kit/reconciler.ts';
import { formatTime, parseTime } from '../../kit/timestamp.ts';
import { boundedWait } from '../workload/longest-wait.ts';
import type { Claim } from '../workload/ownership.ts';
import { withOwner, withoutOwners } from '../workload/ownership.ts';
import { notesAbout, refOf } from '../workload/refs.ts';
import { endOf } from './conditions.ts';
import { jobPodNames, podFromJob } from './pod-from-job.ts';
import type { Decided } from './status.ts';
import { jobStatus, suspensionChange } from './status.ts';
import type { Tally } from './tally.ts';
import { MAX_PODS_PER_BATCH, tallyOf } from './tally.ts';
import { TRACKING_FINALIZER, isTracked, withoutTracking } from './tracking.ts';
import { deadlineMs, verdictOn } from './verdict.ts';
import type { Verdict } from './verdict.ts';
import type { Wanted } from './wanted.ts';
import { wantedPods } from './wanted.ts';

/** One job and its pods, all read at one position of the log. */
export interface JobInputs {
  readonly job: Viewed<Job>;
  readonly claim: Claim<Pod>;
  /** Whether a pod of that name exists in the namespace. */
  readonly taken: (name: string) => boolean;
  readonly nowMs: number;
}

const NOTHING: Wanted = { remove: [], make: [] };

const rewrite = ({ entry }: Viewed<Pod>, object: Pod, reason: string): UpdateObject =>
  ({ verb: 'update', ref: refOf(podResource, object), object, expect: { uid: object.metadata.uid, sequence: entry.sequence }, reason });

const tracked = (pod: Pod): Pod =>
  (isTracked(pod) ? pod : { ...pod, metadata: { ...pod.metadata, finalizers: [...(pod.metadata.finalizers ?? []), TRACKING_FINALIZER] } });

/** Adoptions and releases: one pod per batch, so that one busy pod does not hold up the others. */
const ownershipBatches = (job: Job, { adopt, release }: Claim<Pod>): readonly (readonly Command[])[] => {
  const uid = new Set([job.metadata.uid]);
  return [
    ...adopt.map((pod) => [rewrite(pod, tracked(withOwner(pod.object, job)), `adopted by job ${job.metadata.name}: its labels match`)]),
    ...release.map((pod) => [rewrite(pod, withoutTracking(withoutOwners(pod.object, uid)), `released by job ${job.metadata.name}: its labels no longer match`)]),
  ];
};

/** Lets pods go that no job counts any more. */
export const planUntracked = (untracked: readonly Viewed<Pod>[], reason: string): Plan =>
  ({ batches: untracked.filter(({ object }) => isTracked(object)).map((pod) => [rewrite(pod, withoutTracking(pod.object), reason)]) });

/** A finished job lets go of what is left, and goes itself when it has been kept long enough. */
const planFinished = ({ job: { entry, object: job }, claim: { owned }, nowMs }: JobInputs, endMs: number): Plan => {
  const left = planUntracked(owned, `job ${job.metadata.name} has finished`).batches;
  const { ttlSecondsAfterFinished: ttl } = job.spec;
  if (ttl === undefined || job.metadata.deletionTimestamp !== undefined) return { batches: left };
  const deadline = endMs + ttl * 1000;
  if (deadline > nowMs) return { batches: left, againAfterMs: boundedWait(deadline - nowMs) };
  const facts = { deadline: formatTime(deadline), because: 'ttlSecondsAfterFinished passed since the job finished' };
  const expect = { uid: job.metadata.uid, sequence: entry.sequence };
  return { batches: [...left, [{ verb: 'delete', ref: refOf(jobs, job), expect, propagation: 'Foreground', reason: 'finished long enough ago', facts }]] };
};

const counted = (job: Job, { counting }: Tally): readonly Command[] =>
  counting.map((pod) => rewrite(pod, withoutTracking(pod.object), `counted by job ${job.metadata.name}: ${pod.object.status.phase === 'Succeeded' ? 'succeeded' : 'failed'}`));

const withoutTrackingMark = (stored: JsonObject): JsonObject => {
  const finalizers = listAt(stored, 'metadata', 'finalizers').filter((each) => each !== TRACKING_FINALIZER);
  return withValueAt(stored, ['metadata', 'finalizers'], finalizers.length === 0 ? undefined : finalizers);
};

/** The pod is counted, or dropped uncounted, by the very batch that deletes it. */
const removal = (job: Job, { entry, object }: Viewed<Pod>, reason: string): DeleteObject => ({
  verb: 'delete',
  ref: refOf(podResource, object),
  expect: { uid: object.metadata.uid, sequence: entry.sequence },
  mark: withoutTrackingMark,
  reason: `job ${job.metadata.name}: ${reason}`,
});

interface Decision {
  readonly decided: Decided;
  readonly wanted: Wanted;
  readonly reason: string;
}

const isGoing = ({ metadata }: Job): boolean => metadata.deletionTimestamp !== undefined;

const wantedBy = (inputs: JobInputs, tally: Tally, verdict: Verdict | undefined): Wanted => {
  const { job: { object: job }, claim: { owned }, nowMs } = inputs;
  if (verdict !== undefined) return { remove: tally.active.slice(0, MAX_PODS_PER_BATCH), make: [] };
  if (tally.isPartial || isGoing(job)) return NOTHING;
  return wantedPods({ job, pods: owned.map(({ object }) => object), tally, nowMs });
};

const reasonOf = (tally: Tally, { remove, make }: Wanted, verdict: Verdict | undefined): string => {
  const changes = [make.length > 0 && `creates ${make.length} pods`, remove.length > 0 && `deletes ${remove.length} pods`, tally.counting.length > 0 && `counts ${tally.counting.length} pods`];
  const state = verdict === undefined ? `${tally.active.length} active, ${tally.succeeded} succeeded, ${tally.failed} failed` : `${verdict.reason}: ${verdict.message}`;
  return `${changes.filter((each) => each !== false).join(', ') || 'observes'}: ${state}`;
};

const decide = (inputs: JobInputs): Decision => {
  const { job: { object: job }, claim: { owned }, nowMs } = inputs;
  const tally = tallyOf(job, owned);
  const pods = owned.map(({ object }) => object);
  const verdict = tally.isPartial || isGoing(job) ? undefined : verdictOn({ job, pods, tally, nowMs });
  const wanted = wantedBy(inputs, tally, verdict);
  const removed = new Set(wanted.remove);
  const kept = tally.active.filter((pod) => !removed.has(pod)).map(({ object }) => object);
  const terminating = tally.terminating + wanted.remove.length;
  // Whatever still ran when the job failed has failed with it.
  const failed = tally.failed + (verdict?.type === 'FailureTarget' ? wanted.remove.filter(({ object }) => isTracked(object)).length : 0);
  const isOver = verdict !== undefined && kept.length === 0 && terminating === 0;
  return { wanted, reason: reasonOf(tally, wanted, verdict), decided: { tally, kept, made: wanted.make.length, terminating, failed, verdict, isOver } };
};

const statusUpdate = ({ entry, object }: Viewed<Job>, status: JobStatus, why: { readonly reason: string; readonly facts?: JsonObject; readonly fence?: true }): UpdateObject =>
  ({ verb: 'update', subresource: 'status', ref: refOf(jobs, object), object: { ...object, status }, expect: { uid: object.metadata.uid, sequence: entry.sequence }, ...why });

const endNotes = (job: Job, { verdict, isOver, tally }: Decided): readonly EventNote[] => {
  const { normal, warning } = notesAbout(jobs, job);
  if (verdict === undefined || !isOver) return [];
  if (verdict.type === 'FailureTarget') return [warning(verdict.reason, verdict.message)];
  const isTooMany = job.spec.completions !== undefined && tally.succeeded > job.spec.completions;
  return [...(isTooMany ? [warning('TooManySucceededPods', 'Too many succeeded pods running after completion count reached')] : []), normal('Completed', 'Job completed')];
};

const suspensionNotes = (job: Job, decided: Decided, nowMs: number): readonly EventNote[] => {
  const change = suspensionChange(job, decided, nowMs);
  if (change === undefined) return [];
  const { normal } = notesAbout(jobs, job);
  return [change.status === 'True' ? normal('Suspended', 'Job suspended') : normal('Resumed', 'Job resumed')];
};

/** The next moment at which time alone changes what is decided. */
const againAfter = ({ job: { object: job }, nowMs }: JobInputs, { wanted, decided }: Decision): { readonly againAfterMs?: number } => {
  if (decided.verdict !== undefined) return {};
  const next = Math.min(...[deadlineMs(job), wanted.againAtMs].filter((at) => at !== undefined && at > nowMs).map(Number));
  return Number.isFinite(next) ? { againAfterMs: boundedWait(next - nowMs) } : {};
};

const planRunning = (inputs: JobInputs): Plan => {
  const { job: { entry, object: job }, taken, nowMs } = inputs;
  const decision = decide(inputs);
  const { decided, wanted, reason } = decision;
  const names = jobPodNames(job, wanted.make, { sequence: entry.sequence, taken });
  const creates = names.map((name, index): CreateObject =>
    ({ verb: 'create', ref: { ...podResource, namespace: job.metadata.namespace, name }, object: podFromJob(job, name, wanted.make[index] ?? {}), reason: `job ${job.metadata.name}: ${reason}` }));
  const commands = [...counted(job, decided.tally), ...wanted.remove.map((pod) => removal(job, pod, reason)), ...creates];
  const status = jobStatus(job, decided, nowMs);
  const again = againAfter(inputs, decision);
  if (commands.length === 0 && jsonEqual(status, job.status)) return { batches: [], ...again };
  const { normal } = notesAbout(jobs, job);
  const notes = [
    ...names.map((name) => normal('SuccessfulCreate', `Created pod: ${name}`)),
    ...wanted.remove.map(({ entry: { name } }) => normal('SuccessfulDelete', `Deleted pod: ${name}`)),
    ...suspensionNotes(job, decided, nowMs),
    ...endNotes(job, decided),
  ];
  const why = { reason, ...(decided.verdict?.facts && { facts: decided.verdict.facts }), ...(commands.length > 0 && { fence: true as const }) };
  return { batches: [[statusUpdate(inputs.job, status, why), ...commands]], notes, ...again };
};

const isOurs = ({ spec }: Job): boolean => spec.managedBy === undefined || spec.managedBy === 'kubernetes.io/job-controller';

/** Of a job being deleted, the pods that have not ended: nobody will count them. */
const uncountable = ({ job: { object: job }, claim: { owned } }: JobInputs): Plan['batches'] => {
  if (!isGoing(job)) return [];
  const ended = new Set(tallyOf(job, owned).counting);
  return planUntracked(owned.filter((pod) => !ended.has(pod)), `job ${job.metadata.name} is being deleted`).batches;
};

/**
 * Upstream's syncJob as one decision. The counters, the finalizers of the pods counted, and the pods made and removed
 * change in one atomic batch that compares and sets the job: no pod is counted twice or never, and of two controllers
 * that decided from the same version one writes (docs/adr/0004-owner-fence.md, docs/adr/0008-jobs-count-in-one-batch.md).
 */
export const planJob = (inputs: JobInputs): Plan => {
  const { object: job } = inputs.job;
  const end = endOf(job);
  if (end !== undefined) return planFinished(inputs, parseTime(end.lastTransitionTime) ?? inputs.nowMs);
  if (!isOurs(job)) return { batches: [] };
  const ownership = ownershipBatches(job, inputs.claim);
  // Pods that become the job's are looked at when they are.
  if (inputs.claim.adopt.length > 0) return { batches: ownership };
  const running = planRunning(inputs);
  return { ...running, batches: [...ownership, ...uncountable(inputs), ...running.batches] };
};

/** Records that pods could not be made or removed. */
export const planJobRefused = ({ job }: JobInputs, { command, refusal }: RefusedBatch): Plan => {
  const isOutdated = refusal.reason === 'Conflict' || refusal.reason === 'NotFound' || refusal.reason === 'AlreadyExists';
  if (isOutdated || (command.verb !== 'create' && command.verb !== 'delete')) return { batches: [] };
  const { warning } = notesAbout(jobs, job.object);
  const note = command.verb === 'create' ? warning('FailedCreate', `Error creating: ${refusal.message}`) : warning('FailedDelete', `Error deleting: ${refusal.message}`);
  return { batches: [], notes: [note] };
};
