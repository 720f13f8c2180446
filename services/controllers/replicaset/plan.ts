import type { JsonObject } from '../../../events/json.ts';
import type { StatusReason } from '../../../events/errors.ts';
import { jsonEqual } from '../../../events/json-equal.ts';
import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import { pods as podResource } from '../../../events/resources/core/pod/schema.ts';
import type { ReplicaSet, ReplicaSetStatus } from '../../../events/resources/apps/replica-set/schema.ts';
import type { ResourceRef } from '../../../events/object-ref.ts';
import type { Command, CreateObject, DeleteObject, UpdateObject } from '../../kit/command.ts';
import type { EventNote, Plan, RefusedBatch, Viewed } from '../../kit/reconciler.ts';
import { formatTime } from '../../kit/timestamp.ts';
import type { Claim } from '../workload/ownership.ts';
import { claim, withOwner, withoutOwners } from '../workload/ownership.ts';
import { availableAtMs, isActive, isTerminating } from '../workload/pod-state.ts';
import { notesAbout, refOf } from '../workload/refs.ts';
import { podFromTemplate, podNames } from './pod-from-template.ts';
import { rankForDeletion } from './rank-for-deletion.ts';
import type { ReplicaFailure } from './status.ts';
import { replicaSetStatus, withReplicaFailure } from './status.ts';

/** Most pods made or removed in one atomic batch; the rest follows from the next version of the ReplicaSet. */
export const MAX_PODS_PER_BATCH = 100;

/** ReplicaSets, or another kind that keeps a number of equal pods and is seen as them. */
export interface ReplicaKind {
  readonly resource: ResourceRef;
  /** What its objects are called in reasons. */
  readonly title: string;
  /** What of a status the kind has. */
  readonly statusOf: (status: ReplicaSetStatus) => ReplicaSetStatus;
  /** The object as its kind stores it. */
  readonly stored: (rs: ReplicaSet) => JsonObject;
}

/** One ReplicaSet and its surroundings, all read at one position of the log. */
export interface ReplicaSetInputs {
  readonly kind: ReplicaKind;
  readonly replicaSet: Viewed<ReplicaSet>;
  readonly claim: Claim<Pod>;
  /** Active pods of all ReplicaSets with the same controller, this one's among them. Read only to scale down. */
  readonly related: () => readonly Pod[];
  /** Whether a pod of that name exists in the namespace. */
  readonly taken: (name: string) => boolean;
  readonly nowMs: number;
}

interface Tally {
  /** Pods that count as replicas once the adoptions are done. */
  readonly active: readonly Viewed<Pod>[];
  readonly terminating: number;
}

const tally = ({ owned, adopt }: Claim<Pod>): Tally => ({
  active: [...owned, ...adopt].filter(({ object }) => isActive(object)),
  terminating: owned.filter(({ object }) => isTerminating(object)).length,
});

const rewrite = ({ entry }: Viewed<Pod>, object: Pod, reason: string): UpdateObject =>
  ({ verb: 'update', ref: refOf(podResource, object), object, expect: { uid: object.metadata.uid, sequence: entry.sequence }, reason });

/** Adoptions and releases: one pod per batch, so that one busy pod does not hold up the others. */
const ownershipBatches = (rs: ReplicaSet, { adopt, release }: Claim<Pod>, { title }: ReplicaKind): readonly (readonly Command[])[] => {
  const uid = new Set([rs.metadata.uid]);
  return [
    ...adopt.filter(({ object }) => isActive(object)).map((pod) => [rewrite(pod, withOwner(pod.object, rs), `adopted by ${title} ${rs.metadata.name}: its labels match`)]),
    ...release.map((pod) => [rewrite(pod, withoutOwners(pod.object, uid), `released by ${title} ${rs.metadata.name}: its labels no longer match`)]),
  ];
};

