import { expect } from 'chai';
import { expectDiscovered, expectNewer } from './api-operations.ts';
import { useConformanceApi } from './conformance-api.ts';
import { refusal } from './resource-client.ts';

const NETWORKING = { group: 'networking.k8s.io', version: 'v1', object: () => ({}) };
const parentRef = { group: 'mygroup', resource: 'myresources', namespace: 'foo', name: 'bar' };

describe('ServiceCIDR and IPAddress API', () => {
  const api = useConformanceApi();

  it('supports ServiceCIDR API operations', async () => {
    await expectDiscovered(api, { ...NETWORKING, resource: 'servicecidrs', kind: 'ServiceCIDR', subresources: ['status'] });
    const cidrs = api.at('/apis/networking.k8s.io/v1/servicecidrs');
    const kubernetes = await cidrs.get('kubernetes');
    expect(kubernetes.spec.cidrs).length.at.least(1);
    const status = await cidrs.get('kubernetes', 'status');
    expect(status).include({ apiVersion: 'networking.k8s.io/v1', kind: 'ServiceCIDR' });
    expect(status.metadata.uid).equal(kubernetes.metadata.uid);
    expect((await cidrs.list()).items).length.at.least(1);
    const watch = await cidrs.watch();
    await watch.until('ADDED', ({ metadata }) => metadata.name === 'kubernetes');
    watch.close();
  });

  it('supports IPAddress API operations', async () => {
    await expectDiscovered(api, { ...NETWORKING, resource: 'ipaddresses', kind: 'IPAddress' });
    const addresses = api.at('/apis/networking.k8s.io/v1/ipaddresses');
    const created = await addresses.create({ metadata: { name: '255.255.255.255', labels: { type: 'broadcast' } }, spec: { parentRef } });
    await addresses.create({ metadata: { name: 'fe80::42:1dff:fe84:f9e2', labels: { type: 'link-local' } }, spec: { parentRef } });
    expect((await refusal(addresses.create({ metadata: { name: 'not-an-address' }, spec: { parentRef } }))).reason).equal('Invalid');
    const patched = await addresses.patch('255.255.255.255', { metadata: { annotations: { patched: 'true' } } });
    expect(patched.metadata.annotations).include({ patched: 'true' });
    expectNewer(patched, created);
    patched.metadata.annotations.updated = 'true';
    expect((await addresses.update(patched)).metadata.annotations).include({ updated: 'true' });
    expect((await addresses.get('255.255.255.255')).spec.parentRef).deep.equal(parentRef);
    expect((await addresses.list('labelSelector=type=broadcast')).items).length(1);
    const watch = await addresses.watch('labelSelector=type=broadcast');
    await watch.until('ADDED', ({ metadata }) => metadata.name === '255.255.255.255');
    await addresses.remove('255.255.255.255');
    await watch.until('DELETED', ({ metadata }) => metadata.name === '255.255.255.255');
    watch.close();
    await addresses.removeAll('labelSelector=type=link-local');
    expect((await addresses.list('labelSelector=type=link-local')).items).length(0);
  });
});
