import { expect } from 'chai';
import { useConformanceApi } from '../conformance/conformance-api.ts';
import type { Loose, ResourceClient } from '../conformance/resource-client.ts';
import { eventually } from '../support/eventually.ts';

const selector = { matchLabels: { foo: 'bar' } };

describe('disruption budgets and evictions together', () => {
  const api = useConformanceApi();
  const budgets = (namespace: string): ResourceClient => api.at(`/apis/policy/v1/namespaces/${namespace}/poddisruptionbudgets`);
  const ready = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
  const replicaSet = (replicas: number): object => ({
    metadata: { name: 'web' },
    spec: { replicas, selector, template: { metadata: { labels: { foo: 'bar' } }, spec: { containers: [{ name: 'c', image: 'i' }] } } },
  });
  /** As many ready pods of a ReplicaSet; no agent is here that would say so. */
  const readyPods = async (namespace: string, count: number): Promise<readonly string[]> => {
    const pods = api.core('pods', namespace);
    await api.at(`/apis/apps/v1/namespaces/${namespace}/replicasets`).create(replicaSet(count));
    const { items } = await eventually(`${count} pods`, () => pods.list(), { until: (list) => list.items.length === count });
    const names = items.map(({ metadata }: Loose) => metadata.name as string);
    for (const name of names) {
      await api.ask('POST', `${pods.path}/${name}/binding`, { body: { apiVersion: 'v1', kind: 'Binding', metadata: { name }, target: { kind: 'Node', name: 'n' } } });
      await pods.patch(name, { status: ready }, { type: 'merge', subresource: 'status' });
    }
    return names;
  };
  const evict = async (namespace: string, name: string): Promise<number> =>
    (await api.ask('POST', `${api.core('pods', namespace).path}/${name}/eviction`, { body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } } })).status;
  const allowing = (client: ResourceClient, count: number): Promise<Loose> =>
    eventually(`${count} disruptions allowed`, () => client.get('foo'), { until: ({ metadata, status }) => status.observedGeneration === metadata.generation && status.disruptionsAllowed === count });

  it('blocks an eviction until the PodDisruptionBudget is updated to allow it', async () => {
    const namespace = await api.namespace('disruption');
    const client = budgets(namespace);
    const [first = '', second = ''] = await readyPods(namespace, 3);
    await client.create({ metadata: { name: 'foo' }, spec: { selector, minAvailable: 3 } });
    expect((await allowing(client, 0)).status).deep.include({ expectedPods: 3, desiredHealthy: 3, currentHealthy: 3 });
    expect(await evict(namespace, first)).equal(429);
    await client.patch('foo', { spec: { minAvailable: '50%' } }, { type: 'merge' });
    expect((await allowing(client, 1)).status.conditions[0]).deep.include({ type: 'DisruptionAllowed', status: 'True', reason: 'SufficientPods', observedGeneration: 2 });
    expect([await evict(namespace, first), await evict(namespace, second)]).deep.equal([201, 429]);
    const counted = await eventually('the eviction to be counted', () => client.get('foo'), { until: ({ status }) => status.currentHealthy === 2 && status.disruptedPods === undefined });
    expect(counted.status).deep.include({ expectedPods: 3, desiredHealthy: 2, disruptionsAllowed: 0 });
  });

  it('grants no more than is allowed, however evictions race with each other and with the count', async () => {
    const namespace = await api.namespace('disruption');
    const client = budgets(namespace);
    const names = await readyPods(namespace, 12);
    await client.create({ metadata: { name: 'foo' }, spec: { selector, maxUnavailable: '33%' } });
    await allowing(client, 4);
    const answers: number[] = [];
    for (const round of [0, 1, 2]) answers.push(...await Promise.all(names.slice(round * 4, round * 4 + 4).flatMap((name) => [name, name]).map((name) => evict(namespace, name))));
    const left = (await api.core('pods', namespace).list()).items.filter(({ metadata, status }: Loose) => metadata.deletionTimestamp === undefined && status.conditions?.some(({ type, status: value }: Loose) => type === 'Ready' && value === 'True'));
    expect(left.length, JSON.stringify(answers)).equal(8);
    expect((await eventually('all evictions to be counted', () => client.get('foo'), { until: ({ status }) => status.currentHealthy === 8 })).status).deep.include({ expectedPods: 12, disruptionsAllowed: 0 });
  });
});
