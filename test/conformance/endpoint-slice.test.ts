import { expect } from 'chai';
import { expectApiOperations } from './api-operations.ts';
import { useConformanceApi } from './conformance-api.ts';
import { refusal } from './resource-client.ts';

describe('EndpointSlice', () => {
  const api = useConformanceApi();

  it('supports creating EndpointSlice API operations', async () => {
    await expectApiOperations(api, {
      group: 'discovery.k8s.io',
      version: 'v1',
      resource: 'endpointslices',
      kind: 'EndpointSlice',
      namespace: await api.namespace('endpointslice'),
      object: () => ({ addressType: 'IPv4', endpoints: [{ addresses: ['1.2.3.4', '5.6.7.8'] }], ports: [{ name: 'http', protocol: 'TCP', port: 80 }] }),
    }, async ({ client, names: [name] }) => {
      const slice = await client.get(name);
      expect((await refusal(client.update({ ...slice, addressType: 'IPv6' }))).reason, 'the address type is immutable').equal('Invalid');
      expect((await refusal(client.patch(name, { endpoints: [{ addresses: ['not an address'] }] }))).reason).equal('Invalid');
    });
  });
});
