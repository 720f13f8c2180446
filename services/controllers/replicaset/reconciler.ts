import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import { pods } from '../../../events/resources/core/pod/schema.ts';
import type { ReplicaSet } from '../../../events/resources/apps/replica-set/schema.ts';
import { replicaSets } from '../../../events/resources/apps/replica-set/schema.ts';
import { labelSelectorOf } from '../../../events/meta/label-selector.ts';
import type { Change } from '../../../projections/cluster-state/cluster-state.ts';
import type { Reconciler, View, Viewed } from '../../kit/reconciler.ts';
import { claim, controllerOf } from '../workload/ownership.ts';
import { isActive } from '../workload/pod-state.ts';
import { namespacedKey, splitKey } from '../workload/refs.ts';
import type { ReplicaSetInputs } from './plan.ts';
import { planReplicaFailure, planReplicaSet } from './plan.ts';

const RESYNC_MS = 600_000;

/** Pods the ReplicaSet owns, and orphans of its namespace it may adopt. */
const candidates = (view: View, { metadata: { namespace, uid } }: ReplicaSet): readonly Viewed<Pod>[] => [
  ...view.controlledBy(pods, namespace, uid),
  ...view.list(pods, namespace).filter(({ object }) => controllerOf(object.metadata) === undefined),
];

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
    related: relatedPods(view, replicaSet.object),
    taken: (pod) => view.snapshot.get(pods, namespace, pod) !== undefined,
    nowMs,
  };
};

/** ReplicaSets a pod version concerns: its controller, or, of an orphan, all whose selector matches. */
const keysOfPod = ({ metadata }: Pod, view: View): readonly string[] => {
  const controller = controllerOf(metadata);
  if (controller !== undefined) return controller.kind === 'ReplicaSet' ? [namespacedKey({ namespace: metadata.namespace, name: controller.name })] : [];
  return view
    .list(replicaSets, metadata.namespace)
    .filter(({ object }) => labelSelectorOf(object.spec.selector).matches(metadata.labels))
    .map(({ entry }) => namespacedKey(entry));
};

const keysOfPodChange = ({ entry, before }: Change, view: View): readonly string[] => {
  const versions = before === undefined ? [entry] : [entry, before];
  return [...new Set(versions.flatMap((version) => keysOfPod(view.read(pods, version).object, view)))];
};

/** Keeps as many pods as each ReplicaSet asks for. Keys are `namespace/name`. */
export const replicaSetReconciler: Reconciler = {
  name: 'replicaset',
  actor: 'system:serviceaccount:kube-system:replicaset-controller',
  watches: [
    { resource: replicaSets, keys: ({ entry, operation }) => (operation === 'put' ? [namespacedKey(entry)] : []) },
    { resource: pods, keys: keysOfPodChange },
  ],
  allKeys: (view) => view.list(replicaSets).map(({ entry }) => namespacedKey(entry)),
  resyncMs: RESYNC_MS,
  plan: (view, key, nowMs) => {
    const inputs = inputsOf(view, key, nowMs);
    return inputs === undefined ? { batches: [] } : planReplicaSet(inputs);
  },
  refused: (view, key, refused) => {
    const inputs = inputsOf(view, key, refused.nowMs);
    return inputs === undefined ? { batches: [] } : planReplicaFailure(inputs, refused);
  },
};
