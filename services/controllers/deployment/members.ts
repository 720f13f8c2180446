import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import type { Deployment } from '../../../events/resources/apps/deployment/schema.ts';
import type { ReplicaSet } from '../../../events/resources/apps/replica-set/schema.ts';
import type { Viewed } from '../../kit/reconciler.ts';
import { isActive, isAvailable, isReady } from '../workload/pod-state.ts';
import { maxReplicasOf } from './annotations.ts';
import type { Scalable } from './sizes.ts';
import { templatesEqual } from './template.ts';

/** A ReplicaSet of the Deployment with its pods, and in numbers. */
export interface Member extends Scalable {
  readonly replicaSet: Viewed<ReplicaSet>;
  readonly pods: readonly Pod[];
}

/** The Deployment's ReplicaSets by role. `old` is ordered oldest first. */
export interface Members {
  readonly current: Member | undefined;
  readonly old: readonly Member[];
}

const count = (pods: readonly Pod[], test: (pod: Pod) => boolean): number => pods.filter(test).length;

const memberOf = (replicaSet: Viewed<ReplicaSet>, pods: readonly Pod[], nowMs: number): Member => {
  const active = pods.filter(isActive);
  const minReadySeconds = replicaSet.object.spec.minReadySeconds ?? 0;
  return {
    replicaSet,
    pods,
    size: replicaSet.object.spec.replicas ?? 1,
    live: active.length,
    ready: count(active, isReady),
    available: count(active, (pod) => isAvailable(pod, minReadySeconds, nowMs)),
    maxBefore: maxReplicasOf(replicaSet.object),
  };
};

export const byAge = (a: Member, b: Member): number => {
  const [left, right] = [a.replicaSet.object.metadata, b.replicaSet.object.metadata];
  if (left.creationTimestamp !== right.creationTimestamp) return left.creationTimestamp < right.creationTimestamp ? -1 : 1;
  return left.name < right.name ? -1 : 1;
};

interface Reading {
  readonly podsOf: (replicaSet: ReplicaSet) => readonly Pod[];
  readonly nowMs: number;
}

/** The oldest ReplicaSet with the Deployment's template is its new one; a rollback finds the one it made before. */
export const membersOf = ({ spec: { template } }: Deployment, replicaSets: readonly Viewed<ReplicaSet>[], { podsOf, nowMs }: Reading): Members => {
  const all = replicaSets.map((replicaSet) => memberOf(replicaSet, podsOf(replicaSet.object), nowMs)).sort(byAge);
  const current = all.find(({ replicaSet }) => templatesEqual(replicaSet.object.spec.template, template));
  return { current, old: all.filter((member) => member !== current) };
};

export const allOf = ({ current, old }: Members): readonly Member[] => (current === undefined ? old : [...old, current]);
