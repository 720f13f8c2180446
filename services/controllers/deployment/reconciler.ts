import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import { pods } from '../../../events/resources/core/pod/schema.ts';
import { deployments } from '../../../events/resources/apps/deployment/schema.ts';
import type { Deployment } from '../../../events/resources/apps/deployment/schema.ts';
import type { ReplicaSet } from '../../../events/resources/apps/replica-set/schema.ts';
import { replicaSets } from '../../../events/resources/apps/replica-set/schema.ts';
import { labelSelectorOf } from '../../../events/meta/label-selector.ts';
import type { Change } from '../../../projections/cluster-state/cluster-state.ts';
import type { Reconciler, View, Viewed } from '../../kit/reconciler.ts';
import { claim, controllerOf } from '../workload/ownership.ts';
import { namespacedKey, splitKey } from '../workload/refs.ts';
import type { DeploymentInputs } from './plan.ts';
import { planDeployment, planReplicaSetCreateError } from './plan.ts';

const RESYNC_MS = 600_000;

const candidates = (view: View, { metadata: { namespace, uid } }: Deployment): readonly Viewed<ReplicaSet>[] => [
  ...view.controlledBy(replicaSets, namespace, uid),
  ...view.list(replicaSets, namespace).filter(({ object }) => controllerOf(object.metadata) === undefined),
];

const inputsOf = (view: View, key: string, nowMs: number): DeploymentInputs | undefined => {
  const { namespace, name } = splitKey(key);
  const deployment = view.get(deployments, namespace, name);
  if (deployment === undefined) return undefined;
  return {
    deployment,
    claim: claim(deployment.object, deployment.object.spec.selector, candidates(view, deployment.object)),
    podsOf: ({ metadata }) => view.controlledBy(pods, namespace, metadata.uid).map(({ object }) => object),
    taken: (replicaSet) => view.snapshot().get(replicaSets, namespace, replicaSet) !== undefined,
    nowMs,
  };
};

const keysOfReplicaSet = ({ metadata }: ReplicaSet, view: View): readonly string[] => {
  const controller = controllerOf(metadata);
  if (controller !== undefined) return controller.kind === 'Deployment' ? [namespacedKey({ namespace: metadata.namespace, name: controller.name })] : [];
  return view
    .list(deployments, metadata.namespace)
    .filter(({ object }) => labelSelectorOf(object.spec.selector).matches(metadata.labels))
    .map(({ entry }) => namespacedKey(entry));
};

const keysOfReplicaSetChange = ({ entry, before }: Change, view: View): readonly string[] => {
  const versions = before === undefined ? [entry] : [entry, before];
  return [...new Set(versions.flatMap((version) => keysOfReplicaSet(view.read(replicaSets, version).object, view)))];
};

/** Only the end of a pod matters beyond what its ReplicaSet's status tells: Recreate waits for it. */
const keysOfPodChange = ({ entry, operation }: Change, view: View): readonly string[] => {
  if (operation !== 'delete') return [];
  const pod: Pod = view.read(pods, entry).object;
  const controller = controllerOf(pod.metadata);
  if (controller?.kind !== 'ReplicaSet') return [];
  const owner = view.get(replicaSets, pod.metadata.namespace, controller.name);
  return owner === undefined ? [] : keysOfReplicaSet(owner.object, view);
};

/** Rolls Deployments out by sizing their ReplicaSets. Keys are `namespace/name`. */
export const deploymentReconciler: Reconciler = {
  name: 'deployment-controller',
  actor: 'system:serviceaccount:kube-system:deployment-controller',
  watches: [
    { resource: deployments, keys: ({ entry, operation }) => (operation === 'put' ? [namespacedKey(entry)] : []) },
    { resource: replicaSets, keys: keysOfReplicaSetChange },
    { resource: pods, keys: keysOfPodChange },
  ],
  allKeys: (view) => view.list(deployments).map(({ entry }) => namespacedKey(entry)),
  resyncMs: RESYNC_MS,
  plan: (view, key, nowMs) => {
    const inputs = inputsOf(view, key, nowMs);
    return inputs === undefined ? { batches: [] } : planDeployment(inputs);
  },
  refused: (view, key, refused) => {
    const inputs = inputsOf(view, key, refused.nowMs);
    return inputs === undefined ? { batches: [] } : planReplicaSetCreateError(inputs, refused);
  },
};
