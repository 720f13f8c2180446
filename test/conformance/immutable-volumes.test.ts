import { expect } from 'chai';
import { useConformanceApi } from './conformance-api.ts';
import { refusal } from './resource-client.ts';

const b64 = (text: string): string => Buffer.from(text).toString('base64');

describe('ConfigMap and Secret as volumes', () => {
  const api = useConformanceApi();
  const expectImmutable = async (resource: 'configmaps' | 'secrets', value: (text: string) => string): Promise<void> => {
    const client = api.core(resource, await api.namespace('immutable'));
    const current = await client.create({ metadata: { name: 'immutable' }, data: { 'data-1': value('value-1'), 'data-2': value('value-2') } });
    current.data['data-4'] = value('value-4');
    const updated = await client.update(current);
    expect(updated.data).include.keys('data-4');
    const marked = await client.update({ ...updated, immutable: true });
    expect(marked.immutable).equal(true);
    const changed = await refusal(client.update({ ...marked, data: { ...marked.data, 'data-5': value('value-5') } }));
    expect([changed.reason, changed.details.causes[0].field]).deep.equal(['Invalid', 'data']);
    const unmarked = await refusal(client.update({ ...marked, immutable: false }));
    expect([unmarked.reason, unmarked.details.causes[0].field]).deep.equal(['Invalid', 'immutable']);
    const { immutable: _immutable, ...without } = marked;
    expect((await refusal(client.update(without))).reason).equal('Invalid');
    const labelled = await client.update({ ...marked, metadata: { ...marked.metadata, labels: { label1: 'value1' } } });
    expect(labelled.metadata.labels).deep.equal({ label1: 'value1' });
    await client.remove('immutable');
    expect(await client.find('immutable')).equal(undefined);
  };

  it('a ConfigMap is immutable if its immutable field is set', () => expectImmutable('configmaps', (text) => text));

  it('a Secret is immutable if its immutable field is set', () => expectImmutable('secrets', b64));
});
