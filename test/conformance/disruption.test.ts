import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { useConformanceApi } from './conformance-api.ts';
import { refusal } from './resource-client.ts';
import type { Loose, ResourceClient } from './resource-client.ts';

const selector = { matchLabels: { foo: 'bar' } };

describe('DisruptionController', () => {
  const api = useConformanceApi();
  const budgets = (namespace?: string): ResourceClient => api.at(`/apis/policy/v1/${namespace === undefined ? '' : `namespaces/${namespace}/`}poddisruptionbudgets`);
  const processed = (client: ResourceClient, name: string): Promise<Loose> =>
    eventually(`the status of ${name}`, () => client.get(name), { until: ({ metadata, status }) => status.observedGeneration === metadata.generation });

  it('finds a PodDisruptionBudget created, updated, patched and deleted', async () => {
    const client = budgets(await api.namespace('disruption'));
    const created = await client.create({ metadata: { name: 'foo', labels: { foo: 'bar' } }, spec: { selector, minAvailable: '1%' } });
    expect(created.spec).deep.include({ selector, minAvailable: '1%' });
    expect(created.metadata.generation).equal(1);
    const seen = await processed(client, 'foo');
    seen.spec.minAvailable = '2%';
    const updated = await client.update(seen);
    expect([updated.spec.minAvailable, updated.metadata.generation]).deep.equal(['2%', 2]);
    await processed(client, 'foo');
    const patched = await client.patch('foo', { spec: { minAvailable: '3%' } }, { type: 'strategic' });
    expect(patched.spec.minAvailable).equal('3%');
    expect((await processed(client, 'foo')).status).deep.include({ observedGeneration: 3, expectedPods: 0, disruptionsAllowed: 0 });
    await client.remove('foo');
    expect((await refusal(client.get('foo'))).reason).equal('NotFound');
  });

  it('lists and deletes a collection of PodDisruptionBudgets', async () => {
    const [here, there] = [await api.namespace('disruption'), await api.namespace('disruption')];
    const labels = { 'e2e-collection': 'yes' };
    for (const [namespace, name] of [[here, 'foo'], [here, 'foo2'], [there, 'foo3']] as const) {
      await budgets(namespace).create({ metadata: { name, labels: name === 'foo2' ? {} : labels }, spec: { selector, minAvailable: name === 'foo' ? '1%' : 2 } });
      await processed(budgets(namespace), name);
    }
    const everywhere = await budgets().list();
    expect(everywhere.items.map(({ metadata }: Loose) => metadata.name)).include.members(['foo', 'foo2', 'foo3']);
    expect((await budgets(here).list()).items.map(({ metadata }: Loose) => metadata.name)).deep.equal(['foo', 'foo2']);
    await budgets(here).removeAll('');
    await eventually('the collection to go', () => budgets(here).list(), { until: ({ items }) => items.length === 0 });
    expect((await budgets(there).list()).items, 'in the other namespace').length(1);
  });
});
