import { assert } from 'chai';
import fc from 'fast-check';
import type { JsonObject } from '../../../events/json.ts';
import { withValueAt } from '../../../events/json-path.ts';
import type { ObjectRef } from '../../../events/object-ref.ts';
import { createKinds } from '../../../events/resources/registry.ts';
import { createOwners } from '../../../projections/owners/owners.ts';
import type { ModelCluster } from '../../../test/support/model-cluster.ts';
import { createModelCluster } from '../../../test/support/model-cluster.ts';
import type { Reconciler } from '../../kit/reconciler.ts';
import { createGarbageCollector } from './reconciler.ts';

const NS = 'default';
const kinds = createKinds();
const configMap = (name: string): ObjectRef => ({ group: '', resource: 'configmaps', namespace: NS, name });

/** The model with a collector whose index sees every write. */
const createTrial = (): { readonly cluster: ModelCluster; readonly collect: () => void } => {
  const cluster = createModelCluster();
  const owners = createOwners();
  const collector: Reconciler = createGarbageCollector({ kinds, owners });
  const collect = (): void => {
    for (let round = 0; round < 60; round += 1) {
      owners.load(cluster.view().snapshot());
      let busy = false;
      for (const key of collector.allKeys(cluster.view())) {
        for (const batch of collector.plan(cluster.view(), key, cluster.now()).batches) busy = cluster.execute(batch) || busy;
        owners.load(cluster.view().snapshot());
      }
      if (!busy) return;
    }
    assert.fail('the collector never comes to rest');
  };
  return { cluster, collect };
};

const uidOf = (cluster: ModelCluster, name: string): string => cluster.view().get<{ metadata: { uid: string } }>({ group: '', resource: 'configmaps' }, NS, name)!.object.metadata.uid;
const make = (cluster: ModelCluster, name: string, owners: readonly JsonObject[] = []): void =>
  cluster.write(configMap(name), () => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...(owners.length > 0 && { ownerReferences: owners }) } }));
const owner = (cluster: ModelCluster, name: string, more: JsonObject = {}): JsonObject => ({ apiVersion: 'v1', kind: 'ConfigMap', name, uid: uidOf(cluster, name), ...more });
const remove = (cluster: ModelCluster, name: string, propagation?: 'Foreground' | 'Orphan'): void => {
  assert.isTrue(cluster.execute([{ verb: 'delete', ref: configMap(name), ...(propagation && { propagation }), reason: 'asked' }]));
};
const names = (cluster: ModelCluster): readonly string[] => [...cluster.view().snapshot().list({ group: '', resource: 'configmaps' })].map(({ name }) => name);
const metadata = (cluster: ModelCluster, name: string): JsonObject => cluster.view().get<{ metadata: JsonObject }>({ group: '', resource: 'configmaps' }, NS, name)!.object.metadata;

