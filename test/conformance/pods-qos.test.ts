import { expect } from 'chai';
import { useConformanceApi } from './conformance-api.ts';
import { pod } from './objects.ts';

describe('Pods Set QOS Class', () => {
  const api = useConformanceApi();

  it('is set on Pods with matching resource requests and limits for memory and cpu', async () => {
    const pods = api.core('pods', await api.namespace('qos'));
    const resources = { cpu: '100m', memory: '100Mi' };
    const created = await pods.create(pod('guaranteed', { spec: { containers: [{ name: 'agnhost', image: 'x', resources: { requests: resources, limits: resources } }] } }));
    expect(created.status.qosClass).equal('Guaranteed');
    expect((await pods.get('guaranteed')).status.qosClass).equal('Guaranteed');
  });
});
