import { expectApiOperations, expectStatusOperations } from './api-operations.ts';
import { useConformanceApi } from './conformance-api.ts';

const backend = { service: { name: 'default-backend', port: { name: '', number: 8080 } } };

describe('Ingress', () => {
  const api = useConformanceApi();

  it('supports creating Ingress API operations', async () => {
    await expectApiOperations(api, {
      group: 'networking.k8s.io',
      version: 'v1',
      resource: 'ingresses',
      kind: 'Ingress',
      namespace: await api.namespace('ingress'),
      subresources: ['status'],
      object: () => ({
        spec: {
          defaultBackend: backend,
          rules: [
            { host: 'foo.bar.com', http: { paths: [{ path: '/', pathType: 'ImplementationSpecific', backend: { service: { name: 'test-backend', port: { number: 8080 } } } }] } },
            { host: '*.foo.com', http: { paths: [{ path: '/', pathType: 'ImplementationSpecific', backend: { service: { name: 'test-backend', port: { number: 8080 } } } }] } },
          ],
        },
      }),
    }, ({ client, names: [name] }) => expectStatusOperations(client, name, {
      patch: { loadBalancer: { ingress: [{ ip: '169.1.1.1' }] } },
      change: (status) => { status.loadBalancer.ingress = [{ ip: '169.1.1.2' }]; },
      read: (status) => status.loadBalancer.ingress[0].ip,
      patched: '169.1.1.1',
      changed: '169.1.1.2',
    }));
  });
});

describe('IngressClass', () => {
  const api = useConformanceApi();

  it('supports creating IngressClass API operations', async () => {
    await expectApiOperations(api, { group: 'networking.k8s.io', version: 'v1', resource: 'ingressclasses', kind: 'IngressClass', object: () => ({ spec: { controller: 'example.com/controller' } }) });
  });
});
