import { assert } from 'chai';
import type { JsonObject } from '../../../events/json.ts';
import { withValueAt } from '../../../events/json-path.ts';
import type { ObjectRef } from '../../../events/object-ref.ts';
import { createKinds } from '../../../events/resources/registry.ts';
import { namespaces } from '../../../events/resources/core/namespace/schema.ts';
import { configMaps } from '../../../events/resources/core/config-map/schema.ts';
import { pods } from '../../../events/resources/core/pod/schema.ts';
import { createClusterState } from '../../../projections/cluster-state/create-cluster-state.ts';
import type { ModelCluster } from '../../../test/support/model-cluster.ts';
import { createModelCluster } from '../../../test/support/model-cluster.ts';
import type { Plan } from '../../kit/reconciler.ts';
import { createNamespaceReconciler } from './reconciler.ts';

const reconciler = createNamespaceReconciler({ caPem: 'PEM', kinds: createKinds() });
const TEAM: ObjectRef = { ...namespaces, namespace: '', name: 'team' };
const ROOT_CA: ObjectRef = { ...configMaps, namespace: 'team', name: 'kube-root-ca.crt' };

const withNamespace = (): ModelCluster => {
  const cluster = createModelCluster();
  cluster.write(TEAM, () => ({ apiVersion: 'v1', kind: 'Namespace', metadata: {}, spec: { finalizers: ['kubernetes'] } }));
  return cluster;
};
const plan = (cluster: ModelCluster): Plan => reconciler.plan(cluster.view(), 'team', cluster.now());
const rest = (cluster: ModelCluster): void => {
  for (let round = 0; round < 20; round += 1) {
    const { batches } = plan(cluster);
    if (batches.length === 0) return;
    for (const batch of batches) assert.isTrue(cluster.execute(batch));
  }
  assert.fail('never at rest');
};
const all = (cluster: ModelCluster, resource: string): readonly string[] => [...cluster.view().snapshot().list({ group: '', resource }, { namespace: 'team' })].map(({ name }) => name);
const beginDeletion = (cluster: ModelCluster): void => cluster.write(TEAM, (object) => withValueAt(object, ['metadata', 'deletionTimestamp'], '2024-05-01T00:00:00Z'));
const conditions = (cluster: ModelCluster): Readonly<Record<string, string>> =>
  Object.fromEntries((cluster.view().get(namespaces, '', 'team')!.object.status.conditions ?? []).map(({ type, status, message }) => [type, `${status}: ${message}`]));

