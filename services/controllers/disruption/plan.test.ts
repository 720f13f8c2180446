import { assert } from 'chai';
import * as fc from 'fast-check';
import type { JsonObject } from '../../../events/json.ts';
import { withValueAt } from '../../../events/json-path.ts';
import type { ObjectRef } from '../../../events/object-ref.ts';
import { deployments } from '../../../events/resources/apps/deployment/schema.ts';
import { replicaSets } from '../../../events/resources/apps/replica-set/schema.ts';
import { statefulSets } from '../../../events/resources/apps/stateful-set/schema.ts';
import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import { pods } from '../../../events/resources/core/pod/schema.ts';
import { replicationControllers } from '../../../events/resources/core/replication-controller/schema.ts';
import { podDisruptionBudgets } from '../../../events/resources/policy/pod-disruption-budget/schema.ts';
import { createKinds } from '../../../events/resources/registry.ts';
import type { Change } from '../../../projections/cluster-state/cluster-state.ts';
import type { ModelCluster } from '../../../test/support/model-cluster.ts';
import { createModelCluster } from '../../../test/support/model-cluster.ts';
import type { Plan } from '../../kit/reconciler.ts';
import { formatTime } from '../../kit/timestamp.ts';
import { createDisruptionReconciler } from './reconciler.ts';

const NS = 'default';
const KEY = 'budget/default/budget';
const BUDGET: ObjectRef = { ...podDisruptionBudgets, namespace: NS, name: 'budget' };
const reconciler = createDisruptionReconciler({ kinds: createKinds() });
const podRef = (name: string): ObjectRef => ({ ...pods, namespace: NS, name });

const plan = (cluster: ModelCluster, key = KEY): Plan => reconciler.plan(cluster.view(), key, cluster.now());
const carryOut = (cluster: ModelCluster, { batches }: Plan): void => batches.forEach((batch) => assert.isTrue(cluster.execute(batch)));
const settle = (cluster: ModelCluster): Plan => {
  const first = plan(cluster);
  carryOut(cluster, first);
  assert.isEmpty(plan(cluster).batches, 'a second plan has nothing to do');
  return first;
};
const status = (cluster: ModelCluster) => cluster.view().get(podDisruptionBudgets, NS, 'budget')!.object.status;
const counts = (cluster: ModelCluster): readonly number[] => {
  const { expectedPods, desiredHealthy, currentHealthy, disruptionsAllowed } = status(cluster);
  return [expectedPods, desiredHealthy, currentHealthy, disruptionsAllowed];
};
const notesOf = ({ notes = [] }: Plan): readonly string[] => notes.map(({ type, reason, message }) => `${type} ${reason} ${message}`);

const budget = (spec: JsonObject): JsonObject => ({ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: {}, spec: { selector: { matchLabels: { app: 'web' } }, ...spec } });
const withBudget = (spec: JsonObject): ModelCluster => {
  const cluster = createModelCluster();
  cluster.write(BUDGET, () => budget(spec));
  return cluster;
};

interface Owner { readonly apiVersion: string; readonly kind: string; readonly name: string; readonly uid: string }
const owner = (cluster: ModelCluster, ref: ObjectRef, { apiVersion, kind, replicas, by }: { readonly apiVersion: string; readonly kind: string; readonly replicas?: number; readonly by?: Owner }): Owner => {
  cluster.write(ref, () => ({ apiVersion, kind, metadata: by === undefined ? {} : { ownerReferences: [{ ...by, controller: true }] }, spec: replicas === undefined ? {} : { replicas } }));
  return { apiVersion, kind, name: ref.name, uid: cluster.view().get<{ metadata: { uid: string } }>({ group: ref.group, resource: ref.resource }, NS, ref.name)!.object.metadata.uid };
};
const replicaSet = (cluster: ModelCluster, replicas: number, by?: Owner): Owner =>
  owner(cluster, { ...replicaSets, namespace: NS, name: 'web' }, { apiVersion: 'apps/v1', kind: 'ReplicaSet', replicas, ...(by && { by }) });
