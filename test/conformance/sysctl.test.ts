import { expect } from 'chai';
import { useConformanceApi } from './conformance-api.ts';
import { pod } from './objects.ts';
import { refusal } from './resource-client.ts';
import type { Loose } from './resource-client.ts';

describe('Sysctls', () => {
  const api = useConformanceApi();

  it('reject invalid sysctls', async () => {
    const pods = api.core('pods', await api.namespace('sysctl'));
    const sysctls = [{ name: 'foo-', value: 'bar' }, { name: 'kernel.shmmax', value: '100000000' }, { name: 'safe-and-unsafe', value: '100000000' }, { name: 'bar..', value: '42' }];
    const refused = await refusal(pods.create(pod('sysctl', { spec: { securityContext: { sysctls } } })));
    expect([refused.code, refused.reason]).deep.equal([422, 'Invalid']);
    const fields = refused.details.causes.map(({ field }: Loose) => field);
    expect(fields).deep.equal(['spec.securityContext.sysctls[0].name', 'spec.securityContext.sysctls[3].name']);
    expect(refused.message).include('Invalid value: "foo-"').include('Invalid value: "bar.."').not.include('safe-and-unsafe').not.include('kernel.shmmax');
  });
});
