import { expect } from 'chai';
import type { MemoryApi } from '../../../test/support/memory-api.ts';
import { startMemoryApi } from '../../../test/support/memory-api.ts';

describe('bindings', () => {
  let api: MemoryApi;
  before(async () => {
    api = await startMemoryApi();
    await api.ask('POST', '/api/v1/namespaces/default/serviceaccounts', { body: { metadata: { name: 'default' } } });
  });
  after(() => api.stop());

  const PODS = '/api/v1/namespaces/default/pods';
  const target = { kind: 'Node', name: 'n1' };
  const create = (name: string) => api.ask('POST', PODS, { body: { metadata: { name }, spec: { containers: [{ name: 'c', image: 'x' }] } } });
  const cases: readonly (readonly [what: string, path: string, name: string | undefined, status: number])[] = [
    ['the collection binds the pod that the Binding names', '/api/v1/namespaces/default/bindings', 'by-collection', 201],
    ['the subresource binds the pod of its path', `${PODS}/by-path/binding`, undefined, 201],
    ['a Binding without a name names no pod', '/api/v1/namespaces/default/bindings', undefined, 400],
    ['a name that is not the path\'s is refused', `${PODS}/by-path/binding`, 'other', 400],
    ['a pod that is not there', '/api/v1/namespaces/default/bindings', 'nobody', 404],
  ];
  for (const [what, path, name, status] of cases) {
    it(what, async () => {
      await create('by-collection');
      await create('by-path');
      const answered = await api.ask('POST', path, { body: { metadata: { ...(name !== undefined && { name }) }, target } });
      expect(answered.status, answered.text).equal(status);
      if (status === 201) expect((await api.ask('GET', `${PODS}/${name ?? 'by-path'}`)).json.spec.nodeName).equal('n1');
    });
  }

  it('are in discovery, to be created alone', async () => {
    const { resources } = (await api.ask('GET', '/api/v1')).json;
    expect(resources.find(({ name }: { name: string }) => name === 'bindings')).include({ kind: 'Binding', namespaced: true }).and.deep.include({ verbs: ['create'] });
    expect((await api.ask('GET', '/api/v1/namespaces/default/bindings')).status).equal(405);
  });
});