const readiness = (ready: boolean): JsonObject => ({ phase: 'Running', conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] });
const addPods = (cluster: ModelCluster, count: number, { by, ready = count, app = 'web', prefix = 'p' }: { readonly by?: Owner; readonly ready?: number; readonly app?: string; readonly prefix?: string } = {}): void => {
  for (let index = 0; index < count; index += 1) {
    const ref = podRef(`${prefix}${index}`);
    cluster.write(ref, () => ({ apiVersion: 'v1', kind: 'Pod', metadata: { labels: { app }, ...(by && { ownerReferences: [{ ...by, controller: true }] }) }, spec: { nodeName: 'n' } }));
    cluster.write(ref, (pod) => ({ ...pod, status: readiness(index < ready) }));
  }
};
const evict = (cluster: ModelCluster, name: string, mark: boolean): void => {
  cluster.write(BUDGET, (object) => withValueAt(object, ['status'], { ...(object['status'] as JsonObject), disruptionsAllowed: Number(status(cluster).disruptionsAllowed) - 1, disruptedPods: { ...status(cluster).disruptedPods, [name]: formatTime(cluster.now()) } }));
  if (mark) cluster.write(podRef(name), (pod) => withValueAt(pod, ['metadata', 'deletionTimestamp'], formatTime(cluster.now())));
};