describe('garbage collector', () => {
  it('leaves alone what has living owners, or none', () => {
    const { cluster, collect } = createTrial();
    make(cluster, 'a');
    make(cluster, 'b', [owner(cluster, 'a')]);
    collect();
    assert.deepEqual(names(cluster), ['a', 'b']);
  });

  it('in the background: deletes dependents of a gone owner, and theirs', () => {
    const { cluster, collect } = createTrial();
    make(cluster, 'a');
    make(cluster, 'b', [owner(cluster, 'a')]);
    make(cluster, 'c', [owner(cluster, 'b')]);
    make(cluster, 'other');
    remove(cluster, 'a');
    collect();
    assert.deepEqual(names(cluster), ['other']);
  });

  it('an owner made anew under its old name is another owner', () => {
    const { cluster, collect } = createTrial();
    make(cluster, 'a');
    make(cluster, 'b', [owner(cluster, 'a')]);
    remove(cluster, 'a');
    make(cluster, 'a');
    collect();
    assert.deepEqual(names(cluster), ['a']);
  });

  it('deletes only when all owners are gone; references to gone ones are dropped', () => {
    const { cluster, collect } = createTrial();
    make(cluster, 'a');
    make(cluster, 'b');
    make(cluster, 'c', [owner(cluster, 'a'), owner(cluster, 'b')]);
    remove(cluster, 'a');
    collect();
    assert.deepEqual((metadata(cluster, 'c')['ownerReferences'] as JsonObject[]).map(({ name }) => name), ['b']);
  });

  it('says nothing of owners whose kind it does not know', () => {
    const { cluster, collect } = createTrial();
    make(cluster, 'b', [{ apiVersion: 'example.com/v1', kind: 'Thing', name: 'x', uid: 'u' }]);
    collect();
    assert.deepEqual(names(cluster), ['b']);
  });

  it('a namespaced owner is looked for in the dependent\'s namespace only', () => {
    const { cluster, collect } = createTrial();
    make(cluster, 'a');
    const reference = owner(cluster, 'a');
    cluster.write({ ...configMap('b'), namespace: 'other' }, () => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { ownerReferences: [reference] } }));
    collect();
    assert.deepEqual(names(cluster), ['a']);
  });

  it('a cluster-scoped object with a namespaced owner is never collected', () => {
    const { cluster, collect } = createTrial();
    const node: ObjectRef = { group: '', resource: 'nodes', namespace: '', name: 'n' };
    cluster.write(node, () => ({ apiVersion: 'v1', kind: 'Node', metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'x', uid: 'u' }] } }));
    collect();
    assert.isDefined(cluster.view().snapshot().get(node, '', 'n'));
  });

  it('in the foreground: the owner goes last, its blocking dependents first', () => {
    const { cluster, collect } = createTrial();
    make(cluster, 'a');
    make(cluster, 'b', [owner(cluster, 'a', { blockOwnerDeletion: true })]);
    make(cluster, 'c', [owner(cluster, 'b', { blockOwnerDeletion: true })]);
    cluster.write(configMap('c'), (object) => withValueAt(object, ['metadata', 'finalizers'], ['example.com/hold']));
    remove(cluster, 'a', 'Foreground');
    collect();
    assert.deepEqual(names(cluster), ['a', 'b', 'c'], 'all wait for the one that is held');
    assert.deepEqual(metadata(cluster, 'b')['finalizers'], ['foregroundDeletion']);
    cluster.write(configMap('c'), () => undefined);
    collect();
    assert.isEmpty(names(cluster));
  });

  it('in the foreground: a dependent with another living owner stays and stops blocking', () => {
    const { cluster, collect } = createTrial();
    make(cluster, 'a');
    make(cluster, 'keeper');
    make(cluster, 'b', [owner(cluster, 'a', { blockOwnerDeletion: true }), owner(cluster, 'keeper')]);
    remove(cluster, 'a', 'Foreground');
    collect();
    assert.deepEqual(names(cluster), ['b', 'keeper']);
  });

  it('in the foreground: two that own each other both go', () => {
    const { cluster, collect } = createTrial();
    make(cluster, 'a');
    make(cluster, 'b', [owner(cluster, 'a', { blockOwnerDeletion: true })]);
    const reference = owner(cluster, 'b', { blockOwnerDeletion: true });
    cluster.write(configMap('a'), (object) => withValueAt(object, ['metadata', 'ownerReferences'], [reference]));
    remove(cluster, 'a', 'Foreground');
    collect();
    assert.isEmpty(names(cluster));
  });

  it('orphaning: Leases are released one by one, for their stream takes no batches', () => {
    const { cluster, collect } = createTrial();
    const lease = (name: string): ObjectRef => ({ group: 'coordination.k8s.io', resource: 'leases', namespace: NS, name });
    make(cluster, 'a');
    const reference = owner(cluster, 'a');
    for (const name of ['x', 'y']) cluster.write(lease(name), () => ({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { ownerReferences: [reference] } }));
    remove(cluster, 'a', 'Orphan');
    collect();
    assert.isEmpty(names(cluster));
    for (const name of ['x', 'y']) assert.isEmpty(cluster.view().get<{ metadata: JsonObject }>(lease(name), NS, name)!.object.metadata['ownerReferences']);
  });

  it('orphaning: dependents lose the reference and live on', () => {
    const { cluster, collect } = createTrial();
    make(cluster, 'a');
    make(cluster, 'b', [owner(cluster, 'a', { blockOwnerDeletion: true })]);
    remove(cluster, 'a', 'Orphan');
    collect();
    assert.deepEqual(names(cluster), ['b']);
    assert.isEmpty(metadata(cluster, 'b')['ownerReferences'] ?? []);
  });

  it('what is being deleted is left to its finalizers', () => {
    const { cluster, collect } = createTrial();
    make(cluster, 'b', [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'gone', uid: 'u' }]);
    cluster.write(configMap('b'), (object) => withValueAt(object, ['metadata', 'finalizers'], ['example.com/hold']));
    remove(cluster, 'b');
    const writes = cluster.writes();
    collect();
    assert.equal(cluster.writes(), writes);
  });

  it('safety and liveness: on any forest, exactly what is reachable from a deleted root goes', () => {
    const forest = fc.array(fc.nat(), { minLength: 2, maxLength: 14 });
    fc.assert(fc.property(forest, fc.constantFrom(undefined, 'Foreground' as const), (parents, propagation) => {
      const { cluster, collect } = createTrial();
      const parentOf = parents.map((parent, index) => (index === 0 ? undefined : parent % (index + 1))).map((parent, index) => (parent === index ? undefined : parent));
      parentOf.forEach((parent, index) => make(cluster, `n${index}`, parent === undefined ? [] : [owner(cluster, `n${parent}`, { blockOwnerDeletion: true })]));
      const goes = (index: number | undefined): boolean => index !== undefined && (index === 0 || goes(parentOf[index]));
      remove(cluster, 'n0', propagation);
      collect();
      assert.deepEqual([...names(cluster)].sort(), parents.map((_, index) => index).filter((index) => !goes(index)).map((index) => `n${index}`).sort());
    }), { numRuns: 60 });
  });
});
