import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { useConformanceApi } from './conformance-api.ts';
import type { Loose } from './resource-client.ts';

describe('Services', () => {
  const api = useConformanceApi();
  const ports = [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 80 }];

  it('are found by listing all namespaces', async () => {
    const { items } = await api.core('services').list();
    expect(items.filter(({ metadata }: Loose) => metadata.name === 'kubernetes' && metadata.namespace === 'default')).length(1);
  });

  it('complete a service status lifecycle', async () => {
    const namespace = await api.namespace('services');
    const services = api.core('services', namespace);
    const labels = { 'test-service-static': 'true' };
    const selector = 'labelSelector=test-service-static=true';
    const watch = await services.watch(`resourceVersion=${(await services.list()).metadata.resourceVersion}&${selector}`);
    await services.create({ metadata: { name: 'test-service', labels }, spec: { type: 'LoadBalancer', ports } });
    await watch.until('ADDED', ({ metadata }) => metadata.name === 'test-service');
    expect((await api.core('services').list(selector)).items).length(1);
    expect((await services.get('test-service', 'status')).status).deep.equal({ loadBalancer: {} });
    const ingress = [{ ip: '203.0.113.1', ipMode: 'VIP' }];
    const patched = await services.patch('test-service', { metadata: { annotations: { patchedstatus: 'true' } }, status: { loadBalancer: { ingress: [{ ip: '203.0.113.1' }] } } }, { subresource: 'status' });
    expect(patched.metadata.annotations).include({ patchedstatus: 'true' });
    expect(patched.status.loadBalancer.ingress).deep.equal(ingress);
    await watch.until('MODIFIED', ({ metadata }) => metadata.annotations?.patchedstatus === 'true');
    const toUpdate = await services.get('test-service');
    toUpdate.status.conditions = [{ type: 'StatusUpdate', status: 'True', reason: 'E2E', message: 'Set from e2e test', lastTransitionTime: '2026-01-01T00:00:00Z' }];
    const updated = await services.update(toUpdate, 'status');
    expect(updated.status.conditions[0]).include({ type: 'StatusUpdate', status: 'True', reason: 'E2E', message: 'Set from e2e test' });
    await watch.until('MODIFIED', ({ status }) => status.conditions?.[0].type === 'StatusUpdate');
    await services.patch('test-service', { metadata: { labels: { 'test-service': 'patched' } } }, { type: 'strategic' });
    await watch.until('MODIFIED', ({ metadata }) => metadata.labels['test-service'] === 'patched');
    await services.remove('test-service');
    await watch.until('DELETED', ({ metadata }) => metadata.name === 'test-service');
    watch.close();
    await eventually('the service to go', () => services.list(selector), { until: ({ items }) => items.length === 0 });
  });

  it('are deleted as a collection', async () => {
    const services = api.core('services', await api.namespace('services'));
    for (const [name, value] of [['e2e-svc-a', 'e2e'], ['e2e-svc-b', 'e2e'], ['e2e-svc-c', 'other']] as const) {
      await services.create({ metadata: { name, labels: { 'e2e-test-service': value } }, spec: { selector: { app: name }, type: 'ClusterIP', ports } });
    }
    expect((await services.list()).items).length(3);
    await services.removeAll('labelSelector=e2e-test-service=e2e');
    await eventually('two to go', () => services.list(), { until: ({ items }) => items.length === 1 });
    expect((await services.list()).items[0].metadata.name).equal('e2e-svc-c');
  });
});
