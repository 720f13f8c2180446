import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { useConformanceApi } from './conformance-api.ts';
import { containers } from './objects.ts';
import type { Loose } from './resource-client.ts';

const template = (name: string, labels: object): object => ({ metadata: { name, labels }, template: { spec: { containers: containers() } } });

describe('PodTemplates', () => {
  const api = useConformanceApi();

  it('run through their lifecycle', async () => {
    const namespace = await api.namespace('podtemplate');
    const templates = api.core('podtemplates', namespace);
    const selector = 'labelSelector=podtemplate-static=true';
    expect((await api.core('podtemplates').list(selector)).items).length(0);
    await templates.create(template('nginx-pod-template', { 'podtemplate-static': 'true' }));
    expect((await templates.get('nginx-pod-template')).metadata.name).equal('nginx-pod-template');
    await templates.patch('nginx-pod-template', { metadata: { labels: { podtemplate: 'patched' } } }, { type: 'strategic' });
    expect((await templates.get('nginx-pod-template')).metadata.labels).include({ podtemplate: 'patched' });
    await templates.remove('nginx-pod-template');
    expect((await api.core('podtemplates').list(selector)).items).length(0);
  });

  it('are deleted as a collection', async () => {
    const templates = api.core('podtemplates', await api.namespace('podtemplate'));
    const names = ['test-podtemplate-1', 'test-podtemplate-2', 'test-podtemplate-3'];
    for (const name of names) await templates.create(template(name, { 'podtemplate-set': 'true' }));
    expect((await templates.list('labelSelector=podtemplate-set=true')).items.map(({ metadata }: Loose) => metadata.name)).deep.equal(names);
    await templates.removeAll('labelSelector=podtemplate-set=true');
    await eventually('the set to go', () => templates.list('labelSelector=podtemplate-set=true'), { until: ({ items }) => items.length === 0 });
  });

  it('are replaced', async () => {
    const templates = api.core('podtemplates', await api.namespace('podtemplate'));
    const created = await templates.create(template('replaced', { 'e2e-pt': 'created' }));
    created.metadata.annotations = { updated: 'true' };
    created.template.spec.containers[0].image = 'registry.k8s.io/pause:3.9';
    const updated = await templates.update(created);
    expect(updated.metadata.annotations).deep.equal({ updated: 'true' });
    expect((await templates.get('replaced')).template.spec.containers[0].image).equal('registry.k8s.io/pause:3.9');
  });
});
