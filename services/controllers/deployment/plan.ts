import type { JsonObject } from '../../../events/json.ts';
import { jsonEqual } from '../../../events/json-equal.ts';
import type { Deployment, DeploymentStatus } from '../../../events/resources/apps/deployment/schema.ts';
import { deployments } from '../../../events/resources/apps/deployment/schema.ts';
import type { ReplicaSet } from '../../../events/resources/apps/replica-set/schema.ts';
import { replicaSets } from '../../../events/resources/apps/replica-set/schema.ts';
import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import type { Command, UpdateObject } from '../../kit/command.ts';
import type { Plan, RefusedBatch, Viewed } from '../../kit/reconciler.ts';
import { formatTime } from '../../kit/timestamp.ts';
import type { Claim } from '../workload/ownership.ts';
import { withOwner, withoutOwners } from '../workload/ownership.ts';
import { notesAbout, refOf } from '../workload/refs.ts';
import { REVISION } from './annotations.ts';
import type { Conditions } from './conditions.ts';
import { conditionOf, withCondition } from './conditions.ts';
import { draftFor } from './draft.ts';
import { isRolling, limitsOf } from './limits.ts';
import { membersOf } from './members.ts';
import { newReplicaSetName } from './new-replica-set.ts';
import type { Rollout } from './rollout.ts';
import { cleanUp, currentRevision, recreateStep, rollingStep, scaleStep, syncCurrent, wasScaled } from './rollout.ts';
import { countedStatus, hasProgressDeadline, isComplete, progressDeadlineMs, rolloutStatus } from './status.ts';

/** One Deployment and what belongs to it, all read at one position of the log. */
export interface DeploymentInputs {
  readonly deployment: Viewed<Deployment>;
  readonly claim: Claim<ReplicaSet>;
  /** Every pod the ReplicaSet controls, terminating and finished ones included. */
  readonly podsOf: (replicaSet: ReplicaSet) => readonly Pod[];
  /** Whether a ReplicaSet of that name exists in the namespace. */
  readonly taken: (name: string) => boolean;
  readonly nowMs: number;
}

const ownershipBatches = (deployment: Deployment, { adopt, release }: Claim<ReplicaSet>): readonly (readonly Command[])[] => {
  const rewrite = ({ entry }: Viewed<ReplicaSet>, object: ReplicaSet, reason: string): readonly Command[] =>
    [{ verb: 'update', ref: refOf(replicaSets, object), object, expect: { uid: object.metadata.uid, sequence: entry.sequence }, reason }];
  const uids = new Set([deployment.metadata.uid]);
  const { name } = deployment.metadata;
  return [
    ...adopt.map((replicaSet) => rewrite(replicaSet, withOwner(replicaSet.object, deployment), `adopted by deployment ${name}: its labels match`)),
    ...release.map((replicaSet) => rewrite(replicaSet, withoutOwners(replicaSet.object, uids), `released by deployment ${name}: its labels no longer match`)),
  ];
};

/** Marks the Progressing condition paused or resumed, so that a pause does not run into the deadline. */
const pausedConditions = (deployment: Deployment, nowMs: number): Conditions => {
  const conditions = deployment.status.conditions ?? [];
  const reason = conditionOf(conditions, 'Progressing')?.reason;
  if (!hasProgressDeadline(deployment) || reason === 'ProgressDeadlineExceeded') return conditions;
  const paused = deployment.spec.paused === true;
  if (paused === (reason === 'DeploymentPaused')) return conditions;
  return withCondition(conditions, {
    type: 'Progressing', status: 'Unknown', reason: paused ? 'DeploymentPaused' : 'DeploymentResumed', message: `Deployment is ${paused ? 'paused' : 'resumed'}`,
  }, nowMs);
};

/** The Progressing condition when a new ReplicaSet is made, or found by a Deployment that has no such condition yet. */
const startedConditions = ({ deployment, members, draft }: Rollout, conditions: Conditions, nowMs: number): Conditions => {
  if (!hasProgressDeadline(deployment)) return conditions;
  if (members.current !== undefined) {
    if (conditionOf(conditions, 'Progressing') !== undefined) return conditions;
    const message = `Found new replica set "${members.current.replicaSet.entry.name}"`;
    return withCondition(conditions, { type: 'Progressing', status: 'True', reason: 'FoundNewReplicaSet', message }, nowMs);
  }
  if (!draft.commands().some(({ verb }) => verb === 'create')) return conditions;
  const message = `Created new replica set "${newReplicaSetName(deployment)}"`;
  return withCondition(conditions, { type: 'Progressing', status: 'True', reason: 'NewReplicaSetCreated', message }, nowMs);
};

const roll = (rollout: Rollout, conditions: Conditions, nowMs: number): DeploymentStatus => {
  const { deployment, members } = rollout;
  const step = isRolling(deployment.spec) ? rollingStep : recreateStep;
  step(rollout);
  const status = rolloutStatus({ deployment, members, conditions: startedConditions(rollout, conditions, nowMs), nowMs });
  if (!rollout.draft.scaled() && isComplete(deployment, status)) cleanUp(rollout);
  return status;
};

const rescale = (rollout: Rollout, conditions: Conditions, nowMs: number): DeploymentStatus => {
  const { deployment, members } = rollout;
  scaleStep(rollout);
  if (deployment.spec.paused === true) cleanUp(rollout);
  return countedStatus({ deployment, members, conditions, nowMs });
};

