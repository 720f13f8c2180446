import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { expectApiOperations } from './api-operations.ts';
import { useConformanceApi } from './conformance-api.ts';
import { pod } from './objects.ts';
import { refusal } from './resource-client.ts';
import type { Loose } from './resource-client.ts';

const FIXED = { cpu: '10m', memory: '1Mi' };

describe('RuntimeClass', () => {
  const api = useConformanceApi();
  const classes = (): ReturnType<typeof api.at> => api.at('/apis/node.k8s.io/v1/runtimeclasses');
  const expectRejected = async (namespace: string, runtimeClassName: string): Promise<void> => {
    const refused = await refusal(api.core('pods', namespace).create(pod('rejected', { spec: { runtimeClassName } })));
    expect([refused.code, refused.reason]).deep.equal([403, 'Forbidden']);
    expect(refused.message).include(`RuntimeClass "${runtimeClassName}" not found`);
  };

  it('rejects a Pod requesting a non-existent RuntimeClass', async () => {
    await expectRejected(await api.namespace('runtimeclass'), 'runtimeclass-nonexistent');
  });

  it('rejects a Pod requesting a deleted RuntimeClass', async () => {
    await classes().create({ metadata: { name: 'runtimeclass-deleted' }, handler: 'runc' });
    await classes().remove('runtimeclass-deleted');
    await eventually('the class to go', () => classes().find('runtimeclass-deleted'), { until: (found) => found === undefined });
    await expectRejected(await api.namespace('runtimeclass'), 'runtimeclass-deleted');
  });

  it('schedules a Pod requesting a RuntimeClass without overhead', async () => {
    const namespace = await api.namespace('runtimeclass');
    await classes().create({ metadata: { name: 'runtimeclass-plain' }, handler: 'test-handler' });
    const created = await api.core('pods', namespace).create(pod('plain', { spec: { runtimeClassName: 'runtimeclass-plain' } }));
    expect(created.spec.runtimeClassName).equal('runtimeclass-plain');
    expect(created.spec).not.have.property('overhead');
    await classes().remove('runtimeclass-plain');
  });

  it('schedules a Pod requesting a RuntimeClass and initializes its overhead', async () => {
    const namespace = await api.namespace('runtimeclass');
    await classes().create({ metadata: { name: 'runtimeclass-overhead' }, handler: 'test-handler', overhead: { podFixed: FIXED } });
    const created = await api.core('pods', namespace).create(pod('overhead', { spec: { runtimeClassName: 'runtimeclass-overhead' } }));
    expect(created.spec.overhead).deep.equal(FIXED);
    const other = await refusal(api.core('pods', namespace).create(pod('other', { spec: { runtimeClassName: 'runtimeclass-overhead', overhead: { cpu: '1' } } })));
    expect(other.reason).equal('Forbidden');
    await classes().remove('runtimeclass-overhead');
  });

  it('supports RuntimeClasses API operations', async () => {
    await expectApiOperations(api, { group: 'node.k8s.io', version: 'v1', resource: 'runtimeclasses', kind: 'RuntimeClass', object: () => ({ handler: 'runtimeclass-handler' }) }, async ({ client, names: [name] }) => {
      const watch = await client.watch(`fieldSelector=metadata.name=${name}`);
      expect((await watch.until('ADDED')).handler).equal('runtimeclass-handler');
      watch.close();
      const changed: Loose = await client.get(name);
      expect((await refusal(client.update({ ...changed, handler: 'another' }))).reason, 'the handler is immutable').equal('Invalid');
    });
  });
});
