import type { ReplicaSet } from '../../../events/resources/apps/replica-set/schema.ts';
import type { ReplicationController } from '../../../events/resources/core/replication-controller/schema.ts';
import { replicationControllers } from '../../../events/resources/core/replication-controller/schema.ts';
import type { Viewed } from '../../kit/reconciler.ts';
import { createReplicaReconciler } from '../replicaset/create-replica-reconciler.ts';
import { asReplicaSet, asStored, statusOf } from './as-replica-set.ts';

const seen = ({ entry, object }: Viewed<ReplicationController>): Viewed<ReplicaSet> => ({ entry, object: asReplicaSet(object) });

/** Keeps as many pods as each ReplicationController asks for, by the ReplicaSets' planner. Keys are `rc/namespace/name` and `orphan/namespace/name`. */
export const replicationControllerReconciler = createReplicaReconciler({
  resource: replicationControllers,
  kind: 'ReplicationController',
  title: 'replication controller',
  name: 'replication-controller',
  keyPrefix: 'rc',
  statusOf,
  stored: asStored,
  get: (view, namespace, name) => {
    const found = view.get(replicationControllers, namespace, name);
    return found && seen(found);
  },
  list: (view, namespace) => view.list(replicationControllers, namespace).map(seen),
  siblings: (view, namespace, controllerUid) => view.controlledBy(replicationControllers, namespace, controllerUid).map(({ object }) => object.metadata.uid),
});
