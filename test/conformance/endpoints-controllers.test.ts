import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { useConformanceApi } from './conformance-api.ts';
import type { Loose, ResourceClient } from './resource-client.ts';

const emptySelector = { metadata: { name: 'example-empty-selector' }, spec: { selector: { 'does-not-match-anything': 'endpoints-and-endpoint-slices-should-still-be-created' }, ports: [{ name: 'example', port: 80, protocol: 'TCP' }] } };

describe('controllers of endpoints', () => {
  const api = useConformanceApi();

  const slicesOf = (slices: ResourceClient, service: string) => async (): Promise<readonly Loose[]> =>
    (await slices.list(`labelSelector=kubernetes.io/service-name=${service}`)).items;

  it('create and delete Endpoints for a Service with a selector that matches no pods', async () => {
    const namespace = await api.namespace('endpoints-controller');
    const [services, endpoints] = [api.core('services', namespace), api.core('endpoints', namespace)];
    await services.create(emptySelector);
    await eventually('endpoints of the service', () => endpoints.find('example-empty-selector'), { until: (found) => found !== undefined });
    await services.remove('example-empty-selector');
    await eventually('endpoints that go with the service', () => endpoints.find('example-empty-selector'), { until: (found) => found === undefined });
  });

  it('create and delete EndpointSlices for a Service with a selector that matches no pods', async () => {
    const namespace = await api.namespace('endpointslice-controller');
    const [services, slices] = [api.core('services', namespace), api.at(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`)];
    await services.create(emptySelector);
    const list = slicesOf(slices, 'example-empty-selector');
    const [slice] = await eventually('a slice of the service', list, { until: (found) => found.length > 0 });
    expect(slice.metadata.labels).include({ 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' });
    expect(slice.endpoints).length(0);
    await services.remove('example-empty-selector');
    await eventually('slices that go with the service', list, { until: (found) => found.length === 0 });
  });

  it('mirror a custom Endpoints resource through create, update and delete', async () => {
    const namespace = await api.namespace('endpointslicemirroring');
    const [services, endpoints] = [api.core('services', namespace), api.core('endpoints', namespace)];
    const list = slicesOf(api.at(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`), 'example-custom-endpoints');
    const shows = (address: string) => (found: readonly Loose[]): boolean => {
      const [slice] = found;
      return found.length === 1 && slice.ports.length === 1 && slice.ports[0].port === 80 && slice.endpoints.length === 1 && slice.endpoints[0].addresses.join() === address;
    };
    const custom = (ip: string): Loose => ({ metadata: { name: 'example-custom-endpoints' }, subsets: [{ ports: [{ port: 80 }], addresses: [{ ip }] }] });
    await services.create({ metadata: { name: 'example-custom-endpoints' }, spec: { ports: [{ name: 'example', port: 80, protocol: 'TCP' }] } });
    await endpoints.create(custom('10.1.2.3'));
    await eventually('a mirror of the endpoints', list, { until: shows('10.1.2.3') });
    await endpoints.update(custom('10.2.3.4'));
    await eventually('a mirror of the changed endpoints', list, { until: shows('10.2.3.4') });
    await endpoints.remove('example-custom-endpoints');
    await eventually('no mirror of deleted endpoints', list, { until: (found) => found.length === 0 });
  });
});
