import type { Deployment, DeploymentStatus } from '../../../events/resources/apps/deployment/schema.ts';
import type { ReplicaSet, ReplicaSetStatus } from '../../../events/resources/apps/replica-set/schema.ts';
import { parseTime } from '../../kit/timestamp.ts';
import type { Conditions, NewCondition } from './conditions.ts';
import { conditionOf, withCondition, withRenewedCondition, withoutCondition } from './conditions.ts';
import { limitsOf } from './limits.ts';
import type { Members } from './members.ts';
import { allOf } from './members.ts';

const NO_DEADLINE = 2 ** 31 - 1;

const sum = (statuses: readonly ReplicaSetStatus[], field: (status: ReplicaSetStatus) => number | undefined): number =>
  statuses.reduce((total, status) => total + (field(status) ?? 0), 0);

const orAbsent = (count: number): number | undefined => (count === 0 ? undefined : count);

export const hasProgressDeadline = ({ spec: { progressDeadlineSeconds: seconds } }: Deployment): boolean => seconds !== undefined && seconds !== NO_DEADLINE;

const availability = (deployment: Deployment, available: number): NewCondition => {
  const { replicas, maxUnavailable } = limitsOf(deployment.spec);
  return available >= replicas - maxUnavailable
    ? { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable', message: 'Deployment has minimum availability.' }
    : { type: 'Available', status: 'False', reason: 'MinimumReplicasUnavailable', message: 'Deployment does not have minimum availability.' };
};

/** What a status is computed from: the Deployment with the conditions reached so far. */
export interface StatusInputs {
  readonly deployment: Deployment;
  readonly members: Members;
  readonly conditions: Conditions;
  readonly nowMs: number;
}

/** Counts of the ReplicaSets' statuses and the Available condition: upstream's calculateStatus. */
export const countedStatus = ({ deployment, members, conditions, nowMs }: StatusInputs): DeploymentStatus => {
  const replicaSets = allOf(members).map(({ replicaSet }) => replicaSet.object);
  const statuses = replicaSets.map(({ status }) => status);
  const wanted = replicaSets.reduce((total, { spec }) => total + (spec.replicas ?? 1), 0);
  const available = sum(statuses, ({ availableReplicas }) => availableReplicas);
  return {
    observedGeneration: deployment.metadata.generation,
    replicas: orAbsent(sum(statuses, ({ replicas }) => replicas)),
    updatedReplicas: orAbsent(members.current?.replicaSet.object.status.replicas ?? 0),
    readyReplicas: orAbsent(sum(statuses, ({ readyReplicas }) => readyReplicas)),
    availableReplicas: orAbsent(available),
    unavailableReplicas: orAbsent(Math.max(0, wanted - available)),
    terminatingReplicas: statuses.some(({ terminatingReplicas }) => terminatingReplicas === undefined) ? undefined : sum(statuses, ({ terminatingReplicas }) => terminatingReplicas),
    conditions: [...withCondition(conditions, availability(deployment, available), nowMs)],
    collisionCount: deployment.status.collisionCount,
  };
};

/** Every wanted pod is of the new template, available, and no other is left. */
export const isComplete = ({ spec, metadata }: Deployment, status: DeploymentStatus): boolean => {
  const replicas = spec.replicas ?? 1;
  const counts = [status.updatedReplicas, status.replicas, status.availableReplicas];
  return counts.every((count) => (count ?? 0) === replicas) && (status.observedGeneration ?? 0) >= (metadata.generation ?? 0);
};

const progressed = (before: DeploymentStatus, after: DeploymentStatus): boolean => {
  const updated = (status: DeploymentStatus): number => status.updatedReplicas ?? 0;
  const old = (status: DeploymentStatus): number => (status.replicas ?? 0) - updated(status);
  return updated(after) > updated(before) || old(after) < old(before)
    || (after.readyReplicas ?? 0) > (before.readyReplicas ?? 0) || (after.availableReplicas ?? 0) > (before.availableReplicas ?? 0);
};

/** When the rollout runs out of time; undefined when it cannot, or did already. */
export const progressDeadlineMs = (deployment: Deployment, conditions: Conditions): number | undefined => {
  const condition = conditionOf(conditions, 'Progressing');
  if (!hasProgressDeadline(deployment) || condition === undefined) return undefined;
  if (condition.reason === 'NewReplicaSetAvailable' || condition.reason === 'ProgressDeadlineExceeded') return undefined;
  const updated = parseTime(condition.lastUpdateTime);
  return updated === undefined ? undefined : updated + (deployment.spec.progressDeadlineSeconds ?? 0) * 1000;
};

const subjectOf = ({ deployment, members: { current } }: StatusInputs): string =>
  current === undefined ? `Deployment "${deployment.metadata.name}"` : `ReplicaSet "${current.replicaSet.object.metadata.name}"`;

const progressing = (inputs: StatusInputs, status: DeploymentStatus): Conditions => {
  const { deployment, nowMs } = inputs;
  const conditions = status.conditions ?? [];
  const subject = subjectOf(inputs);
  if (isComplete(deployment, status)) {
    return withCondition(conditions, { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable', message: `${subject} has successfully progressed.` }, nowMs);
  }
  if (progressed(deployment.status, status)) {
    return withRenewedCondition(conditions, { type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated', message: `${subject} is progressing.` }, nowMs);
  }
  const deadline = progressDeadlineMs(deployment, conditions);
  if (deadline === undefined || deadline > nowMs) return conditions;
  return withCondition(conditions, { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: `${subject} has timed out progressing.` }, nowMs);
};

const failureOf = ({ members }: StatusInputs): ReplicaSet['status']['conditions'] extends (infer C)[] | undefined ? C | undefined : never => {
  const newestFirst = [members.current, ...members.old].filter((member) => member !== undefined);
  return newestFirst.flatMap(({ replicaSet }) => replicaSet.object.status.conditions ?? []).find(({ type }) => type === 'ReplicaFailure');
};

const withFailure = (inputs: StatusInputs, conditions: Conditions): Conditions => {
  const failure = failureOf(inputs);
  if (failure === undefined) return withoutCondition(conditions, 'ReplicaFailure');
  const { reason = '', message = '' } = failure;
  return withCondition(conditions, { type: 'ReplicaFailure', status: 'True', reason, message }, inputs.nowMs);
};

/** The whole status in the course of a rollout, progress judged against the stored one: upstream's syncRolloutStatus. */
export const rolloutStatus = (inputs: StatusInputs): DeploymentStatus => {
  const counted = countedStatus(inputs);
  if (!hasProgressDeadline(inputs.deployment)) return { ...counted, conditions: [...withFailure(inputs, withoutCondition(counted.conditions ?? [], 'Progressing'))] };
  const done = (counted.replicas ?? 0) === (counted.updatedReplicas ?? 0) && conditionOf(counted.conditions ?? [], 'Progressing')?.reason === 'NewReplicaSetAvailable';
  const conditions = done ? (counted.conditions ?? []) : progressing(inputs, counted);
  return { ...counted, conditions: [...withFailure(inputs, conditions)] };
};
