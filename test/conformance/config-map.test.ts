import { expect } from 'chai';
import { useConformanceApi } from './conformance-api.ts';
import { configMap } from './objects.ts';
import { refusal } from './resource-client.ts';
import type { Loose } from './resource-client.ts';

describe('ConfigMap', () => {
  const api = useConformanceApi();

  it('fails to be created with an empty key', async () => {
    const refused = await refusal(api.core('configmaps', await api.namespace('configmap')).create(configMap('empty-key', { data: { '': 'value-1' } })));
    expect([refused.code, refused.reason]).deep.equal([422, 'Invalid']);
    expect(refused.details.causes[0].field).equal('data[]');
  });

  it('is updated', async () => {
    const maps = api.core('configmaps', await api.namespace('configmap'));
    const created = await maps.create(configMap('configmap-update', {}));
    created.data = { data: 'value' };
    await maps.update(created);
    expect((await maps.get('configmap-update')).data).deep.equal({ data: 'value' });
  });

  it('runs through its lifecycle', async () => {
    const namespace = await api.namespace('configmap');
    const maps = api.core('configmaps', namespace);
    const labels = { 'test-configmap-static': 'true' };
    const selector = 'labelSelector=test-configmap-static=true';
    const watch = await maps.watch(`resourceVersion=${(await maps.list()).metadata.resourceVersion}&${selector}`);
    await maps.create(configMap('test-configmap', { labels, data: { valueName: 'value' } }));
    await watch.until('ADDED', ({ metadata }) => metadata.name === 'test-configmap');
    await maps.patch('test-configmap', { metadata: { labels: { 'test-configmap': 'patched' } }, data: { valueName: 'value1' } }, { type: 'strategic' });
    await watch.until('MODIFIED', ({ metadata, data }) => metadata.labels['test-configmap'] === 'patched' && data.valueName === 'value1');
    const got = await maps.get('test-configmap');
    expect([got.data.valueName, got.metadata.labels['test-configmap']]).deep.equal(['value1', 'patched']);
    const everywhere = await api.core('configmaps').list(selector);
    expect(everywhere.items.map(({ metadata }: Loose) => [metadata.namespace, metadata.name])).deep.equal([[namespace, 'test-configmap']]);
    await maps.removeAll(selector);
    await watch.until('DELETED', ({ metadata }) => metadata.name === 'test-configmap');
    watch.close();
    expect((await maps.list(selector)).items).length(0);
  });
});
