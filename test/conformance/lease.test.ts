import { expect } from 'chai';
import { useConformanceApi } from './conformance-api.ts';
import { refusal } from './resource-client.ts';

describe('Lease', () => {
  const api = useConformanceApi();

  it('is available: created, read, updated, patched, listed, deleted alone and as a collection', async () => {
    const leases = api.at(`/apis/coordination.k8s.io/v1/namespaces/${await api.namespace('lease')}/leases`);
    const spec = { holderIdentity: 'holder', leaseDurationSeconds: 30, acquireTime: '2026-01-01T00:00:00.123456Z', renewTime: '2026-01-01T00:00:05.000000Z', leaseTransitions: 0 };
    await leases.create({ metadata: { name: 'lease' }, spec });
    const read = await leases.get('lease');
    expect(read.spec).deep.equal(spec);
    const changed = { holderIdentity: 'holder2', leaseDurationSeconds: 60, acquireTime: '2026-01-01T00:00:10.000001Z', renewTime: '2026-01-01T00:00:15.000000Z', leaseTransitions: 1 };
    await leases.update({ ...read, spec: changed });
    expect((await leases.get('lease')).spec).deep.equal(changed);
    await leases.patch('lease', { spec: { leaseDurationSeconds: 50 } }, { type: 'strategic' });
    expect((await leases.get('lease')).spec).deep.equal({ ...changed, leaseDurationSeconds: 50 });
    await leases.create({ metadata: { name: 'lease2', labels: { deletecollection: 'true' } }, spec });
    expect((await leases.list()).items).length(2);
    await leases.removeAll('labelSelector=deletecollection=true');
    expect((await leases.list()).items).length(1);
    await leases.remove('lease');
    expect((await refusal(leases.get('lease'))).reason).equal('NotFound');
    expect((await leases.list()).items).length(0);
  });
});
