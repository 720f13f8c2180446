import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { expectNewer } from './api-operations.ts';
import { useConformanceApi } from './conformance-api.ts';
import { refusal } from './resource-client.ts';

describe('ResourceQuota', () => {
  const api = useConformanceApi();

  it('is updated and deleted', async () => {
    const quotas = api.core('resourcequotas', await api.namespace('quota'));
    const created = await quotas.create({ metadata: { name: 'test-quota' }, spec: { hard: { cpu: '1', memory: '500Mi' } } });
    expect(created.spec.hard).deep.equal({ cpu: '1', memory: '500Mi' });
    expect((await quotas.get('test-quota')).spec.hard).deep.equal({ cpu: '1', memory: '500Mi' });
    created.spec.hard = { cpu: '2', memory: '1Gi' };
    expect((await quotas.update(created)).spec.hard).deep.equal({ cpu: '2', memory: '1Gi' });
    expect((await quotas.get('test-quota')).spec.hard).deep.equal({ cpu: '2', memory: '1Gi' });
    await quotas.remove('test-quota');
    expect((await refusal(quotas.get('test-quota'))).reason).equal('NotFound');
  });

  it('lives through create, patch, list in all namespaces and deletion of a collection', async () => {
    const quotas = api.core('resourcequotas', await api.namespace('quota'));
    const name = 'e2e-quota';
    const created = await quotas.create({ metadata: { name, labels: { [name]: 'created' } }, spec: { hard: { cpu: '1', memory: '500Mi' } } });
    const got = await quotas.get(name);
    expect([got.spec.hard.cpu, got.spec.hard.memory]).deep.equal(['1', '500Mi']);
    const listed = await api.core('resourcequotas').list(`labelSelector=${name}=created`);
    expect(listed.items).length(1);
    const patched = await quotas.patch(name, { metadata: { labels: { [name]: 'patched' } }, spec: { hard: { memory: '750Mi' } } }, { type: 'strategic' });
    expect(patched.metadata.labels).include({ [name]: 'patched' });
    expect(patched.spec.hard).deep.equal({ cpu: '1', memory: '750Mi' });
    expectNewer(patched, created);
    await quotas.removeAll(`labelSelector=${name}=patched`);
    await eventually('the quota to go', () => quotas.list(), { until: ({ items }) => items.length === 0 });
    expect((await api.core('resourcequotas').list(`labelSelector=${name}=patched`)).items).length(0);
  });
});
