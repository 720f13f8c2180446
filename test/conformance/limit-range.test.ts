import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { useConformanceApi } from './conformance-api.ts';
import type { Loose } from './resource-client.ts';

const limitRange = (name: string, labels: object): object => ({
  metadata: { name, labels },
  spec: {
    limits: [{
      type: 'Container',
      min: { cpu: '50m', memory: '100Mi' },
      max: { cpu: '500m', memory: '500Mi' },
      default: { cpu: '500m', memory: '500Mi' },
      defaultRequest: { cpu: '100m', memory: '200Mi' },
      maxLimitRequestRatio: {},
    }],
  },
});

describe('LimitRange', () => {
  const api = useConformanceApi();

  it('is listed, patched and deleted by collection', async () => {
    const [here, there] = [await api.namespace('limitrange'), await api.namespace('limitrange')];
    const ranges = api.core('limitranges', here);
    const labels = { 'e2e-lr': 'created' };
    for (const namespace of [here, there]) await api.core('limitranges', namespace).create(limitRange('e2e-limitrange', labels));
    const everywhere = await api.core('limitranges').list('labelSelector=e2e-lr=created');
    expect(everywhere.items.map(({ metadata }: Loose) => metadata.namespace)).deep.equal([here, there]);
    const patched = await ranges.patch('e2e-limitrange', {
      metadata: { labels: { 'e2e-lr': 'patched' } },
      spec: { limits: [{ type: 'Container', min: { cpu: '40m', memory: '100Mi' }, max: { cpu: '500m', memory: '500Mi' }, default: { cpu: '500m', memory: '500Mi' }, defaultRequest: { cpu: '100m', memory: '200Mi' } }] },
    }, { type: 'strategic' });
    expect(patched.metadata.labels).include({ 'e2e-lr': 'patched' });
    expect(patched.spec.limits[0].min).deep.equal({ cpu: '40m', memory: '100Mi' });
    await ranges.removeAll('labelSelector=e2e-lr=patched');
    await eventually('the range to go', () => ranges.list('labelSelector=e2e-lr=patched'), { until: ({ items }) => items.length === 0 });
    expect((await api.core('limitranges').list('labelSelector=e2e-lr=created')).items, 'in the other namespace').length(1);
  });
});
