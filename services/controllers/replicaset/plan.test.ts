import { assert } from 'chai';
import type { JsonObject } from '../../../events/json.ts';
import { withValueAt } from '../../../events/json-path.ts';
import type { ObjectRef } from '../../../events/object-ref.ts';
import { replicaSets } from '../../../events/resources/apps/replica-set/schema.ts';
import { pods } from '../../../events/resources/core/pod/schema.ts';
import type { ModelCluster } from '../../../test/support/model-cluster.ts';
import { createModelCluster } from '../../../test/support/model-cluster.ts';
import type { Plan } from '../../kit/reconciler.ts';
import { formatTime } from '../../kit/timestamp.ts';
import { isActive } from '../workload/pod-state.ts';
import { replicaSetReconciler } from './reconciler.ts';

const NS = 'default';
const RS: ObjectRef = { ...replicaSets, namespace: NS, name: 'web' };
const KEY = 'replicaset/default/web';
const pod = (name: string): ObjectRef => ({ ...pods, namespace: NS, name });

const replicaSet = (replicas: number, spec: JsonObject = {}): JsonObject => ({
  apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: {},
  spec: { replicas, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web', tier: 'a' }, annotations: { note: 'x' }, finalizers: ['example.com/hold'] }, spec: { containers: [{ name: 'c', image: 'i' }] } }, ...spec },
});

const withReplicas = (replicas: number): ModelCluster => {
  const cluster = createModelCluster();
  cluster.write(RS, () => replicaSet(replicas));
  return cluster;
};
const plan = (cluster: ModelCluster, key = KEY): Plan => replicaSetReconciler.plan(cluster.view(), key, cluster.now());
const carryOut = (cluster: ModelCluster, { batches }: Plan): void => batches.forEach((batch) => assert.isTrue(cluster.execute(batch)));
const rest = (cluster: ModelCluster): void => {
  for (let round = 0; round < 20; round += 1) {
    const next = plan(cluster);
    if (next.batches.length === 0) return;
    carryOut(cluster, next);
  }
  assert.fail('never at rest');
};
const names = (cluster: ModelCluster): readonly string[] => cluster.view().list(pods, NS).map(({ entry }) => entry.name);
const status = (cluster: ModelCluster) => cluster.view().get(replicaSets, NS, 'web')!.object.status;
const makeReady = (cluster: ModelCluster, name: string, sinceMs = cluster.now()): void =>
  cluster.write(pod(name), (object) => ({ ...withValueAt(object, ['spec', 'nodeName'], 'n1'), status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: formatTime(sinceMs) }] } }));

