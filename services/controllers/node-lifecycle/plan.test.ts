import { assert } from 'chai';
import type { JsonObject } from '../../../events/json.ts';
import { withValueAt } from '../../../events/json-path.ts';
import type { ObjectRef } from '../../../events/object-ref.ts';
import { leases } from '../../../events/resources/coordination/lease/schema.ts';
import { nodes } from '../../../events/resources/core/node/schema.ts';
import { pods } from '../../../events/resources/core/pod/schema.ts';
import type { ModelCluster } from '../../../test/support/model-cluster.ts';
import { createModelCluster } from '../../../test/support/model-cluster.ts';
import type { Plan } from '../../kit/reconciler.ts';
import { formatTime } from '../../kit/timestamp.ts';
import { nodeLifecycleReconciler } from './reconciler.ts';
import { evictionOf } from './tolerations.ts';

const NS = 'default';
const node = (name: string): ObjectRef => ({ ...nodes, namespace: '', name });
const pod = (name: string): ObjectRef => ({ ...pods, namespace: NS, name });
const ready = (status = 'True'): JsonObject => ({ type: 'Ready', status, reason: 'KubeletReady', lastTransitionTime: '2024-05-01T00:00:00Z', lastHeartbeatTime: '2024-05-01T00:00:00Z' });
const MINUTE = 60_000;

const beat = (cluster: ModelCluster, name: string): void =>
  cluster.write({ ...leases, namespace: 'kube-node-lease', name }, (object) => ({ ...object, spec: { renewTime: new Date(cluster.now()).toISOString().replace('Z', '000Z') } }));
