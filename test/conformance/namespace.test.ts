import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { useConformanceApi } from './conformance-api.ts';

describe('Namespaces', () => {
  const api = useConformanceApi();

  it('ensures that all services are removed when a namespace is deleted', async () => {
    const namespace = await api.namespace('nsdelete');
    const services = api.core('services', namespace);
    await services.create({ metadata: { name: 'test-service' }, spec: { selector: { foo: 'bar', baz: 'blah' }, ports: [{ port: 80, targetPort: 80 }] } });
    const deleting = await api.core('namespaces').remove(namespace);
    expect(deleting.status.phase).equal('Terminating');
    await eventually('the namespace to go', () => api.core('namespaces').find(namespace), { until: (found) => found === undefined });
    await api.core('namespaces').create({ metadata: { name: namespace } });
    expect((await services.list()).items, 'services of the namespace made again').length(0);
    expect(await services.find('test-service')).equal(undefined);
  });

  it('patches a Namespace', async () => {
    const namespaces = api.core('namespaces');
    const name = await api.namespace('nspatch');
    const patched = await namespaces.patch(name, { metadata: { labels: { testLabel: 'testValue' } } }, { type: 'strategic' });
    expect(patched.metadata.labels).include({ testLabel: 'testValue' });
    expect((await namespaces.get(name)).metadata.labels).include({ testLabel: 'testValue', 'kubernetes.io/metadata.name': name });
  });

  it('applies changes to a namespace status', async () => {
    const namespaces = api.core('namespaces');
    const name = await api.namespace('nsstatus');
    const alone = await namespaces.get(name, 'status');
    expect([alone.kind, alone.status.phase]).deep.equal(['Namespace', 'Active']);
    const condition = { type: 'StatusPatch', status: 'True', reason: 'E2E', message: 'Patched by an e2e test' };
    const patched = await namespaces.patch(name, { metadata: { annotations: { e2ePatchedStatus: name } }, status: { conditions: [condition] } }, { subresource: 'status' });
    expect(patched.metadata.annotations).include({ e2ePatchedStatus: name });
    expect(patched.status.conditions[0]).include(condition);
    const toUpdate = await namespaces.get(name);
    toUpdate.status.conditions.push({ type: 'StatusUpdate', status: 'True', reason: 'E2E', message: 'Updated by an e2e test' });
    const updated = await namespaces.update(toUpdate, 'status');
    expect(updated.status.conditions.map(({ type }: { type: string }) => type)).deep.equal(['StatusPatch', 'StatusUpdate']);
    expect(updated.status.conditions[1]).include({ status: 'True', message: 'Updated by an e2e test' });
  });

  it('applies an update to a Namespace', async () => {
    const namespaces = api.core('namespaces');
    const name = await api.namespace('nsupdate');
    const toUpdate = await namespaces.get(name);
    toUpdate.metadata.labels[name] = 'updated';
    const updated = await namespaces.update(toUpdate);
    expect(updated.metadata.labels).include({ [name]: 'updated' });
    expect((await namespaces.list(`labelSelector=${name}=updated`)).items).length(1);
  });

  it('applies a finalizer to a Namespace, and takes it off again', async () => {
    const namespaces = api.core('namespaces');
    const name = await api.namespace('nsfinalize');
    const finalizer = 'e2e.example.com/fakeFinalizer';
    const toUpdate = await namespaces.get(name);
    toUpdate.spec.finalizers.push(finalizer);
    const finalized = await namespaces.update(toUpdate, 'finalize');
    expect(finalized.spec.finalizers).deep.equal(['kubernetes', finalizer]);
    const again = await namespaces.get(name);
    expect(again.spec.finalizers).include(finalizer);
    again.spec.finalizers = again.spec.finalizers.filter((each: string) => each !== finalizer);
    expect((await namespaces.update(again, 'finalize')).spec.finalizers).deep.equal(['kubernetes']);
  });
});
