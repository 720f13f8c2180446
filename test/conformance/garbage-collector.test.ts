import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { useConformanceApi } from './conformance-api.ts';
import { containers, deployment, ownedBy, pod } from './objects.ts';
import { refusal } from './resource-client.ts';
import type { Loose } from './resource-client.ts';

const SETTLED_MS = 1_500;
const background = { propagationPolicy: 'Background' };
const orphan = { propagationPolicy: 'Orphan' };
const foreground = { propagationPolicy: 'Foreground' };

/** Long enough for a collector that means to delete: nothing may have gone after it. */
const staysFor = async (what: string, count: () => Promise<number>, expected: number): Promise<void> => {
  const until = Date.now() + SETTLED_MS;
  await eventually(what, async () => {
    expect(await count(), what).equal(expected);
    return Date.now();
  }, { until: (now) => now > until });
};

describe('Garbage collector', () => {
  const api = useConformanceApi();
  const replicationController = (name: string, replicas: number): Loose => ({
    metadata: { name },
    spec: { replicas, selector: { app: name }, template: { metadata: { labels: { app: name } }, spec: { containers: containers() } } },
  });
  /** A replication controller once its status tells all of its pods. */
  const createWithPods = async (namespace: string, name: string, replicas: number): Promise<Loose> => {
    const rcs = api.core('replicationcontrollers', namespace);
    await rcs.create(replicationController(name, replicas));
    return eventually(`${replicas} pods of ${name}`, () => rcs.get(name), { until: ({ status }) => status.observedGeneration === 1 && status.replicas === replicas });
  };
  const podCount = async (namespace: string): Promise<number> => (await api.core('pods', namespace).list()).items.length;
  const replicaSets = async (namespace: string): Promise<readonly Loose[]> => (await api.at(`/apis/apps/v1/namespaces/${namespace}/replicasets`).list()).items;

  it('deletes pods created by a replication controller when not orphaning', async () => {
    const namespace = await api.namespace('gc');
    const rcs = api.core('replicationcontrollers', namespace);
    const rc = await createWithPods(namespace, 'simpletest', 2);
    expect(await podCount(namespace)).equal(2);
    await rcs.remove('simpletest', { ...background, preconditions: { uid: rc.metadata.uid } });
    await eventually('every pod to go', () => podCount(namespace), { until: (count) => count === 0 });
    expect((await rcs.list()).items).length(0);
  });

  it('orphans pods created by a replication controller when delete options say so', async () => {
    const namespace = await api.namespace('gc');
    const rcs = api.core('replicationcontrollers', namespace);
    const rc = await createWithPods(namespace, 'orphaner', 20);
    await rcs.remove('orphaner', { ...orphan, preconditions: { uid: rc.metadata.uid } });
    await eventually('the controller to go', () => rcs.list(), { until: ({ items }) => items.length === 0 });
    await staysFor('pods of the controller that is gone', () => podCount(namespace), 20);
    for (const left of (await api.core('pods', namespace).list()).items) expect(left.metadata).not.have.property('ownerReferences');
  });

  it('deletes the replica set created by a deployment when not orphaning', async () => {
    const namespace = await api.namespace('gc');
    const deployments = api.at(`/apis/apps/v1/namespaces/${namespace}/deployments`);
    const created = await deployments.create(deployment('simpletest', 2));
    await eventually('the replica set', () => replicaSets(namespace), { until: (found) => found.length === 1 });
    await deployments.remove('simpletest', { ...background, preconditions: { uid: created.metadata.uid } });
    await eventually('the replica set to go', () => replicaSets(namespace), { until: (found) => found.length === 0 });
    await eventually('its pods to go', () => podCount(namespace), { until: (count) => count === 0 });
    expect((await deployments.list()).items).length(0);
  });

  it('orphans the replica set created by a deployment when the propagation policy is Orphan', async () => {
    const namespace = await api.namespace('gc');
    const deployments = api.at(`/apis/apps/v1/namespaces/${namespace}/deployments`);
    const created = await deployments.create(deployment('orphaner', 2));
    await eventually('the replica set and its status', () => replicaSets(namespace), { until: ([found]) => found?.status?.replicas === 2 });
    await deployments.remove('orphaner', { ...orphan, preconditions: { uid: created.metadata.uid } });
    await eventually('the deployment to go', () => deployments.list(), { until: ({ items }) => items.length === 0 });
    await staysFor('its replica set', async () => (await replicaSets(namespace)).length, 1);
    for (const left of await replicaSets(namespace)) expect((left.metadata.ownerReferences ?? []).filter(({ kind }: Loose) => kind === 'Deployment')).deep.equal([]);
  });

  it('keeps the replication controller around until all its pods are deleted when delete options say so', async () => {
    const namespace = await api.namespace('gc');
    const rcs = api.core('replicationcontrollers', namespace);
    const rc = await createWithPods(namespace, 'foreground', 2);
    const pods = api.core('pods', namespace);
    const slow = (await pods.list()).items[0].metadata.name;
    // Pods that end slowly: the owner must be seen waiting for them.
    await pods.patch(slow, { metadata: { finalizers: ['example.com/slow'] } });
    const deleting = await rcs.remove('foreground', { ...foreground, preconditions: { uid: rc.metadata.uid } });
    expect(deleting.metadata.finalizers).include('foregroundDeletion');
    await eventually('all but the slow pod to go', () => podCount(namespace), { until: (count) => count === 1 });
    await staysFor('the controller that waits', async () => (await rcs.list()).items.length, 1);
    expect((await rcs.get('foreground')).metadata).include.keys('deletionTimestamp');
    await pods.patch(slow, { metadata: { finalizers: null } });
    await eventually('the pods to go, then the controller', () => rcs.list(), { until: ({ items }) => items.length === 0 });
    expect(await podCount(namespace)).equal(0);
  });

  it('does not delete dependents that have both a valid owner and an owner waiting for its dependents', async () => {
    const namespace = await api.namespace('gc');
    const rcs = api.core('replicationcontrollers', namespace);
    const leaving = await createWithPods(namespace, 'leaving', 4);
    const staying = await createWithPods(namespace, 'staying', 0);
    const pods = api.core('pods', namespace);
    const sharedNames = (await pods.list()).items.slice(0, 2).map(({ metadata }: Loose) => metadata.name);
    for (const name of sharedNames) {
      const shared = await pods.patch(name, { metadata: { ownerReferences: [ownedBy(staying)] } }, { type: 'strategic' });
      expect(shared.metadata.ownerReferences.map(({ uid }: Loose) => uid)).members([leaving.metadata.uid, staying.metadata.uid]);
    }
    await rcs.remove('leaving', { ...foreground, preconditions: { uid: leaving.metadata.uid } });
    await eventually('the one owner to go', () => rcs.find('leaving'), { until: (found) => found === undefined });
    expect((await pods.list()).items.map(({ metadata }: Loose) => metadata.name)).deep.equal(sharedNames);
    for (const left of (await pods.list()).items) {
      expect(left.metadata).not.have.property('deletionTimestamp');
      expect(left.metadata.ownerReferences.map(({ uid }: Loose) => uid)).deep.equal([staying.metadata.uid]);
    }
    expect((await refusal(rcs.get('leaving'))).reason).equal('NotFound');
  });

  it('is not blocked by a circle of dependencies', async () => {
    const namespace = await api.namespace('gc');
    const pods = api.core('pods', namespace);
    const [one, two, three] = [await pods.create(pod('pod1')), await pods.create(pod('pod2')), await pods.create(pod('pod3'))];
    const owners = [['pod1', three], ['pod2', one], ['pod3', two]] as const;
    for (const [name, owner] of owners) await pods.patch(name, { metadata: { ownerReferences: [ownedBy(owner, { controller: true, blockOwnerDeletion: true })] } }, { type: 'strategic' });
    await pods.remove('pod1', { ...foreground, preconditions: { uid: one.metadata.uid } });
    await eventually('all three to go', () => podCount(namespace), { until: (count) => count === 0 });
  });
});
