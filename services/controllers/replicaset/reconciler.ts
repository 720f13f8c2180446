import { replicaSets } from '../../../events/resources/apps/replica-set/schema.ts';
import { createReplicaReconciler } from './create-replica-reconciler.ts';

/** Keeps as many pods as each ReplicaSet asks for. Keys are `replicaset/namespace/name` and `orphan/namespace/name`. */
export const replicaSetReconciler = createReplicaReconciler({
  resource: replicaSets,
  kind: 'ReplicaSet',
  title: 'replica set',
  name: 'replicaset-controller',
  keyPrefix: 'replicaset',
  statusOf: (status) => status,
  stored: (replicaSet) => replicaSet,
  get: (view, namespace, name) => view.get(replicaSets, namespace, name),
  list: (view, namespace) => view.list(replicaSets, namespace),
  siblings: (view, namespace, controllerUid) => view.controlledBy(replicaSets, namespace, controllerUid).map(({ object }) => object.metadata.uid),
});
