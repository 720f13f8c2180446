import { expect } from 'chai';
import type { Answered, MemoryApi } from '../../../test/support/memory-api.ts';
import { startMemoryApi } from '../../../test/support/memory-api.ts';
import { ensureStartData } from './ensure-start-data.ts';

const ENDPOINTS = { serviceAddress: '10.96.0.1', serviceCidr: '10.96.0.0/16', addresses: ['192.0.2.1'], port: 6443 };

describe('what every cluster has from its start', () => {
  let api: MemoryApi;
  before(async () => { api = await startMemoryApi(); });
  after(() => api.stop());

  const get = async (path: string): Promise<Answered['json']> => (await api.ask('GET', path)).json;
  const names = async (path: string): Promise<readonly string[]> => (await get(path)).items.map((item: Answered['json']) => item.metadata.name);

  it('has the range of service addresses, ready for use', async () => {
    const { spec, status } = await get('/apis/networking.k8s.io/v1/servicecidrs/kubernetes');
    expect(spec.cidrs).to.deep.equal(['10.96.0.0/16']);
    expect(status.conditions[0]).to.include({ type: 'Ready', status: 'True' });
  });

  it('has the mandatory objects of flow control, which nobody may change', async () => {
    const group = '/apis/flowcontrol.apiserver.k8s.io/v1';
    expect(await names(`${group}/flowschemas`)).to.deep.equal(['catch-all', 'exempt']);
    expect(await names(`${group}/prioritylevelconfigurations`)).to.deep.equal(['catch-all', 'exempt']);
    expect((await get(`${group}/flowschemas/exempt`)).status.conditions[0]).to.include({ type: 'Dangling', status: 'False' });
    const changed = await api.ask('PATCH', `${group}/prioritylevelconfigurations/catch-all`, {
      body: { spec: { limited: { nominalConcurrencyShares: 9 } } }, headers: { 'content-type': 'application/merge-patch+json' },
    });
    expect([changed.status, changed.json.details.causes[0].message]).to.satisfy(([status, message]: [number, string]) => status === 422 && message.endsWith("spec of 'catch-all' must equal the fixed value"));
    const shares = await api.ask('PATCH', `${group}/prioritylevelconfigurations/exempt`, {
      body: { spec: { exempt: { nominalConcurrencyShares: 9 } } }, headers: { 'content-type': 'application/merge-patch+json' },
    });
    expect(shares.status).to.equal(200);
  });

  it('has the roles clients look for, and who is given them', async () => {
    expect(await names('/apis/rbac.authorization.k8s.io/v1/clusterroles')).to.include.members(['admin', 'cluster-admin', 'edit', 'system:basic-user', 'system:discovery', 'system:public-info-viewer', 'view']);
    const { roleRef, subjects } = await get('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/cluster-admin');
    expect([roleRef.name, subjects]).to.deep.equal(['cluster-admin', [{ kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: 'system:masters' }]]);
    const rules = async (role: string): Promise<number> => (await get(`/apis/rbac.authorization.k8s.io/v1/clusterroles/${role}`)).rules.length;
    expect(await rules('edit')).to.equal((await rules('view')) + (await rules('system:aggregate-to-edit')));
  });

  it('writes nothing when all is there', async () => {
    const { vector } = await api.follower.waitForHead(['EVENTS'], 5_000);
    await ensureStartData(api.writer, ENDPOINTS);
    expect((await api.follower.waitForHead(['EVENTS'], 5_000)).vector).to.deep.equal(vector);
  });
});
