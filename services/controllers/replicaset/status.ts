import type { JsonObject } from '../../../events/json.ts';
import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import type { ReplicaSet, ReplicaSetStatus } from '../../../events/resources/apps/replica-set/schema.ts';
import { labelSelectorOf } from '../../../events/meta/label-selector.ts';
import { formatTime } from '../../kit/timestamp.ts';
import { isAvailable, isReady } from '../workload/pod-state.ts';

export interface Replicas {
  readonly active: readonly Pod[];
  readonly terminating: number;
  /** Created in the same atomic batch as the status: counted, not yet ready. */
  readonly added: number;
}

const orAbsent = (count: number): number | undefined => (count === 0 ? undefined : count);

const hasLabels = (labels: JsonObject | undefined): ((pod: Pod) => boolean) => {
  const matcher = labelSelectorOf({ matchLabels: labels });
  return (pod) => matcher.matches(pod.metadata.labels);
};

const orAbsentList = <T>(list: readonly T[]): T[] | undefined => (list.length === 0 ? undefined : [...list]);

/** The status as it is stored: zero counts absent, except those upstream always writes. A recorded failure is over. */
export const replicaSetStatus = (rs: ReplicaSet, { active, terminating, added }: Replicas, nowMs: number): ReplicaSetStatus => ({
  replicas: active.length + added,
  fullyLabeledReplicas: orAbsent(active.filter(hasLabels(rs.spec.template.metadata.labels)).length + added),
  readyReplicas: orAbsent(active.filter(isReady).length),
  availableReplicas: orAbsent(active.filter((pod) => isAvailable(pod, rs.spec.minReadySeconds ?? 0, nowMs)).length),
  terminatingReplicas: terminating,
  observedGeneration: rs.metadata.generation,
  conditions: orAbsentList((rs.status.conditions ?? []).filter(({ type }) => type !== 'ReplicaFailure')),
});

export interface ReplicaFailure {
  readonly reason: 'FailedCreate' | 'FailedDelete';
  readonly message: string;
}

/** `status` with the condition that pods could not be made or removed; an equal recorded condition keeps its time. */
export const withReplicaFailure = (rs: ReplicaSet, status: ReplicaSetStatus, failure: ReplicaFailure & { readonly nowMs: number }): ReplicaSetStatus => {
  const { nowMs, reason, message } = failure;
  const current = rs.status.conditions?.find(({ type }) => type === 'ReplicaFailure');
  const lastTransitionTime = current?.lastTransitionTime ?? formatTime(nowMs);
  return { ...status, conditions: [...(status.conditions ?? []), { type: 'ReplicaFailure', status: 'True', lastTransitionTime, reason, message }] };
};
