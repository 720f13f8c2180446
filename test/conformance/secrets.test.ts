import { expect } from 'chai';
import { useConformanceApi } from './conformance-api.ts';
import { refusal } from './resource-client.ts';
import type { Loose } from './resource-client.ts';

const b64 = (text: string): string => Buffer.from(text).toString('base64');

describe('Secrets', () => {
  const api = useConformanceApi();

  it('fail to be created with an empty key', async () => {
    const refused = await refusal(api.core('secrets', await api.namespace('secrets')).create({ metadata: { name: 'empty-key' }, data: { '': b64('value-1') } }));
    expect([refused.code, refused.reason, refused.details.causes[0].field]).deep.equal([422, 'Invalid', 'data[]']);
  });

  it('are patched', async () => {
    const namespace = await api.namespace('secrets');
    const secrets = api.core('secrets', namespace);
    await secrets.create({ metadata: { name: 'test-secret', labels: { testsecret: 'true' } }, data: { key: b64('value') }, type: 'Opaque' });
    const constant = await api.core('secrets').list('labelSelector=testsecret=true');
    expect(constant.items.map(({ metadata }: Loose) => [metadata.namespace, metadata.name])).deep.equal([[namespace, 'test-secret']]);
    await secrets.patch('test-secret', { metadata: { labels: { 'testsecret-constant': 'true', testsecret: 'patched' } }, data: { key: b64('value1') } }, { type: 'strategic' });
    const got = await secrets.get('test-secret');
    expect(got.data.key).equal(b64('value1'));
    expect(got.metadata.labels).include({ 'testsecret-constant': 'true', testsecret: 'patched' });
    await secrets.removeAll('labelSelector=testsecret=patched');
    expect((await api.core('secrets').list('labelSelector=testsecret=patched')).items).length(0);
  });
});