/** An orphan goes to the oldest ReplicaSet of its namespace that selects it, if any. */
export const planOrphan = (pod: Viewed<Pod>, replicaSetsOfNamespace: readonly ReplicaSet[], kind: ReplicaKind): Plan => {
  const takers = replicaSetsOfNamespace.filter((rs) => isActive(pod.object) && claim(rs, rs.spec.selector, [pod]).adopt.length > 0);
  const [oldest] = takers.toSorted((a, b) => (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : 1));
  return { batches: oldest === undefined ? [] : ownershipBatches(oldest, { owned: [], adopt: [pod], release: [] }, kind) };
};

const statusUpdate = ({ replicaSet: rs, kind }: ReplicaSetInputs, status: ReplicaSetStatus, why: { readonly reason: string; readonly facts?: JsonObject; readonly fence?: true }): UpdateObject => ({
  verb: 'update',
  subresource: 'status',
  ref: refOf(kind.resource, rs.object),
  object: kind.stored({ ...rs.object, status: kind.statusOf(status) }),
  expect: { uid: rs.object.metadata.uid, sequence: rs.entry.sequence },
  ...why,
});

interface Scaling {
  readonly commands: readonly Command[];
  readonly notes: readonly EventNote[];
  readonly reason: string;
  readonly status: ReplicaSetStatus;
}

const scaleUp = ({ replicaSet: { entry, object: rs }, kind, taken, nowMs }: ReplicaSetInputs, { active, terminating }: Tally, missing: number): Scaling => {
  const count = Math.min(missing, MAX_PODS_PER_BATCH);
  const reason = `${active.length} of ${rs.spec.replicas ?? 1} replicas exist`;
  const { normal } = notesAbout(kind.resource, rs);
  const names = podNames(rs, entry.sequence, { count, taken });
  const commands = names.map((name): CreateObject =>
    ({ verb: 'create', ref: { ...podResource, namespace: rs.metadata.namespace, name }, object: podFromTemplate(rs, name), reason: `${kind.title} ${rs.metadata.name}: ${reason}` }));
  const status = replicaSetStatus(rs, { active: active.map(({ object }) => object), terminating, added: count }, nowMs);
  return { commands, notes: names.map((name) => normal('SuccessfulCreate', `Created pod: ${name}`)), reason: `creates ${count} pods: ${reason}`, status };
};

const scaleDown = ({ replicaSet: { object: rs }, kind, related, nowMs }: ReplicaSetInputs, { active, terminating }: Tally, surplus: number): Scaling => {
  const ranked = rankForDeletion(active, related(), nowMs);
  const victims = ranked.slice(0, Math.min(surplus, MAX_PODS_PER_BATCH));
  const kept = ranked.slice(victims.length);
  const reason = `${active.length} replicas exist, ${rs.spec.replicas ?? 1} are wanted`;
  const { normal } = notesAbout(kind.resource, rs);
  // At the versions ranked: a pod that became ready since must not go as the unready one it was.
  const commands = victims.map(({ entry, object }): DeleteObject =>
    ({ verb: 'delete', ref: refOf(podResource, object), expect: { uid: object.metadata.uid, sequence: entry.sequence }, reason: `${kind.title} ${rs.metadata.name}: ${reason}` }));
  const status = replicaSetStatus(rs, { active: kept.map(({ object }) => object), terminating: terminating + victims.length, added: 0 }, nowMs);
  return { commands, notes: victims.map(({ entry }) => normal('SuccessfulDelete', `Deleted pod: ${entry.name}`)), reason: `deletes ${victims.length} pods: ${reason}`, status };
};

/** The next moment a ready pod becomes available by age alone, and the last one that passed. */
const availabilityTimes = ({ object: rs }: Viewed<ReplicaSet>, { active }: Tally, nowMs: number): { readonly next?: number; readonly passed?: number } => {
  const times = active.map(({ object }) => availableAtMs(object, rs.spec.minReadySeconds ?? 0)).filter((at): at is number => at !== undefined && at > 0);
  const next = Math.min(...times.filter((at) => at > nowMs));
  const passed = Math.max(...times.filter((at) => at <= nowMs));
  return { ...(Number.isFinite(next) && { next }), ...(Number.isFinite(passed) && { passed }) };
};