describe('namespace controller', () => {
  it('gives a namespace its default service account and the CA', () => {
    const cluster = withNamespace();
    rest(cluster);
    assert.deepEqual(all(cluster, 'serviceaccounts'), ['default']);
    assert.deepEqual(cluster.view().get(configMaps, 'team', ROOT_CA.name)!.entry.name, ROOT_CA.name);
  });

  it('restores the CA when it was changed, and the whole when it was deleted', () => {
    const cluster = withNamespace();
    rest(cluster);
    cluster.write(ROOT_CA, (object) => ({ ...object, data: { 'ca.crt': 'PEM', more: 'x' } }));
    rest(cluster);
    assert.deepEqual((cluster.view().get(configMaps, 'team', ROOT_CA.name)!.object as JsonObject)['data'], { 'ca.crt': 'PEM' });
    cluster.write(ROOT_CA, () => undefined);
    rest(cluster);
    assert.deepEqual(all(cluster, 'configmaps'), [ROOT_CA.name]);
  });

  it('empties a namespace, pods first, honours grace and finalizers, and says what remains', () => {
    const cluster = withNamespace();
    rest(cluster);
    cluster.write({ ...pods, namespace: 'team', name: 'bound' }, () => ({ metadata: {}, spec: { nodeName: 'n1' } }));
    cluster.write({ ...pods, namespace: 'team', name: 'unbound' }, () => ({ metadata: {}, spec: {} }));
    cluster.write({ ...configMaps, namespace: 'team', name: 'held' }, () => ({ metadata: { finalizers: ['example.com/hold'] } }));
    beginDeletion(cluster);
    rest(cluster);
    assert.deepEqual(all(cluster, 'pods'), ['bound'], 'the bound pod has its grace');
    assert.lengthOf(all(cluster, 'configmaps'), 2, 'nothing else goes before the pods');
    assert.equal(conditions(cluster)['NamespaceContentRemaining'], 'True: Some resources are remaining: configmaps. has 2 resource instances, pods. has 1 resource instances, serviceaccounts. has 1 resource instances');

    cluster.write({ ...pods, namespace: 'team', name: 'bound' }, () => undefined);
    rest(cluster);
    assert.deepEqual(all(cluster, 'configmaps'), ['held']);
    assert.deepEqual(conditions(cluster), {
      NamespaceDeletionDiscoveryFailure: 'False: All resources successfully discovered',
      NamespaceDeletionGroupVersionParsingFailure: 'False: All legacy kube types successfully parsed',
      NamespaceDeletionContentFailure: 'False: All content successfully deleted, may be waiting on finalization',
      NamespaceContentRemaining: 'True: Some resources are remaining: configmaps. has 1 resource instances',
      NamespaceFinalizersRemaining: 'True: Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
    });

    cluster.write({ ...configMaps, namespace: 'team', name: 'held' }, () => undefined);
    rest(cluster);
    assert.isUndefined(cluster.view().get(namespaces, '', 'team'), 'the namespace went with its last finalizer');
  });

  it('deletes in batches of a hundred of one resource', () => {
    const cluster = withNamespace();
    for (let index = 0; index < 150; index += 1) cluster.write({ ...configMaps, namespace: 'team', name: `c${index}` }, () => ({ metadata: {} }));
    cluster.write({ group: '', resource: 'secrets', namespace: 'team', name: 's' }, () => ({ metadata: {} }));
    beginDeletion(cluster);
    assert.deepEqual(plan(cluster).batches.map((batch) => [batch.length, new Set(batch.map(({ ref }) => ref.resource)).size]), [[100, 1], [50, 1], [1, 1]]);
  });

  it('deletes Leases and Events one by one: their streams take no batches', () => {
    const cluster = withNamespace();
    for (const name of ['a', 'b']) {
      cluster.write({ group: 'coordination.k8s.io', resource: 'leases', namespace: 'team', name }, () => ({ metadata: {} }));
      cluster.write({ group: '', resource: 'events', namespace: 'team', name }, () => ({ metadata: {} }));
    }
    beginDeletion(cluster);
    assert.sameMembers(plan(cluster).batches.map((batch) => batch.map(({ ref }) => `${ref.resource} ${ref.name}`).join()), ['leases a', 'leases b', 'events a', 'events b']);
    rest(cluster);
    assert.isUndefined(cluster.view().get(namespaces, '', 'team'));
  });

  it('finds and deletes what was left in a namespace that is gone, and nothing where the namespace is there', () => {
    const cluster = withNamespace();
    rest(cluster);
    const left = (namespace: string, resource: string, name: string): void => cluster.write({ group: '', resource, namespace, name }, () => ({ metadata: {} }));
    for (const name of ['a', 'b']) left('gone', 'configmaps', name);
    left('gone', 'secrets', 's');
    left('team', 'configmaps', 'mine');
    cluster.write({ group: 'coordination.k8s.io', resource: 'leases', namespace: 'soon', name: 'l' }, () => ({ metadata: {} }));
    assert.deepEqual([...reconciler.allKeys(cluster.view())], ['team', 'gone'], 'a Lease may be folded before its namespace');
    const { batches } = reconciler.plan(cluster.view(), 'gone', cluster.now());
    assert.deepEqual(batches.map((batch) => batch.map(({ verb, ref, reason }) => `${verb} ${ref.resource}/${ref.name}: ${reason}`)), [
      ['delete configmaps/a: namespace gone is gone', 'delete configmaps/b: namespace gone is gone'],
      ['delete secrets/s: namespace gone is gone'],
    ]);
    for (const batch of batches) assert.isTrue(cluster.execute(batch));
    assert.deepEqual([...reconciler.allKeys(cluster.view())], ['team']);
    assert.isEmpty(reconciler.plan(cluster.view(), 'gone', cluster.now()).batches);
    assert.isEmpty(reconciler.plan(cluster.view(), 'soon', cluster.now()).batches);
    assert.isEmpty(plan(cluster).batches);
  });

  it('finds each namespace that is gone once, however names sort', () => {
    const state = createClusterState();
    const places = [['a', 'x'], ['a', 'z'], ['a-b', 'x'], ['a.c', 'x'], ['a0', 'x'], ['ab', 'x'], ['ab', 'y']] as const;
    for (const [index, [namespace, name]] of places.entries()) {
      state.apply([{
        stream: 'EVENTS', sequence: index + 1, storedAtMs: 0, id: `${index}`, type: 'ConfigMapCreated', time: '', actor: '', correlation: '', operation: 'put', form: 'json',
        ref: { ...configMaps, namespace, name }, object: new TextEncoder().encode('{}'), decision: { reason: 'asked' },
      }]);
    }
    const view = { ...createModelCluster().view(), snapshot: () => state.snapshot() };
    assert.sameOrderedMembers([...reconciler.allKeys(view)].sort(), ['a', 'a-b', 'a.c', 'a0', 'ab']);
  });

  it('waits for finalizers of others on the namespace', () => {
    const cluster = withNamespace();
    cluster.write(TEAM, (object) => withValueAt(object, ['spec', 'finalizers'], ['example.com/keep', 'kubernetes']));
    beginDeletion(cluster);
    rest(cluster);
    assert.deepEqual(cluster.view().get(namespaces, '', 'team')!.object.spec.finalizers, ['example.com/keep']);
  });

  it('records a refused deletion once', () => {
    const cluster = withNamespace();
    rest(cluster);
    beginDeletion(cluster);
    const refuse = (): Plan => {
      const [batch = []] = plan(cluster).batches;
      return reconciler.refused!(cluster.view(), 'team', { batch, command: batch[0]!, refusal: { reason: 'Forbidden', message: 'no' }, nowMs: cluster.now() });
    };
    for (const batch of refuse().batches) cluster.execute(batch);
    assert.equal(conditions(cluster)['NamespaceDeletionContentFailure'], 'True: Failed to delete all resource types, 1 remaining: no');
    assert.isEmpty(refuse().batches);
  });

  it('hears of default content always, of other content only while the namespace is being emptied', () => {
    const cluster = withNamespace();
    rest(cluster);
    cluster.write({ ...configMaps, namespace: 'team', name: 'other' }, () => ({ metadata: {} }));
    const { keys } = reconciler.watches.find(({ resource }) => resource.resource === 'configmaps')!;
    const keysFor = (name: string): readonly string[] => {
      const view = cluster.view();
      const event = { id: '', type: '', actor: '', correlation: '', storedAtMs: 0, stream: 'EVENTS', sequence: 9 } as const;
      return keys({ operation: 'put', entry: view.snapshot().get(configMaps, 'team', name)!, before: undefined, event }, view);
    };
    assert.deepEqual([keysFor('other'), keysFor(ROOT_CA.name)], [[], ['team']]);
    beginDeletion(cluster);
    assert.deepEqual(keysFor('other'), ['team']);
  });
});
