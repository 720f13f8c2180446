import { expect } from 'chai';
import { useConformanceApi } from './conformance-api.ts';
import type { Loose } from './resource-client.ts';

describe('API Server', () => {
  const api = useConformanceApi();

  it('provides a secure master service', async () => {
    const service = await api.core('services', 'default').get('kubernetes');
    expect(service.spec.ports.find(({ name }: Loose) => name === 'https')).include({ port: 443 });
  });

  it('has Endpoints and EndpointSlices pointing to the API server', async () => {
    const { metadata } = await api.core('namespaces').get('default');
    expect(metadata.name).equal('default');
    const endpoints = await api.core('endpoints', 'default').get('kubernetes');
    expect(endpoints.subsets).length(1);
    const slices = (await api.at('/apis/discovery.k8s.io/v1/namespaces/default/endpointslices').list('labelSelector=kubernetes.io/service-name=kubernetes')).items;
    expect(slices, 'slices of the service').length.at.least(1);
    const addresses = slices.flatMap((slice: Loose) => slice.endpoints.flatMap((endpoint: Loose) => endpoint.addresses));
    const ports = slices.flatMap((slice: Loose) => slice.ports.map((each: Loose) => [each.name, each.port]));
    const [subset] = endpoints.subsets;
    expect(subset.addresses.map(({ ip }: Loose) => ip)).deep.equal(addresses);
    expect(subset.ports.map((each: Loose) => [each.name, each.port])).deep.equal(ports);
  });
});