describe('disruption controller', () => {
  describe('counts expected, desired, healthy and allowed', () => {
    const cases: readonly (readonly [string, JsonObject, { readonly replicas: number; readonly pods: number; readonly ready?: number }, readonly number[]])[] = [
      ['a number that must be available, of the pods there are', { minAvailable: 2 }, { replicas: 5, pods: 3 }, [3, 2, 3, 1]],
      ['fewer ready than must be', { minAvailable: 3 }, { replicas: 3, pods: 3, ready: 2 }, [3, 3, 2, 0]],
      ['more asked for than there are', { minAvailable: 9 }, { replicas: 3, pods: 3 }, [3, 9, 3, 0]],
      ['none that must be available', { minAvailable: 0 }, { replicas: 2, pods: 2 }, [2, 0, 2, 2]],
      ['no pods: nothing is allowed', { minAvailable: 0 }, { replicas: 0, pods: 0 }, [0, 0, 0, 0]],
      ['a share that must be available, rounded up, of the scale', { minAvailable: '30%' }, { replicas: 5, pods: 4 }, [5, 2, 4, 2]],
      ['all that must be available', { minAvailable: '100%' }, { replicas: 3, pods: 3 }, [3, 3, 3, 0]],
      ['a number that may be missing, of the scale', { maxUnavailable: 1 }, { replicas: 4, pods: 3 }, [4, 3, 3, 0]],
      ['more may be missing than there are', { maxUnavailable: 9 }, { replicas: 3, pods: 3 }, [3, 0, 3, 3]],
      ['a share that may be missing, rounded up', { maxUnavailable: '30%' }, { replicas: 5, pods: 5 }, [5, 3, 5, 2]],
      ['none may be missing', { maxUnavailable: 0 }, { replicas: 2, pods: 2 }, [2, 2, 2, 0]],
      ['neither is asked for', {}, { replicas: 2, pods: 2 }, [0, 0, 2, 0]],
    ];
    for (const [what, spec, { replicas, pods: count, ready = count }, wanted] of cases) {
      it(what, () => {
        const cluster = withBudget(spec);
        addPods(cluster, count, { by: replicaSet(cluster, replicas), ready });
        settle(cluster);
        assert.deepEqual(counts(cluster), wanted);
      });
    }

    it('says it in the condition, whose time moves with its status only', () => {
      const cluster = withBudget({ minAvailable: 1 });
      addPods(cluster, 2);
      settle(cluster);
      const since = formatTime(cluster.now());
      const allowed = { type: 'DisruptionAllowed', status: 'True', reason: 'SufficientPods', message: '', lastTransitionTime: since, observedGeneration: 1 };
      assert.deepInclude(status(cluster), { observedGeneration: 1, conditions: [allowed] });
      cluster.advance(5000);
      cluster.write(BUDGET, (object) => withValueAt(withValueAt(object, ['spec', 'minAvailable'], 0), ['metadata', 'generation'], 2));
      settle(cluster);
      assert.deepInclude(status(cluster), { observedGeneration: 2, conditions: [{ ...allowed, observedGeneration: 2 }] });
      cluster.write(podRef('p0'), (pod) => ({ ...pod, status: readiness(false) }));
      cluster.write(podRef('p1'), (pod) => ({ ...pod, status: readiness(false) }));
      settle(cluster);
      assert.deepEqual(status(cluster).conditions, [{ ...allowed, status: 'False', reason: 'InsufficientPods', observedGeneration: 2, lastTransitionTime: formatTime(cluster.now()) }]);
    });

    it('selects all pods with an empty selector, none without one, and none of another label', () => {
      const all = withBudget({ minAvailable: 0, selector: {} });
      addPods(all, 2, { app: 'db' });
      settle(all);
      assert.deepEqual(counts(all), [2, 0, 2, 2]);
      for (const selector of [undefined, { matchLabels: { app: 'web' } }]) {
        const none = createModelCluster();
        none.write(BUDGET, () => withValueAt(budget({ minAvailable: 0 }), ['spec', 'selector'], selector));
        addPods(none, 2, { app: 'db' });
        assert.deepEqual(notesOf(settle(none)), ['Normal NoPods No matching pods found']);
        assert.deepEqual(counts(none), [0, 0, 0, 0]);
      }
    });
  });

  describe('finds the scale of what controls the pods', () => {
    const expected = (make: (cluster: ModelCluster) => Owner): number => {
      const cluster = withBudget({ maxUnavailable: 1 });
      addPods(cluster, 2, { by: make(cluster) });
      settle(cluster);
      return status(cluster).expectedPods;
    };
    const named = { namespace: NS, name: 'web' };
    const deployment = (cluster: ModelCluster): Owner => owner(cluster, { ...deployments, ...named }, { apiVersion: 'apps/v1', kind: 'Deployment', replicas: 7 });
    const cases: readonly (readonly [string, (cluster: ModelCluster) => Owner, number])[] = [
      ['a replica set', (cluster) => replicaSet(cluster, 4), 4],
      ['the deployment of a replica set', (cluster) => replicaSet(cluster, 4, deployment(cluster)), 7],
      ['a replica set whose deployment is gone', (cluster) => replicaSet(cluster, 4, { ...deployment(cluster), uid: 'other' }), 4],
      ['a stateful set', (cluster) => owner(cluster, { ...statefulSets, ...named }, { apiVersion: 'apps/v1', kind: 'StatefulSet', replicas: 5 }), 5],
      ['a replication controller', (cluster) => owner(cluster, { ...replicationControllers, ...named }, { apiVersion: 'v1', kind: 'ReplicationController', replicas: 6 }), 6],
    ];
    for (const [what, make, wanted] of cases) it(what, () => { assert.equal(expected(make), wanted); });

    it('counts a deployment once for all its replica sets', () => {
      const cluster = withBudget({ maxUnavailable: 1 });
      const by = deployment(cluster);
      addPods(cluster, 2, { by: replicaSet(cluster, 1, by), prefix: 'old' });
      addPods(cluster, 2, { by: owner(cluster, { ...replicaSets, namespace: NS, name: 'new' }, { apiVersion: 'apps/v1', kind: 'ReplicaSet', replicas: 2, by }), prefix: 'new' });
      settle(cluster);
      assert.deepEqual(counts(cluster), [7, 6, 4, 0]);
    });

    const failures: readonly (readonly [string, Owner, string])[] = [
      ['a controller that is gone', { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'gone', uid: 'u' }, 'found no controllers for pod "p0"'],
      ['a kind that is not scaled', { apiVersion: 'batch/v1', kind: 'Job', name: 'job', uid: 'u' }, 'jobs.batch does not implement the scale subresource'],
      ['an unknown kind', { apiVersion: 'example.com/v1', kind: 'Fleet', name: 'f', uid: 'u' }, 'no matches for kind "Fleet" in version "example.com/v1"'],
    ];
    for (const [what, by, message] of failures) {
      it(`allows nothing for ${what}, says why, and recovers`, () => {
        const cluster = withBudget({ minAvailable: 1 });
        addPods(cluster, 3, { by });
        settle(cluster);
        assert.deepEqual(counts(cluster), [3, 1, 3, 2], 'a number needs no scale');
        cluster.write(BUDGET, (object) => withValueAt(object, ['spec', 'minAvailable'], '10%'));
        assert.deepEqual(notesOf(settle(cluster)), [`Warning CalculateExpectedPodCountFailed Failed to calculate the number of expected pods: ${message}`]);
        assert.deepEqual(counts(cluster), [3, 1, 3, 0]);
        assert.deepInclude(status(cluster).conditions?.[0], { status: 'False', reason: 'SyncFailed', message });
        cluster.write(BUDGET, (object) => withValueAt(object, ['spec', 'minAvailable'], 3));
        settle(cluster);
        assert.deepInclude(status(cluster).conditions?.[0], { status: 'False', reason: 'InsufficientPods', message: '' });
      });
    }

    it('leaves pods without a controller out of the scale, and warns', () => {
      const cluster = withBudget({ maxUnavailable: 1 });
      addPods(cluster, 2, { by: replicaSet(cluster, 2) });
      addPods(cluster, 1, { prefix: 'bare' });
      const [note, ...others] = notesOf(settle(cluster));
      assert.match(note!, /^Warning UnmanagedPods Pods selected by this PodDisruptionBudget \(selector: app=web\) were found to be unmanaged\./);
      assert.isEmpty(others);
      assert.deepEqual(counts(cluster), [2, 1, 3, 2]);
    });
  });

  describe('pods whose eviction was granted', () => {
    const three = (): ModelCluster => {
      const cluster = withBudget({ minAvailable: 2 });
      addPods(cluster, 3);
      settle(cluster);
      assert.equal(status(cluster).disruptionsAllowed, 1);
      return cluster;
    };

    it('are not counted while they are to go, and no longer noted once they are going', () => {
      const cluster = three();
      evict(cluster, 'p0', false);
      const { againAfterMs } = settle(cluster);
      assert.equal(againAfterMs, 120_000);
      assert.deepEqual(counts(cluster), [3, 2, 2, 0]);
      assert.hasAllKeys(status(cluster).disruptedPods, ['p0']);
      cluster.write(podRef('p0'), (pod) => withValueAt(pod, ['metadata', 'deletionTimestamp'], formatTime(cluster.now())));
      assert.isUndefined(settle(cluster).againAfterMs);
      assert.isUndefined(status(cluster).disruptedPods);
      assert.deepEqual(counts(cluster), [3, 2, 2, 0]);
    });

    it('are forgotten when they are gone', () => {
      const cluster = three();
      evict(cluster, 'p0', false);
      cluster.write(podRef('p0'), () => undefined);
      settle(cluster);
      assert.isUndefined(status(cluster).disruptedPods);
    });

    it('are counted again after two minutes, with a warning and the deadline as a fact', () => {
      const cluster = three();
      evict(cluster, 'p0', false);
      settle(cluster);
      cluster.advance(119_000);
      assert.deepInclude(plan(cluster), { batches: [], againAfterMs: 1000 });
      cluster.advance(1000);
      const late = settle(cluster);
      assert.deepEqual(notesOf(late), ["Warning NotDeleted Pod was expected by PDB default/budget to be deleted but it wasn't"]);
      assert.equal(late.notes?.[0]?.regarding.name, 'p0');
      assert.deepEqual(late.batches[0]?.[0]?.facts, { deadline: formatTime(cluster.now()), because: 'a pod whose eviction was granted was not deleted in time' });
      assert.deepEqual(counts(cluster), [3, 2, 3, 1]);
    });

    it('loses the race against an eviction granted meanwhile', () => {
      const cluster = three();
      addPods(cluster, 1, { prefix: 'more' });
      const { batches } = plan(cluster);
      evict(cluster, 'p0', true);
      assert.isFalse(cluster.execute(batches[0]!), 'decided before the eviction');
      settle(cluster);
      assert.deepEqual(counts(cluster), [4, 2, 3, 1]);
    });
  });

  describe('beside evictions', () => {
    const isGoing = (cluster: ModelCluster, name: string): boolean | undefined => {
      const found = cluster.view().get(pods, NS, name);
      return found && found.object.metadata.deletionTimestamp !== undefined;
    };
    /** Only evictions take pods away here: what else makes pods unready no budget can forbid. */
    const STEPS: Readonly<Record<string, (cluster: ModelCluster, name: string) => void>> = {
      evict: (cluster, name) => { if (isGoing(cluster, name) === false && status(cluster).disruptionsAllowed > 0) evict(cluster, name, true); },
      remove: (cluster, name) => { if (isGoing(cluster, name) === true) cluster.write(podRef(name), () => undefined); },
      add: (cluster, name) => {
        if (isGoing(cluster, name) === undefined) cluster.write(podRef(name), () => ({ apiVersion: 'v1', kind: 'Pod', metadata: { labels: { app: 'web' } }, spec: { nodeName: 'n' } }));
      },
      becomeReady: (cluster, name) => { if (isGoing(cluster, name) === false) cluster.write(podRef(name), (pod) => ({ ...pod, status: readiness(true) })); },
      wait: (cluster) => { cluster.advance(50_000); },
    };
    const isHealthy = ({ object: { metadata, status: { conditions } } }: { readonly object: Pod }): boolean => metadata.deletionTimestamp === undefined && conditions?.[0]?.status === 'True';
    const healthy = (cluster: ModelCluster): number => cluster.view().list(pods, NS).filter(isHealthy).length;

    it('never allows more than the budget does, whatever happens between a decision and its write, and in the end no less', () => {
      const step = fc.record({ what: fc.constantFrom('plan', 'write', 'write', 'evict', 'evict', ...Object.keys(STEPS)), name: fc.constantFrom('p0', 'p1', 'p2', 'p3', 'p4', 'p5') });
      fc.assert(fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        const cluster = withBudget({ minAvailable: 2 });
        addPods(cluster, 4);
        settle(cluster);
        let late = plan(cluster);
        for (const { what, name } of steps) {
          if (what === 'plan') late = plan(cluster);
          else if (what === 'write') late.batches.forEach((batch) => cluster.execute(batch));
          else STEPS[what]?.(cluster, name);
          assert.isAtLeast(healthy(cluster), 2);
        }
        // A new pod of an evicted one's name is taken for it until the time is up, as upstream does.
        cluster.advance(120_000);
        settle(cluster);
        assert.deepEqual(counts(cluster), [cluster.view().list(pods, NS).length, 2, healthy(cluster), healthy(cluster) - 2]);
      }), { numRuns: 500 });
    });
  });

  it('records what refused its status, and allows nothing', () => {
    const cluster = withBudget({ minAvailable: 0 });
    addPods(cluster, 2);
    const { batches: [batch = []] } = settle(cluster);
    carryOut(cluster, reconciler.refused!(cluster.view(), KEY, { batch, command: batch[0]!, refusal: { reason: 'Invalid', message: 'no' }, nowMs: cluster.now() }));
    assert.equal(status(cluster).disruptionsAllowed, 0);
    assert.deepInclude(status(cluster).conditions?.[0], { reason: 'SyncFailed', message: 'no' });
  });

  describe('hears of', () => {
    const event = { id: '', type: '', actor: '', correlation: '', storedAtMs: 0, stream: 'EVENTS', sequence: 9 } as const;
    const keysOf = (cluster: ModelCluster, change: Omit<Change, 'event'>): readonly string[] => reconciler.watches[1]!.keys({ ...change, event }, cluster.view());
    const entryOf = (cluster: ModelCluster, name: string) => cluster.view().get(pods, NS, name)!.entry;

    it('pods of its selector, now or before', () => {
      const cluster = withBudget({ minAvailable: 1 });
      addPods(cluster, 1);
      addPods(cluster, 1, { app: 'db', prefix: 'db' });
      const [web, db] = [entryOf(cluster, 'p0'), entryOf(cluster, 'db0')];
      assert.deepEqual(keysOf(cluster, { operation: 'put', entry: web, before: undefined }), [KEY]);
      assert.deepEqual(keysOf(cluster, { operation: 'put', entry: db, before: db }), []);
      assert.deepEqual(keysOf(cluster, { operation: 'put', entry: db, before: web }), [KEY]);
      assert.deepEqual(keysOf(cluster, { operation: 'delete', entry: web, before: web }), [KEY]);
    });

    it('no pod of a namespace without budgets, without looking at it', () => {
      const cluster = createModelCluster();
      addPods(cluster, 1);
      const entry = { ...entryOf(cluster, 'p0'), body: new TextEncoder().encode('unreadable') };
      assert.deepEqual(keysOf(cluster, { operation: 'put', entry, before: entry }), []);
    });

    it('a pod of several budgets as itself too, and warns of it', () => {
      const cluster = withBudget({ minAvailable: 1 });
      cluster.write({ ...BUDGET, name: 'second' }, () => budget({ minAvailable: 1 }));
      addPods(cluster, 1);
      assert.deepEqual(keysOf(cluster, { operation: 'put', entry: entryOf(cluster, 'p0'), before: undefined }), [KEY, 'budget/default/second', 'pod/default/p0']);
      assert.deepEqual(notesOf(plan(cluster, 'pod/default/p0')), ['Warning MultiplePodDisruptionBudgets Pod "default"/"p0" matches multiple PodDisruptionBudgets.  Chose "budget" arbitrarily.']);
      cluster.write({ ...BUDGET, name: 'second' }, () => undefined);
      assert.deepEqual(plan(cluster, 'pod/default/p0'), { batches: [] });
    });
  });
});
