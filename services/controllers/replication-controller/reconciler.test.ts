import { assert } from 'chai';
import type { ObjectRef } from '../../../events/object-ref.ts';
import { replicationControllers } from '../../../events/resources/core/replication-controller/schema.ts';
import { pods } from '../../../events/resources/core/pod/schema.ts';
import { withValueAt } from '../../../events/json-path.ts';
import type { ModelCluster } from '../../../test/support/model-cluster.ts';
import { createModelCluster } from '../../../test/support/model-cluster.ts';
import { replicationControllerReconciler } from './reconciler.ts';

const NS = 'default';
const RC: ObjectRef = { ...replicationControllers, namespace: NS, name: 'web' };

const withReplicas = (replicas: number): ModelCluster => {
  const cluster = createModelCluster();
  cluster.write(RC, () => ({ apiVersion: 'v1', kind: 'ReplicationController', metadata: {}, spec: { replicas, selector: { app: 'web' }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'i' }] } } } }));
  return cluster;
};
const rest = (cluster: ModelCluster): void => {
  for (let round = 0; round < 20; round += 1) {
    const { batches } = replicationControllerReconciler.plan(cluster.view(), 'rc/default/web', cluster.now());
    if (batches.length === 0) return;
    for (const batch of batches) assert.isTrue(cluster.execute(batch));
  }
  assert.fail('never at rest');
};
const owners = (cluster: ModelCluster) => cluster.view().list(pods, NS).map(({ object: { metadata } }) => metadata.ownerReferences?.map(({ apiVersion, kind, name }) => `${apiVersion} ${kind} ${name}`));

describe('replication controller', () => {
  it('makes and removes pods as a replica set does, in its own name', () => {
    const cluster = withReplicas(3);
    rest(cluster);
    assert.deepEqual(owners(cluster), Array.from({ length: 3 }, () => ['v1 ReplicationController web']));
    const stored = cluster.view().get(replicationControllers, NS, 'web')!.object;
    assert.deepEqual(stored.status, { replicas: 3, fullyLabeledReplicas: 3, observedGeneration: 1 });
    assert.deepEqual(stored.spec.selector, { app: 'web' });
    cluster.write(RC, (object) => withValueAt(object, ['spec', 'replicas'], 1));
    rest(cluster);
    assert.lengthOf(owners(cluster), 1);
  });

  it('adopts orphans its labels match', () => {
    const cluster = withReplicas(1);
    cluster.write({ ...pods, namespace: NS, name: 'a' }, () => ({ metadata: { labels: { app: 'web' } }, spec: {} }));
    rest(cluster);
    assert.deepEqual(owners(cluster), [['v1 ReplicationController web']]);
  });
});