const addNode = (cluster: ModelCluster, name: string): void => {
  cluster.write(node(name), () => ({ apiVersion: 'v1', kind: 'Node', metadata: {}, spec: {} }));
  cluster.write(node(name), (object) => ({ ...object, status: { conditions: [{ type: 'MemoryPressure', status: 'False' }, ready()] } }));
  beat(cluster, name);
};
const addPod = (cluster: ModelCluster, name: string, spec: JsonObject): void => {
  cluster.write(pod(name), () => ({ apiVersion: 'v1', kind: 'Pod', metadata: {}, spec }));
  cluster.write(pod(name), (object) => ({ ...object, status: { phase: 'Running', conditions: [ready()] } }));
};
const tolerates = (seconds?: number): JsonObject => ({ key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', ...(seconds !== undefined && { tolerationSeconds: seconds }) });

const plan = (cluster: ModelCluster, key: string): Plan => nodeLifecycleReconciler.plan(cluster.view(), key, cluster.now());
/** Plans every key until none has anything to do; the least time until one has again. */
const rest = (cluster: ModelCluster): number => {
  for (let round = 0; round < 30; round += 1) {
    const plans = [...nodeLifecycleReconciler.allKeys(cluster.view())].map((key) => plan(cluster, key));
    const batches = plans.flatMap((each) => each.batches);
    if (batches.length === 0) return Math.min(...plans.map(({ againAfterMs = Infinity }) => againAfterMs));
    for (const batch of batches) cluster.execute(batch);
  }
  return assert.fail('never at rest');
};
const conditionsOf = (cluster: ModelCluster, name: string) => cluster.view().get(nodes, '', name)!.object.status.conditions ?? [];
const taintsOf = (cluster: ModelCluster, name: string): readonly string[] => (cluster.view().get(nodes, '', name)!.object.spec.taints ?? []).map(({ key, effect }) => `${key.replace('node.kubernetes.io/', '')}:${effect}`);
const podOf = (cluster: ModelCluster, name: string) => cluster.view().get(pods, NS, name)?.object;

const podConditions = (cluster: ModelCluster, name: string) => podOf(cluster, name)?.status.conditions ?? [];

/** Two nodes, of which n1 fell silent for the given time while n2 beat on. */
const withSilentNode = (silentMs: number): ModelCluster => {
  const cluster = createModelCluster();
  addNode(cluster, 'n1');
  addNode(cluster, 'n2');
  cluster.advance(silentMs);
  beat(cluster, 'n2');
  return cluster;
};

describe('node lifecycle controller', () => {
  it('leaves a node alone while its lease is renewed, and looks again when it would run out', () => {
    const cluster = withSilentNode(39_000);
    assert.equal(rest(cluster), 1000);
    assert.isEmpty(taintsOf(cluster, 'n1'));
  });

  it('after 40 s of silence every condition is unknown, the deadline named as the cause', () => {
    const cluster = withSilentNode(40_000);
    const { batches, notes } = plan(cluster, 'node/n1');
    assert.deepEqual(batches[0]?.[0]?.facts, { deadline: '2024-05-01T00:00:40Z', because: 'last heartbeat at 2024-05-01T00:00:00Z, none for 40 s' });
    assert.deepEqual(notes?.map(({ reason, message }) => `${reason}: ${message}`), ['NodeNotReady: Node n1 status is now: NodeNotReady']);
    rest(cluster);
    const readyNow = conditionsOf(cluster, 'n1').find(({ type }) => type === 'Ready');
    assert.include(readyNow, { status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' });
    assert.deepEqual(conditionsOf(cluster, 'n1').map(({ type, status }) => `${type}=${status}`), ['Ready=Unknown', 'MemoryPressure=Unknown', 'DiskPressure=Unknown', 'PIDPressure=Unknown']);
  });

  it('an unreachable node is tainted against scheduling and running; recovery takes the taints off', () => {
    const cluster = withSilentNode(41_000);
    rest(cluster);
    assert.deepEqual(taintsOf(cluster, 'n1'), ['unreachable:NoSchedule', 'unreachable:NoExecute']);
    beat(cluster, 'n1');
    cluster.write(node('n1'), (object) => ({ ...object, status: { conditions: [ready()] } }));
    rest(cluster);
    assert.isEmpty(taintsOf(cluster, 'n1'));
  });

  it('with no node ready at all nothing is driven off: the fault is more likely here', () => {
    const cluster = createModelCluster();
    addNode(cluster, 'n1');
    cluster.advance(MINUTE);
    rest(cluster);
    assert.deepEqual(taintsOf(cluster, 'n1'), ['unreachable:NoSchedule']);
  });

  const taintCases: readonly (readonly [string, JsonObject, readonly string[]])[] = [
    ['a node that says it is not ready', { status: { conditions: [ready('False')] } }, ['not-ready:NoSchedule', 'not-ready:NoExecute']],
    ['memory pressure', { status: { conditions: [ready(), { type: 'MemoryPressure', status: 'True' }] } }, ['memory-pressure:NoSchedule']],
    ['a network that is unavailable', { status: { conditions: [ready(), { type: 'NetworkUnavailable', status: 'True' }] } }, ['network-unavailable:NoSchedule']],
    ['a cordoned node', { spec: { unschedulable: true } }, ['unschedulable:NoSchedule']],
    ['others\' taints stay', { spec: { taints: [{ key: 'example.com/x', effect: 'NoSchedule' }] } }, ['example.com/x:NoSchedule']],
  ];
  for (const [name, change, expected] of taintCases) {
    it(`taints: ${name}`, () => {
      const cluster = withSilentNode(0);
      cluster.write(node('n1'), (object) => ({ ...object, ...change }));
      rest(cluster);
      assert.deepEqual(taintsOf(cluster, 'n1'), expected);
    });
  }

  it('pods of a silent node are not ready, and leave when their toleration runs out', () => {
    const cluster = withSilentNode(41_000);
    addPod(cluster, 'short', { nodeName: 'n1', tolerations: [tolerates(30)] });
    addPod(cluster, 'for-ever', { nodeName: 'n1', tolerations: [tolerates()] });
    addPod(cluster, 'elsewhere', { nodeName: 'n2' });
    assert.equal(rest(cluster), 30_000);
    assert.deepEqual(podConditions(cluster, 'short').map(({ type, status }) => `${type}=${status}`), ['Ready=False']);
    cluster.advance(30_000);
    beat(cluster, 'n2');
    const { batches, notes } = plan(cluster, 'pod/default/short');
    assert.deepEqual(batches.map((batch) => batch.map(({ verb }) => verb)), [['update'], ['delete']]);
    assert.deepEqual(batches[1]?.[0]?.facts, { deadline: '2024-05-01T00:01:11Z', because: 'taint node.kubernetes.io/unreachable:NoExecute since 2024-05-01T00:00:41Z' });
    assert.deepEqual(notes?.map(({ reason, message }) => `${reason}: ${message}`), ['TaintManagerEviction: Marking for deletion Pod default/short']);
    rest(cluster);
    assert.include(podConditions(cluster, 'short').find(({ type }) => type === 'DisruptionTarget'), { status: 'True', reason: 'DeletionByTaintManager', message: 'Taint manager: deleting due to NoExecute taint' });
    assert.deepEqual(['short', 'for-ever', 'elsewhere'].filter((name) => podOf(cluster, name)?.metadata.deletionTimestamp !== undefined), ['short']);
  });

  it('pods of a node that comes back are ready again, unless their agent told otherwise meanwhile', () => {
    const cluster = withSilentNode(41_000);
    addPod(cluster, 'same', { nodeName: 'n1', tolerations: [tolerates()] });
    addPod(cluster, 'worse', { nodeName: 'n1', tolerations: [tolerates()] });
    rest(cluster);
    assert.deepEqual(podConditions(cluster, 'same').map(({ status, reason }) => `${status} ${reason}`), ['False NodeNotReady']);
    beat(cluster, 'n1');
    cluster.write(pod('worse'), (object) => ({ ...object, status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'False', reason: 'ContainersNotReady' }] } }));
    const before = cluster.view().snapshot().get(nodes, '', 'n1');
    cluster.write(node('n1'), (object) => ({ ...object, status: { conditions: [ready()] } }));
    const view = cluster.view();
    const event = { id: '', type: '', actor: '', correlation: '', storedAtMs: 0, stream: 'EVENTS', sequence: 9 } as const;
    assert.include(nodeLifecycleReconciler.watches[0]!.keys({ operation: 'put', entry: view.snapshot().get(nodes, '', 'n1')!, before, event }, view), 'pod/default/same');
    rest(cluster);
    assert.deepEqual(['same', 'worse'].map((name) => podConditions(cluster, name)[0]?.status), ['True', 'False']);
  });

  it('pods of a node that is gone are removed by force, though not before it could have registered anew', () => {
    const cluster = withSilentNode(0);
    addPod(cluster, 'p', { nodeName: 'gone' });
    assert.equal(rest(cluster), 40_000);
    cluster.advance(40_000);
    const [mark, removal] = plan(cluster, 'pod/default/p').batches;
    assert.equal(mark?.[0]?.verb === 'update' && (mark[0].object as JsonObject)['status'] !== undefined, true);
    assert.include(removal?.[0], { verb: 'delete', gracePeriodSeconds: 0 });
    beat(cluster, 'n1');
    beat(cluster, 'n2');
    rest(cluster);
    assert.isUndefined(podOf(cluster, 'p'));
  });

  it('pods being deleted that were never bound are removed', () => {
    const cluster = withSilentNode(0);
    addPod(cluster, 'p', {});
    cluster.write(pod('p'), (object) => withValueAt(object, ['metadata', 'deletionTimestamp'], formatTime(cluster.now())));
    rest(cluster);
    assert.isUndefined(podOf(cluster, 'p'));
  });

  it('pods being deleted wait for their node, unless it is out of service', () => {
    const cluster = withSilentNode(41_000);
    addPod(cluster, 'p', { nodeName: 'n1' });
    cluster.write(pod('p'), (object) => withValueAt(object, ['metadata', 'deletionTimestamp'], formatTime(cluster.now())));
    rest(cluster);
    assert.isDefined(podOf(cluster, 'p'));
    cluster.write(node('n1'), (object) => withValueAt(object, ['spec', 'taints'], [{ key: 'node.kubernetes.io/out-of-service', effect: 'NoExecute' }]));
    rest(cluster);
    assert.isUndefined(podOf(cluster, 'p'));
  });
});

describe('eviction by taint', () => {
  const taint = { key: 'k', value: 'v', effect: 'NoExecute', timeAdded: '2024-05-01T00:00:00Z' };
  const added = Date.parse(taint.timeAdded);
  const cases: readonly (readonly [string, readonly JsonObject[], number | undefined])[] = [
    ['at once without a toleration', [], added],
    ['never with one that has no limit', [{ key: 'k', operator: 'Exists' }], undefined],
    ['never with an empty key that tolerates everything', [{ operator: 'Exists' }], undefined],
    ['after the shortest of several limits', [{ key: 'k', operator: 'Exists', tolerationSeconds: 60 }, { key: 'k', operator: 'Equal', value: 'v', tolerationSeconds: 30 }], added + 30_000],
    ['at once when the value differs', [{ key: 'k', operator: 'Equal', value: 'w' }], added],
    ['at once when the effect differs', [{ key: 'k', operator: 'Exists', effect: 'NoSchedule' }], added],
    ['at once with a negative limit', [{ key: 'k', operator: 'Exists', tolerationSeconds: -5 }], added],
  ];
  for (const [name, tolerations, expected] of cases) it(name, () => assert.equal(evictionOf([taint], tolerations, 0)?.atMs, expected));
  it('counts from the binding for a pod that came after the taint', () => assert.equal(evictionOf([taint], [{ operator: 'Exists', tolerationSeconds: 10 }], added + 5000)?.atMs, added + 15_000));
  it('NoSchedule drives nothing off', () => assert.isUndefined(evictionOf([{ ...taint, effect: 'NoSchedule' }], [], 0)));
});