const step = (rollout: Rollout, nowMs: number): DeploymentStatus => {
  const { deployment, members } = rollout;
  const conditions = pausedConditions(deployment, nowMs);
  if (deployment.metadata.deletionTimestamp !== undefined) return countedStatus({ deployment, members, conditions: deployment.status.conditions ?? [], nowMs });
  syncCurrent(rollout);
  return deployment.spec.paused === true || wasScaled(rollout) ? rescale(rollout, conditions, nowMs) : roll(rollout, conditions, nowMs);
};

const update = ({ entry, object: before }: Viewed<Deployment>, object: Deployment, more: Pick<UpdateObject, 'reason'> & Partial<UpdateObject>): UpdateObject =>
  ({ verb: 'update', ref: refOf(deployments, before), object, expect: { uid: before.metadata.uid, sequence: entry.sequence }, ...more });

const withRevision = (deployment: Deployment, revision: number): Deployment =>
  ({ ...deployment, metadata: { ...deployment.metadata, annotations: { ...deployment.metadata.annotations, [REVISION]: String(revision) } } });

const timeFacts = (deployment: Deployment, status: DeploymentStatus): { readonly facts?: JsonObject } => {
  const before = deployment.status.conditions ?? [];
  const deadline = progressDeadlineMs(deployment, before);
  const expired = conditionOf(status.conditions ?? [], 'Progressing')?.reason === 'ProgressDeadlineExceeded';
  if (!expired || deadline === undefined) return {};
  return { facts: { deadline: formatTime(deadline), because: `no progress for progressDeadlineSeconds (${deployment.spec.progressDeadlineSeconds})` } };
};

const summary = ({ replicas = 0, updatedReplicas = 0, availableReplicas = 0 }: DeploymentStatus): string =>
  `${replicas} replicas, ${updatedReplicas} updated, ${availableReplicas} available`;

/**
 * The one batch of a step: every change of a ReplicaSet stands with a compare-and-set of the Deployment. Without such a
 * change the revision annotation comes first, then the status; the write of one leads to the other.
 */
const batchOf = (viewed: Viewed<Deployment>, rollout: Rollout, status: DeploymentStatus): readonly Command[] => {
  const { object: deployment } = viewed;
  const commands = rollout.draft.commands();
  const known = rollout.members.current !== undefined || commands.some(({ verb }) => verb === 'create');
  const annotated = known ? withRevision(deployment, currentRevision(rollout.members)) : deployment;
  const facts = timeFacts(deployment, status);
  if (commands.length > 0) {
    const reason = commands.map((command) => command.reason).join('; ');
    return [update(viewed, { ...annotated, status }, { subresource: 'status', fence: true, reason, ...facts }), ...commands];
  }
  if (deployment.metadata.annotations?.[REVISION] !== annotated.metadata.annotations?.[REVISION]) {
    return [update(viewed, annotated, { reason: `its replica set is at revision ${currentRevision(rollout.members)}` })];
  }
  return jsonEqual(status, deployment.status) ? [] : [update(viewed, { ...deployment, status }, { subresource: 'status', reason: summary(status), ...facts })];
};

const nameCollides = ({ deployment: { object }, taken }: DeploymentInputs, rollout: Rollout): boolean =>
  rollout.members.current === undefined && object.metadata.deletionTimestamp === undefined && taken(newReplicaSetName(object));

/**
 * Upstream's syncDeployment as one decision: at most one batch, fenced by the Deployment; the next step follows from
 * what the batch and the ReplicaSet controller wrote. Surging counts every live pod, so there are never more than
 * replicas + maxSurge, and no pod is given up that replicas − maxUnavailable needs.
 */
export const planDeployment = (inputs: DeploymentInputs): Plan => {
  const { deployment: viewed, claim, nowMs, podsOf } = inputs;
  const { object: deployment } = viewed;
  const ownership = ownershipBatches(deployment, claim);
  if (ownership.length > 0) return { batches: ownership };
  const members = membersOf(deployment, claim.owned, { podsOf, nowMs });
  const rollout: Rollout = { deployment, members, limits: limitsOf(deployment.spec), draft: draftFor(viewed) };
  if (nameCollides(inputs, rollout)) {
    const status = { ...deployment.status, collisionCount: (deployment.status.collisionCount ?? 0) + 1 };
    return { batches: [[update(viewed, { ...deployment, status }, { subresource: 'status', reason: `another replica set has the name ${newReplicaSetName(deployment)}` })]] };
  }
  const status = step(rollout, nowMs);
  const batch = batchOf(viewed, rollout, status);
  const deadline = progressDeadlineMs(deployment, status.conditions ?? []);
  const again = deadline === undefined || isComplete(deployment, status) || deployment.spec.paused === true ? {} : { againAfterMs: Math.max(1000, deadline - nowMs) };
  return { batches: batch.length === 0 ? [] : [batch], notes: rollout.draft.notes(), ...again };
};

/** Records that the new ReplicaSet could not be made: the Progressing condition and a Warning. */
export const planReplicaSetCreateError = ({ deployment: viewed, nowMs }: DeploymentInputs, { command, refusal }: RefusedBatch): Plan => {
  if (command.verb !== 'create' || refusal.reason === 'AlreadyExists') return { batches: [] };
  const { object: deployment } = viewed;
  const message = `Failed to create new replica set "${command.ref.name}": ${refusal.message}`;
  const notes = [notesAbout(deployments, deployment).warning('ReplicaSetCreateError', message)];
  const conditions = withCondition(deployment.status.conditions ?? [], { type: 'Progressing', status: 'False', reason: 'ReplicaSetCreateError', message }, nowMs);
  const status = { ...deployment.status, conditions: [...conditions] };
  if (!hasProgressDeadline(deployment) || jsonEqual(status, deployment.status)) return { batches: [], notes };
  return { batches: [[update(viewed, { ...deployment, status }, { subresource: 'status', reason: message })]], notes };
};