const deadlineFacts = (passed: number | undefined): { readonly facts?: JsonObject } =>
  passed === undefined ? {} : { facts: { deadline: formatTime(passed), because: 'minReadySeconds passed since a pod became ready' } };

const statusOnly = (inputs: ReplicaSetInputs, { active, terminating }: Tally): readonly Command[] => {
  const { replicaSet, kind, nowMs } = inputs;
  const status = replicaSetStatus(replicaSet.object, { active: active.map(({ object }) => object), terminating, added: 0 }, nowMs);
  if (jsonEqual(kind.statusOf(status), replicaSet.object.status)) return [];
  const grown = (status.availableReplicas ?? 0) > (replicaSet.object.status.availableReplicas ?? 0);
  const { passed } = availabilityTimes(replicaSet, { active, terminating }, nowMs);
  const reason = `${status.replicas} replicas, ${status.readyReplicas ?? 0} ready, ${status.availableReplicas ?? 0} available`;
  return [statusUpdate(inputs, status, { reason, ...deadlineFacts(grown ? passed : undefined) })];
};

const scaling = (inputs: ReplicaSetInputs, counted: Tally): Scaling | undefined => {
  const { object: rs } = inputs.replicaSet;
  const missing = (rs.spec.replicas ?? 1) - counted.active.length;
  if (missing === 0 || rs.metadata.deletionTimestamp !== undefined) return undefined;
  return missing > 0 ? scaleUp(inputs, counted, missing) : scaleDown(inputs, counted, -missing);
};

/**
 * Upstream's syncReplicaSet as one decision. Pods are made and removed only in an atomic batch that also compares and
 * sets the ReplicaSet, and its status counts them already: of two controllers that decided from the same version one
 * writes and the other reads again (docs/adr/0004-owner-fence.md).
 */
export const planReplicaSet = (inputs: ReplicaSetInputs): Plan => {
  const { replicaSet, nowMs } = inputs;
  const counted = tally(inputs.claim);
  const ownership = ownershipBatches(replicaSet.object, inputs.claim, inputs.kind);
  const scaled = scaling(inputs, counted);
  const { next } = availabilityTimes(replicaSet, counted, nowMs);
  const again = next === undefined ? {} : { againAfterMs: next - nowMs };
  if (scaled === undefined) {
    const status = statusOnly(inputs, counted);
    return { batches: status.length === 0 ? ownership : [...ownership, status], ...again };
  }
  const fence = statusUpdate(inputs, scaled.status, { reason: scaled.reason, fence: true });
  return { batches: [...ownership, [fence, ...scaled.commands]], notes: scaled.notes, ...again };
};

const FAILED = { create: 'FailedCreate', delete: 'FailedDelete' } as const;
const DOING = { create: 'creating', delete: 'deleting' } as const;

/** Refusals that only say the plan was of an older state. */
const OUTDATED: readonly StatusReason[] = ['Conflict', 'NotFound', 'AlreadyExists'];

/** Records that pods could not be made or removed: upstream's ReplicaFailure condition and Warning. */
export const planReplicaFailure = (inputs: ReplicaSetInputs, { command, refusal }: RefusedBatch): Plan => {
  if (command.verb === 'update' || command.verb === 'apply' || OUTDATED.includes(refusal.reason)) return { batches: [] };
  const { replicaSet, kind, nowMs } = inputs;
  const { active, terminating } = tally(inputs.claim);
  const failure: ReplicaFailure = { reason: FAILED[command.verb], message: refusal.message };
  const counts = replicaSetStatus(replicaSet.object, { active: active.map(({ object }) => object), terminating, added: 0 }, nowMs);
  const status = withReplicaFailure(replicaSet.object, counts, { ...failure, nowMs });
  const notes = [notesAbout(kind.resource, replicaSet.object).warning(failure.reason, `Error ${DOING[command.verb]}: ${refusal.message}`)];
  if (jsonEqual(kind.statusOf(status), replicaSet.object.status)) return { batches: [], notes };
  return { batches: [[statusUpdate(inputs, status, { reason: `${failure.reason}: ${refusal.message}` })]], notes };
};
