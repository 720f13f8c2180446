import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import { pods } from '../../../events/resources/core/pod/schema.ts';
import type { ReplicaSet } from '../../../events/resources/apps/replica-set/schema.ts';
import { replicaSets } from '../../../events/resources/apps/replica-set/schema.ts';
import type { Change } from '../../../projections/cluster-state/cluster-state.ts';
import { mentions } from '../../../projections/cluster-state/mentions.ts';
import type { Plan, Reconciler, View, Viewed } from '../../kit/reconciler.ts';
import { claim, controllerOf } from '../workload/ownership.ts';
import { isActive } from '../workload/pod-state.ts';
import { namespacedKey, splitKey } from '../workload/refs.ts';
import type { ReplicaSetInputs } from './plan.ts';
import { planOrphan, planReplicaFailure, planReplicaSet } from './plan.ts';

const RESYNC_MS = 600_000;

/**
 * Pods the ReplicaSet owns, and, when it is new or changed, the namespace's orphans. Orphans that appear later come
 * by their own keys, so that a plan does not read every pod of its namespace.
 */
const candidates = (view: View, { metadata: { namespace, uid, generation }, status }: ReplicaSet): readonly Viewed<Pod>[] => {
  const owned = view.controlledBy(pods, namespace, uid);
  if (status.observedGeneration === generation) return owned;
  return [...owned, ...view.list(pods, namespace).filter(({ object }) => controllerOf(object.metadata) === undefined)];
};

/** Active pods of this ReplicaSet and of its siblings under the same controller. */
const relatedPods = (view: View, { metadata }: ReplicaSet): readonly Pod[] => {
  const owner = controllerOf(metadata);
  const siblings = owner === undefined ? [metadata.uid] : view.controlledBy(replicaSets, metadata.namespace, owner.uid).map(({ object }) => object.metadata.uid);
  return siblings.flatMap((uid) => view.controlledBy(pods, metadata.namespace, uid)).map(({ object }) => object).filter(isActive);
};

const inputsOf = (view: View, key: string, nowMs: number): ReplicaSetInputs | undefined => {
  const { namespace, name } = splitKey(key);
  const replicaSet = view.get(replicaSets, namespace, name);
  if (replicaSet === undefined) return undefined;
  return {
    replicaSet,
    claim: claim(replicaSet.object, replicaSet.object.spec.selector, candidates(view, replicaSet.object)),
    related: () => relatedPods(view, replicaSet.object),
    taken: (pod) => view.snapshot.get(pods, namespace, pod) !== undefined,
    nowMs,
  };
};

const replicaSetKey = (ref: { readonly namespace: string; readonly name: string }): string => `replicaset/${namespacedKey(ref)}`;
const orphanKey = (ref: { readonly namespace: string; readonly name: string }): string => `orphan/${namespacedKey(ref)}`;

/** Whether anybody could adopt a pod; a ReplicaSet that comes later looks for pods itself. */
const hasReplicaSets = ({ snapshot }: View, namespace: string): boolean => {
  for (const _ of snapshot.list(replicaSets, { namespace })) return true;
  return false;
};

/** What a pod version concerns: its controller, or itself while nobody controls it. */
const keysOfPod = (view: View, { metadata: { namespace, name, ...metadata } }: Pod): readonly string[] => {
  const controller = controllerOf(metadata);
  if (controller === undefined) return metadata.labels === undefined || !hasReplicaSets(view, namespace) ? [] : [orphanKey({ namespace, name })];
  return controller.kind === 'ReplicaSet' ? [replicaSetKey({ namespace, name: controller.name })] : [];
};

const keysOfPodChange = ({ entry, before }: Change, view: View): readonly string[] => {
  const versions = (before === undefined ? [entry] : [entry, before]).filter((version) => mentions(version, 'ownerReferences') || hasReplicaSets(view, version.namespace));
  return [...new Set(versions.flatMap((version) => keysOfPod(view, view.read(pods, version).object)))];
};

const planForOrphan = (view: View, key: string): Plan => {
  const { namespace, name } = splitKey(key);
  const pod = view.get(pods, namespace, name);
  return pod === undefined ? { batches: [] } : planOrphan(pod, view.list(replicaSets, namespace).map(({ object }) => object));
};

/** Keeps as many pods as each ReplicaSet asks for. Keys are `replicaset/namespace/name` and `orphan/namespace/name`. */
export const replicaSetReconciler: Reconciler = {
  name: 'replicaset-controller',
  actor: 'system:serviceaccount:kube-system:replicaset-controller',
  watches: [
    { resource: replicaSets, keys: ({ entry, operation }) => (operation === 'put' ? [replicaSetKey(entry)] : []) },
    { resource: pods, keys: keysOfPodChange },
  ],
  allKeys: (view) => view.list(replicaSets).map(({ entry }) => replicaSetKey(entry)),
  resyncMs: RESYNC_MS,
  plan: (view, key, nowMs) => {
    const { namespace: what, name: rest } = splitKey(key);
    if (what === 'orphan') return planForOrphan(view, rest);
    const inputs = inputsOf(view, rest, nowMs);
    return inputs === undefined ? { batches: [] } : planReplicaSet(inputs);
  },
  refused: (view, key, refused) => {
    const { namespace: what, name: rest } = splitKey(key);
    const inputs = what === 'orphan' ? undefined : inputsOf(view, rest, refused.nowMs);
    return inputs === undefined ? { batches: [] } : planReplicaFailure(inputs, refused);
  },
};
