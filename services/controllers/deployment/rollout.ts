import type { Deployment } from '../../../events/resources/apps/deployment/schema.ts';
import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import { annotationsOfNew, desiredReplicasOf, revisionOf, sizeAnnotations } from './annotations.ts';
import type { Draft } from './draft.ts';
import type { Limits } from './limits.ts';
import { isRolling } from './limits.ts';
import type { Member, Members } from './members.ts';
import { allOf, byAge } from './members.ts';
import { newReplicaSet } from './new-replica-set.ts';
import type { Group } from './sizes.ts';
import { maxPods, proportionalSizes, sizeOfNew, sizesOfOld, totalReach } from './sizes.ts';

/** One Deployment in the course of one plan. */
export interface Rollout {
  readonly deployment: Deployment;
  readonly members: Members;
  readonly limits: Limits;
  readonly draft: Draft;
}

export const active = (members: readonly Member[]): readonly Member[] => members.filter(({ size }) => size > 0);

const nextRevision = ({ old }: Members): number => Math.max(0, ...old.map(({ replicaSet }) => revisionOf(replicaSet.object))) + 1;

/** Revision the Deployment carries: its new ReplicaSet's, existing or about to be made. */
export const currentRevision = (members: Members): number =>
  Math.max(nextRevision(members), members.current === undefined ? 0 : revisionOf(members.current.replicaSet.object));

/** Keeps annotations, revision and minReadySeconds of an existing new ReplicaSet in line. */
export const syncCurrent = ({ deployment, members, draft }: Rollout): void => {
  const { current } = members;
  if (current === undefined) return;
  const before = current.replicaSet.object.metadata.annotations ?? {};
  draft.change(current, { annotations: annotationsOfNew(deployment, before, nextRevision(members)), minReadySeconds: deployment.spec.minReadySeconds });
};

const NO_PODS: Group = { size: 0, live: 0, ready: 0, available: 0 };

/** Makes the ReplicaSet of a new template, at once as large as the limit lets it be. */
export const createCurrent = ({ deployment, members, limits, draft }: Rollout): void => {
  const size = isRolling(deployment.spec) ? sizeOfNew(NO_PODS, members.old, limits) : limits.replicas;
  draft.create(newReplicaSet(deployment, { size, revision: nextRevision(members), limits }), size);
};

/** One step of a rolling update: the new ReplicaSet grows as far as it may, else the old ones shrink. */
export const rollingStep = (rollout: Rollout): void => {
  const { members: { current, old }, limits, draft } = rollout;
  if (current === undefined) {
    createCurrent(rollout);
    return;
  }
  const annotations = sizeAnnotations(limits);
  const size = sizeOfNew(current, old, limits);
  draft.scale(current, size, annotations);
  if (size > current.size) return;
  const sizes = sizesOfOld({ ...current, size }, old, limits);
  old.forEach((member, index) => draft.scale(member, sizes[index] ?? member.size, annotations));
};

const stillRuns = ({ status: { phase } }: Pod): boolean => phase !== 'Failed' && phase !== 'Succeeded';

/** One step of Recreate: everything old goes first, terminating pods included; only then comes the new. */
export const recreateStep = (rollout: Rollout): void => {
  const { members: { current, old }, limits, draft } = rollout;
  const annotations = sizeAnnotations(limits);
  const shrinking = active(old);
  shrinking.forEach((member) => draft.scale(member, 0, annotations));
  if (shrinking.length > 0 || old.some(({ pods }) => pods.some(stillRuns))) return;
  if (current === undefined) createCurrent(rollout);
  else draft.scale(current, limits.replicas, annotations);
};

/** Whether the Deployment was scaled since its ReplicaSets were last sized. */
export const wasScaled = ({ members, limits }: Rollout): boolean =>
  active(allOf(members)).some(({ replicaSet }) => {
    const desired = desiredReplicasOf(replicaSet.object);
    return desired !== undefined && desired !== limits.replicas;
  });

/** The one ReplicaSet that takes a scaling alone: the only active one, or with none active the newest. */
const soleTarget = ({ current, old }: Members): Member | undefined => {
  const running = active(allOf({ current, old }));
  if (running.length > 1) return undefined;
  return running[0] ?? current ?? old.at(-1);
};

const isSaturated = ({ size, available, replicaSet }: Member, { replicas }: Limits): boolean =>
  size === replicas && available === replicas && desiredReplicasOf(replicaSet.object) === replicas;

type Sizing = readonly (readonly [Member, number])[];

const bySize = (growing: boolean) => (a: Member, b: Member): number => b.size - a.size || (growing ? byAge(b, a) : byAge(a, b));

const proportional = ({ deployment, members, limits }: Rollout): Sizing => {
  const running = active(allOf(members));
  const growing = maxPods(limits) > running.reduce((total, { size }) => total + size, 0);
  const ordered = running.toSorted(bySize(growing));
  const sizes = proportionalSizes(ordered, { limits, statusReplicas: deployment.status.replicas ?? 0 });
  return ordered.map((member, index) => [member, sizes[index] ?? member.size]);
};

const scaledSizes = (rollout: Rollout): Sizing => {
  const { deployment, members, limits } = rollout;
  const target = soleTarget(members);
  if (target !== undefined) return [[target, limits.replicas]];
  if (members.current !== undefined && isSaturated(members.current, limits)) return active(members.old).map((member) => [member, 0]);
  return isRolling(deployment.spec) ? proportional(rollout) : [];
};

/** A scaling must wait when growing now could, with pods not yet given up elsewhere, exceed the limit. */
const fits = ({ members, limits }: Rollout, sizing: Sizing): boolean => {
  const sizes = new Map(sizing);
  const all = allOf(members);
  const grows = sizing.some(([member, size]) => size > member.size);
  return !grows || totalReach(all, all.map((member) => sizes.get(member) ?? member.size)) <= maxPods(limits);
};

/** Spreads a change of `spec.replicas` over the ReplicaSets that run: upstream's scale. */
export const scaleStep = (rollout: Rollout): void => {
  const sizing = scaledSizes(rollout);
  if (!fits(rollout, sizing)) return;
  for (const [member, size] of sizing) {
    rollout.draft.change(member, { annotations: sizeAnnotations(rollout.limits) });
    rollout.draft.scale(member, size, sizeAnnotations(rollout.limits));
  }
};

const isRemovable = ({ size, live, replicaSet: { object: { metadata, status } } }: Member): boolean =>
  size === 0 && live === 0 && status.replicas === 0 && metadata.deletionTimestamp === undefined && (metadata.generation ?? 0) <= (status.observedGeneration ?? 0);

/** A batch holds so many without being refused; the rest follows from the deletions. */
const MOST_REMOVED = 100;

/** Removes the oldest empty ReplicaSets beyond the revision history limit. */
export const cleanUp = ({ deployment: { spec: { revisionHistoryLimit } }, members: { old }, draft }: Rollout): void => {
  if (revisionHistoryLimit === undefined || revisionHistoryLimit === 2 ** 31 - 1) return;
  const alive = old.filter(({ replicaSet }) => replicaSet.object.metadata.deletionTimestamp === undefined);
  const surplus = alive.length - revisionHistoryLimit;
  if (surplus <= 0) return;
  alive.toSorted((a, b) => revisionOf(a.replicaSet.object) - revisionOf(b.replicaSet.object)).slice(0, surplus).filter(isRemovable).slice(0, MOST_REMOVED).forEach(draft.remove);
};
