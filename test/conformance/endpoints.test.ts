import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { useConformanceApi } from './conformance-api.ts';
import type { Loose } from './resource-client.ts';

describe('Endpoints', () => {
  const api = useConformanceApi();

  it('run through the lifecycle of an Endpoint', async () => {
    const namespace = await api.namespace('endpoints');
    const endpoints = api.core('endpoints', namespace);
    const labels = { 'test-endpoint-static': 'true' };
    const selector = 'labelSelector=test-endpoint-static=true';
    const watch = await endpoints.watch(`resourceVersion=${(await endpoints.list(selector)).metadata.resourceVersion}&${selector}`);
    const created = await endpoints.create({ metadata: { name: 'testservice', labels }, subsets: [{ addresses: [{ ip: '10.0.0.24' }], ports: [{ name: 'http', port: 80, protocol: 'TCP' }] }] });
    await watch.until('ADDED', ({ metadata }) => metadata.name === 'testservice');
    expect((await api.core('endpoints').list(selector)).items.map(({ metadata }: Loose) => [metadata.namespace, metadata.name])).deep.equal([[namespace, 'testservice']]);
    const updated = await endpoints.update({ ...created, metadata: { ...created.metadata, labels: { ...labels, 'test-service': 'updated' } } });
    expect(updated.metadata.labels).include({ 'test-service': 'updated' });
    await watch.until('MODIFIED', ({ metadata }) => metadata.labels['test-service'] === 'updated');
    const subsets = [{ addresses: [{ ip: '10.0.0.25' }], ports: [{ name: 'http-test', port: 8080, protocol: 'TCP' }] }];
    await endpoints.patch('testservice', { metadata: { labels: { 'test-service': 'patched' } }, subsets }, { type: 'strategic' });
    await watch.until('MODIFIED', ({ metadata }) => metadata.labels['test-service'] === 'patched');
    const got = await endpoints.get('testservice');
    expect(got.metadata.labels).include({ 'test-service': 'patched', 'test-endpoint-static': 'true' });
    expect(got.subsets).deep.equal(subsets);
    await endpoints.removeAll(selector);
    await watch.until('DELETED', ({ metadata }) => metadata.name === 'testservice');
    watch.close();
    await eventually('the endpoints to go', () => endpoints.list(selector), { until: ({ items }) => items.length === 0 });
  });
});
