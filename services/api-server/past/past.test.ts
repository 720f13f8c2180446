import { expect } from 'chai';
import { startMemoryApi } from '../../../test/support/memory-api.ts';
import type { Answered, MemoryApi } from '../../../test/support/memory-api.ts';

const CONFIGMAPS = '/api/v1/namespaces/default/configmaps';
const TABLE = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };
const MERGE = { 'content-type': 'application/merge-patch+json' };

const configMap = (name: string): object => ({ metadata: { name }, data: { a: '1' } });
const namesOf = (list: Answered): readonly string[] => list.json.items.map((item: { metadata: { name: string } }) => item.metadata.name);

describe('the past', () => {
  let api: MemoryApi;
  before(async () => { api = await startMemoryApi(); });
  after(() => api.stop());

  const namespace = async (name: string): Promise<string> => {
    await api.ask('POST', '/api/v1/namespaces', { body: { metadata: { name } } });
    return `/api/v1/namespaces/${name}/configmaps`;
  };

  it('is the API as of a sequence, and cannot be written', async () => {
    const path = await namespace('past');
    const { json: first } = await api.ask('POST', path, { body: configMap('then') });
    await api.ask('PATCH', `${path}/then`, { headers: MERGE, body: { data: { a: 'now' } } });
    await api.ask('POST', path, { body: configMap('later') });
    const at = `/at/${first.metadata.resourceVersion}`;
    expect((await api.ask('GET', `${at}${path}/then`)).json).to.deep.equal(first);
    expect(namesOf(await api.ask('GET', `${at}${path}`))).to.deep.equal(['then']);
    expect((await api.ask('GET', `${at}${path}?limit=500`, { headers: TABLE })).json.rows).to.have.length(1);
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) expect((await api.ask(method, `${at}${path}${method === 'POST' ? '' : '/then'}`, { body: {} })).status).to.equal(405);
  });

  it('is the API as of a time', async () => {
    const path = await namespace('times');
    const { json: first } = await api.ask('POST', path, { body: configMap('timed') });
    const { json: history } = await api.ask('GET', '/apis/shiplog.dev/v1/history?resource=configmaps&namespace=times&name=timed');
    await new Promise((resolve) => setTimeout(resolve, 2));
    await api.ask('DELETE', `${path}/timed`);
    const when = history.items[0].storedAt;
    expect((await api.ask('GET', `/at/${when}${path}/timed`)).json.metadata.uid).to.equal(first.metadata.uid);
  });

  it('answers a watch with what existed, and ends it', async () => {
    const { json } = await api.ask('GET', CONFIGMAPS);
    const watch = await api.watch(`/at/${json.metadata.resourceVersion}${CONFIGMAPS}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`);
    const types: string[] = [];
    for (let event = await watch.next(); event !== undefined; event = await watch.next()) types.push(event.type);
    expect(types.at(-1)).to.equal('BOOKMARK');
    expect(types.filter((type) => type === 'ADDED')).to.have.length(json.items.length);
    expect((await api.ask('GET', `/at/${json.metadata.resourceVersion}${CONFIGMAPS}?watch=true&resourceVersion=5`)).status).to.equal(405);
  });

  for (const when of ['999999999', 'yesterday', '2999-01-01T00:00:00Z']) {
    it(`knows no moment "${when}"`, async () => { expect((await api.ask('GET', `/at/${when}${CONFIGMAPS}`)).status).to.equal(400); });
  }

  it('tells every version of an object and who made it', async () => {
    await api.ask('POST', CONFIGMAPS, { body: configMap('told') });
    await api.ask('PATCH', `${CONFIGMAPS}/told?fieldManager=somebody`, { headers: MERGE, body: { data: { b: '2' } } });
    await api.ask('DELETE', `${CONFIGMAPS}/told`);
    const { json } = await api.ask('GET', '/apis/shiplog.dev/v1/history?resource=configmaps&namespace=default&name=told');
    expect(json.items.map(({ operation }: { operation: string }) => operation)).to.deep.equal(['put', 'put', 'delete']);
    expect(json.items[1]).to.include({ actor: 'kubernetes-admin', reason: 'patched by kubernetes-admin with somebody' });
    expect(json.items[1].changed).to.include('data.b');
    const why = await api.ask('GET', '/apis/shiplog.dev/v1/why?resource=configmaps&namespace=default&name=told');
    expect(why.json.chains.map(({ about }: { about: string }) => about)).to.deep.equal(['deletion', 'creation']);
  });
});
