import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { useConformanceApi } from './conformance-api.ts';

describe('Node Lifecycle', () => {
  const api = useConformanceApi();

  it('runs through the lifecycle of a node', async () => {
    const nodes = api.core('nodes');
    const name = 'e2e-fake-node';
    const label = { 'e2e-node': 'created' };
    const watch = await nodes.watch(`resourceVersion=${(await nodes.list()).metadata.resourceVersion}&fieldSelector=metadata.name=${name}`);
    const created = await nodes.create({
      metadata: { name, labels: label },
      status: { phase: 'Running', conditions: [{ status: 'True', message: 'Set from e2e test', reason: 'E2E', type: 'Ready' }] },
    });
    expect(created.status.conditions[0], 'a node may come with its status').include({ type: 'Ready', status: 'True', reason: 'E2E' });
    expect((await nodes.get(name)).metadata.uid).equal(created.metadata.uid);
    const patched = await nodes.patch(name, { metadata: { labels: { [name]: 'patched' } } }, { type: 'strategic' });
    expect(patched.metadata.labels).include({ [name]: 'patched' });
    expect((await nodes.list(`labelSelector=${name}=patched`)).items).length(1);
    await watch.until('MODIFIED', ({ metadata }) => metadata.labels[name] === 'patched');
    const toUpdate = await nodes.get(name);
    toUpdate.metadata.labels[name] = 'updated';
    expect((await nodes.update(toUpdate)).metadata.labels).include({ [name]: 'updated' });
    await nodes.removeAll(`labelSelector=${name}=updated`);
    await watch.until('DELETED', ({ metadata }) => metadata.name === name);
    watch.close();
    await eventually('the node to go', () => nodes.list(`labelSelector=${name}=updated`), { until: ({ items }) => items.length === 0 });
  });
});