describe('replica set controller', () => {
  it('makes the missing pods in one batch with a compare-and-set of the replica set, whose status counts them already', () => {
    const cluster = withReplicas(3);
    const { batches, notes } = plan(cluster);
    assert.lengthOf(batches, 1);
    const [fence, ...creates] = batches[0]!;
    assert.include(fence, { verb: 'update', subresource: 'status', fence: true });
    assert.equal(fence?.verb === 'update' && fence.expect?.sequence, 1);
    assert.deepEqual(creates.map(({ verb }) => verb), ['create', 'create', 'create']);
    carryOut(cluster, { batches });
    assert.deepEqual(status(cluster), { replicas: 3, fullyLabeledReplicas: 3, terminatingReplicas: 0, observedGeneration: 1 });
    assert.deepEqual(notes?.map(({ reason, message }) => `${reason} ${message}`).toSorted(), names(cluster).map((name) => `SuccessfulCreate Created pod: ${name}`));
    assert.isEmpty(plan(cluster).batches, 'a second plan has nothing to do');
  });

  it('gives a pod its owner and all of the template', () => {
    const cluster = withReplicas(1);
    rest(cluster);
    const { object: { metadata, spec }, entry } = cluster.view().list(pods, NS)[0]!;
    assert.match(entry.name, /^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    assert.deepEqual(metadata.labels, { app: 'web', tier: 'a' });
    assert.deepEqual(metadata.annotations, { note: 'x' });
    assert.deepEqual(metadata.finalizers, ['example.com/hold']);
    assert.equal(metadata.generateName, 'web-');
    assert.deepEqual(metadata.ownerReferences, [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'uid-1', controller: true, blockOwnerDeletion: true }]);
    assert.deepEqual(spec.containers.map(({ image }) => image), ['i']);
  });

  it('of two controllers that decided on the same version one writes', () => {
    const cluster = withReplicas(3);
    const [first, second] = [plan(cluster), plan(cluster)];
    carryOut(cluster, first);
    assert.isFalse(cluster.execute(second.batches[0]!));
    assert.lengthOf(names(cluster), 3);
  });

  it('passes over names that are taken', () => {
    const cluster = withReplicas(2);
    const create = plan(cluster).batches[0]![1]!;
    cluster.write(create.ref, () => ({ metadata: {}, spec: {} }));
    carryOut(cluster, plan(cluster));
    assert.lengthOf(names(cluster), 3);
  });

  it('makes at most a hundred pods at once and comes back for the rest', () => {
    const cluster = withReplicas(230);
    assert.lengthOf(plan(cluster).batches[0]!, 101);
    rest(cluster);
    assert.lengthOf(names(cluster), 230);
  });

  it('gives up pods that are not assigned, then not ready, before ready ones; at the versions ranked', () => {
    const cluster = withReplicas(4);
    rest(cluster);
    const [ready, alsoReady, assigned, unassigned] = names(cluster) as [string, string, string, string];
    makeReady(cluster, ready);
    makeReady(cluster, alsoReady);
    cluster.write(pod(assigned), (object) => withValueAt(object, ['spec', 'nodeName'], 'n1'));
    cluster.write(RS, (object) => withValueAt(object, ['spec', 'replicas'], 2));
    const [, ...deletes] = plan(cluster).batches[0]!;
    assert.deepEqual(deletes.map(({ ref }) => ref.name), [unassigned, assigned]);
    assert.isTrue(deletes.every((command) => command.verb === 'delete' && command.expect?.sequence !== undefined && command.expect.uid !== undefined));
    const stale = plan(cluster);
    makeReady(cluster, assigned);
    assert.isFalse(cluster.execute(stale.batches[0]!), 'a victim that changed is ranked again');
  });

  it('counts a pod available once it is ready for minReadySeconds, and names the deadline', () => {
    const cluster = createModelCluster();
    cluster.write(RS, () => replicaSet(1, { minReadySeconds: 30 }));
    rest(cluster);
    makeReady(cluster, names(cluster)[0]!);
    rest(cluster);
    assert.isUndefined(status(cluster).availableReplicas);
    assert.equal(plan(cluster).againAfterMs, 30_000);
    cluster.advance(30_000);
    const { batches } = plan(cluster);
    assert.deepEqual(batches[0]?.[0]?.facts, { deadline: '2024-05-01T00:00:30Z', because: 'minReadySeconds passed since a pod became ready' });
    carryOut(cluster, { batches });
    assert.equal(status(cluster).availableReplicas, 1);
  });

  it('adopts matching orphans of a new replica set instead of making pods', () => {
    const cluster = createModelCluster();
    for (const name of ['a', 'b']) cluster.write(pod(name), () => ({ metadata: { labels: { app: 'web' } }, spec: {} }));
    cluster.write(RS, () => replicaSet(2));
    rest(cluster);
    assert.deepEqual(names(cluster), ['a', 'b']);
    assert.equal(cluster.view().get(pods, NS, 'a')!.object.metadata.ownerReferences?.[0]?.uid, 'uid-3');
  });

  it('adopts an orphan that appears later by its own key, then gives up the surplus', () => {
    const cluster = withReplicas(1);
    rest(cluster);
    cluster.write(pod('late'), () => ({ metadata: { labels: { app: 'web' } }, spec: {} }));
    const adoption = plan(cluster, 'orphan/default/late');
    assert.lengthOf(adoption.batches, 1);
    carryOut(cluster, adoption);
    rest(cluster);
    assert.lengthOf(cluster.view().list(pods, NS).filter(({ object }) => isActive(object)), 1);
  });

  it('releases a pod that matches no longer and replaces it', () => {
    const cluster = withReplicas(1);
    rest(cluster);
    const [name = ''] = names(cluster);
    cluster.write(pod(name), (object) => withValueAt(object, ['metadata', 'labels'], { app: 'other' }));
    rest(cluster);
    assert.lengthOf(names(cluster), 2);
    assert.isEmpty(cluster.view().get(pods, NS, name)!.object.metadata.ownerReferences);
  });

  it('replaces finished pods and those being deleted, and counts the latter as terminating', () => {
    const cluster = withReplicas(2);
    rest(cluster);
    const [failed = '', leaving = ''] = names(cluster);
    cluster.write(pod(failed), (object) => ({ ...object, status: { phase: 'Failed' } }));
    cluster.write(pod(leaving), (object) => withValueAt(object, ['metadata', 'deletionTimestamp'], '2024-05-01T00:00:00Z'));
    rest(cluster);
    assert.lengthOf(names(cluster), 4);
    assert.include(status(cluster), { replicas: 2, terminatingReplicas: 1 });
  });

  it('makes and removes nothing while it is being deleted, and keeps its status', () => {
    const cluster = withReplicas(2);
    rest(cluster);
    cluster.write(RS, (object) => withValueAt(withValueAt(withValueAt(object, ['metadata', 'deletionTimestamp'], '2024-05-01T00:00:00Z'), ['metadata', 'finalizers'], ['foregroundDeletion']), ['spec', 'replicas'], 5));
    cluster.write(pod(names(cluster)[0]!), () => undefined);
    rest(cluster);
    assert.lengthOf(names(cluster), 1);
    assert.equal(status(cluster).replicas, 1);
  });

  it('records that its pods were refused, once, and forgets it when they are made', () => {
    const cluster = withReplicas(1);
    const refuse = (): Plan => {
      const [batch = []] = plan(cluster).batches;
      return replicaSetReconciler.refused!(cluster.view(), KEY, { batch, command: batch[1]!, refusal: { reason: 'Forbidden', message: 'pods "web" is forbidden: no service account' }, nowMs: cluster.now() });
    };
    const first = refuse();
    assert.deepEqual(first.notes?.map(({ type, reason, message }) => [type, reason, message]), [['Warning', 'FailedCreate', 'Error creating: pods "web" is forbidden: no service account']]);
    carryOut(cluster, first);
    assert.equal(status(cluster).conditions?.[0]?.type, 'ReplicaFailure');
    cluster.advance(5000);
    assert.isEmpty(refuse().batches, 'nothing new to record');
    rest(cluster);
    assert.isUndefined(status(cluster).conditions);
  });

  it('hears of its pods by their owner, also of the version before, and of orphans as themselves', () => {
    const cluster = withReplicas(1);
    rest(cluster);
    const view = cluster.view();
    const { entry } = view.list(pods, NS)[0]!;
    const keysOf = replicaSetReconciler.watches[1]!.keys;
    const event = { id: '', type: '', actor: '', correlation: '', storedAtMs: 0, stream: 'EVENTS', sequence: 9 } as const;
    assert.deepEqual(keysOf({ operation: 'delete', entry, before: entry, event }, view), [KEY]);
    const orphaned = { ...entry, body: new TextEncoder().encode(JSON.stringify({ metadata: { name: entry.name, namespace: NS, labels: { app: 'web' } } })) };
    assert.deepEqual(keysOf({ operation: 'put', entry: orphaned, before: entry, event }, view), [`orphan/default/${entry.name}`, KEY]);
  });
});
