import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import { pods } from '../../../events/resources/core/pod/schema.ts';
import type { ReplicaSet } from '../../../events/resources/apps/replica-set/schema.ts';
import type { Change } from '../../../projections/cluster-state/cluster-state.ts';
import type { Plan, Reconciler, View, Viewed } from '../../kit/reconciler.ts';
import { claim, controllerOf } from '../workload/ownership.ts';
import { isActive } from '../workload/pod-state.ts';
import { namespacedKey, splitKey } from '../workload/refs.ts';
import type { ReplicaKind, ReplicaSetInputs } from './plan.ts';
import { planOrphan, planReplicaFailure, planReplicaSet } from './plan.ts';

/** A kind of replica sets: how it is planned, and how its objects are found and seen. */
export interface ReplicaControl extends ReplicaKind {
  /** As owner references name it. */
  readonly kind: string;
  /** Name of the controller, and prefix of its keys. */
  readonly name: string;
  readonly keyPrefix: string;
  readonly get: (view: View, namespace: string, name: string) => Viewed<ReplicaSet> | undefined;
  readonly list: (view: View, namespace?: string) => readonly Viewed<ReplicaSet>[];
  /** Uids of all that have the same controller as this one, which has one. */
  readonly siblings: (view: View, namespace: string, controllerUid: string) => readonly string[];
}

const RESYNC_MS = 600_000;

type Named = Parameters<typeof namespacedKey>[0];
const orphanKey = (ref: Named): string => `orphan/${namespacedKey(ref)}`;

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
const relatedPods = (view: View, { metadata }: ReplicaSet, control: ReplicaControl): readonly Pod[] => {
  const owner = controllerOf(metadata);
  const siblings = owner === undefined ? [metadata.uid] : control.siblings(view, metadata.namespace, owner.uid);
  return siblings.flatMap((uid) => view.controlledBy(pods, metadata.namespace, uid)).map(({ object }) => object).filter(isActive);
};

const createInputs = (control: ReplicaControl) => (view: View, key: string, nowMs: number): ReplicaSetInputs | undefined => {
  const { namespace, name } = splitKey(key);
  const replicaSet = control.get(view, namespace, name);
  if (replicaSet === undefined) return undefined;
  return {
    kind: control,
    replicaSet,
    claim: claim(replicaSet.object, replicaSet.object.spec.selector, candidates(view, replicaSet.object)),
    related: () => relatedPods(view, replicaSet.object, control),
    taken: (pod) => view.snapshot().get(pods, namespace, pod) !== undefined,
    nowMs,
  };
};

/** Which keys a pod's change concerns. Most pods concern nobody here, and that is seen without reading them. */
const createPodKeys = ({ kind, resource, keyPrefix }: ReplicaControl) => {
  /** Whether anybody could adopt a pod; a ReplicaSet that comes later looks for pods itself. */
  const couldAdopt = (view: View, namespace: string): boolean => {
    for (const _ of view.snapshot().list(resource, { namespace })) return true;
    return false;
  };
  /** What a pod version concerns: its controller, or itself while nobody controls it. */
  const keysOfPod = (view: View, { metadata: { namespace, name, ...metadata } }: Pod): readonly string[] => {
    const controller = controllerOf(metadata);
    if (controller === undefined) return metadata.labels === undefined || !couldAdopt(view, namespace) ? [] : [orphanKey({ namespace, name })];
    return controller.kind === kind ? [`${keyPrefix}/${namespacedKey({ namespace, name: controller.name })}`] : [];
  };
  return ({ entry, before }: Change, view: View): readonly string[] => {
    const versions = (before === undefined ? [entry] : [entry, before]).filter((version) => view.search.mentionsValue(version, 'kind', kind) || couldAdopt(view, version.namespace));
    return [...new Set(versions.flatMap((version) => keysOfPod(view, view.read(pods, version).object)))];
  };
};

const planForOrphan = (view: View, key: string, control: ReplicaControl): Plan => {
  const { namespace, name } = splitKey(key);
  const pod = view.get(pods, namespace, name);
  return pod === undefined ? { batches: [] } : planOrphan(pod, control.list(view, namespace).map(({ object }) => object), control);
};

/** Keeps as many pods as each object of the kind asks for. Keys are `<prefix>/namespace/name` and `orphan/namespace/name`. */
export const createReplicaReconciler = (control: ReplicaControl): Reconciler => {
  const inputsOf = createInputs(control);
  const keyOf = (ref: Named): string => `${control.keyPrefix}/${namespacedKey(ref)}`;
  return {
    name: control.name,
    actor: `system:serviceaccount:kube-system:${control.name}`,
    watches: [
      { resource: control.resource, keys: ({ entry, operation }) => (operation === 'put' ? [keyOf(entry)] : []) },
      { resource: pods, keys: createPodKeys(control) },
    ],
    allKeys: (view) => control.list(view).map(({ entry }) => keyOf(entry)),
    resyncMs: RESYNC_MS,
    plan: (view, key, nowMs) => {
      const { namespace: what, name: rest } = splitKey(key);
      if (what === 'orphan') return planForOrphan(view, rest, control);
      const inputs = inputsOf(view, rest, nowMs);
      return inputs === undefined ? { batches: [] } : planReplicaSet(inputs);
    },
    refused: (view, key, refused) => {
      const { namespace: what, name: rest } = splitKey(key);
      const inputs = what === 'orphan' ? undefined : inputsOf(view, rest, refused.nowMs);
      return inputs === undefined ? { batches: [] } : planReplicaFailure(inputs, refused);
    },
  };
};
