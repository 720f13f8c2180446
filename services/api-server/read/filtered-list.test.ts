import { expect } from 'chai';
import type { MemoryApi } from '../../../test/support/memory-api.ts';
import { startMemoryApi } from '../../../test/support/memory-api.ts';

const MAPS = '/api/v1/namespaces/default/configmaps';
const PODS = '/api/v1/namespaces/default/pods';
const MERGE = { 'content-type': 'application/merge-patch+json' };
const COUNT = 600;

const nameOf = (index: number): string => `m${String(index).padStart(4, '0')}`;
const map = (index: number): object => ({ metadata: { name: nameOf(index), labels: { tenth: String(index % 10), ...(index % 50 === 0 && { rare: '' }) } }, data: { index: String(index) } });
const pod = (index: number): object => ({ metadata: { name: nameOf(index), labels: { tenth: String(index % 10) } }, spec: { nodeName: `n${index % 20}`, containers: [{ name: 'c', image: 'i' }] } });
interface Listed {
  readonly json: { readonly items: readonly { readonly metadata: { readonly name: string } }[] };
}
const namesOf = ({ json }: Listed): readonly string[] => json.items.map(({ metadata }) => metadata.name);
const chosen = (matches: (index: number) => boolean): readonly string[] => Array.from({ length: COUNT }, (_, index) => index).filter(matches).map(nameOf);
const query = (parameters: Readonly<Record<string, string>>): string => new URLSearchParams(parameters).toString();

describe('a filtered list of many objects', () => {
  let api: MemoryApi;
  before(async () => {
    api = await startMemoryApi();
    await api.ask('POST', '/api/v1/namespaces/default/serviceaccounts', { body: { metadata: { name: 'default' } } });
    for (let index = 0; index < COUNT; index += 1) {
      await api.ask('POST', MAPS, { body: map(index) });
      await api.ask('POST', PODS, { body: pod(index) });
    }
  });
  after(() => api.stop());

  const cases: readonly (readonly [string, string, Readonly<Record<string, string>>, (index: number) => boolean])[] = [
    ['by one label', MAPS, { labelSelector: 'tenth=3' }, (index) => index % 10 === 3],
    ['by one label in all namespaces', '/api/v1/configmaps', { labelSelector: 'tenth=3' }, (index) => index % 10 === 3],
    ['by a label of several values', MAPS, { labelSelector: 'tenth in (3,7,3)' }, (index) => index % 10 === 3 || index % 10 === 7],
    ['by a label whatever its value', MAPS, { labelSelector: 'rare' }, (index) => index % 50 === 0],
    ['by two labels', MAPS, { labelSelector: 'tenth=0,rare' }, (index) => index % 50 === 0],
    ['by the absence of a label', MAPS, { labelSelector: '!rare' }, (index) => index % 50 !== 0],
    ['by a label that is not', MAPS, { labelSelector: 'tenth!=3,rare' }, (index) => index % 50 === 0],
    ['by a label nobody has', MAPS, { labelSelector: 'nobody=x' }, () => false],
    ['by node', PODS, { fieldSelector: 'spec.nodeName=n7' }, (index) => index % 20 === 7],
    ['by node and label', PODS, { fieldSelector: 'spec.nodeName=n7', labelSelector: 'tenth=7' }, (index) => index % 20 === 7],
    ['by node and what is not', PODS, { fieldSelector: 'spec.nodeName=n7,status.phase!=Running' }, (index) => index % 20 === 7],
    ['by node and another namespace', PODS, { fieldSelector: 'spec.nodeName=n7,metadata.namespace=other' }, () => false],
    ['by node and name', PODS, { fieldSelector: 'spec.nodeName=n7,metadata.name=m0007' }, (index) => index === 7],
  ];
  for (const [name, path, parameters, matches] of cases) {
    it(`${name} finds what a look at all objects finds`, async () => {
      expect(namesOf(await api.ask('GET', `${path}?${query(parameters)}`))).to.deep.equal(chosen(matches));
    });

    it(`${name} comes in pages that make the same list`, async () => {
      const found: string[] = [];
      let next = '';
      do {
        const page = await api.ask('GET', `${path}?${query({ ...parameters, limit: '7', ...(next !== '' && { continue: next }) })}`);
        found.push(...namesOf(page));
        next = page.json.metadata.continue ?? '';
      } while (next !== '');
      expect(found).to.deep.equal(chosen(matches));
    });
  }

  it('shows what came, went and changed since it was asked last, and older pages do not', async () => {
    const first = await api.ask('GET', `${MAPS}?${query({ labelSelector: 'tenth=5', limit: '30' })}`);
    await api.ask('DELETE', `${MAPS}/${nameOf(405)}`);
    await api.ask('PATCH', `${MAPS}/${nameOf(415)}`, { headers: MERGE, body: { metadata: { labels: { tenth: '6' } } } });
    await api.ask('PATCH', `${MAPS}/${nameOf(416)}`, { headers: MERGE, body: { metadata: { labels: { tenth: '5' } } } });
    const rest = await api.ask('GET', `${MAPS}?${query({ labelSelector: 'tenth=5', limit: '100', continue: first.json.metadata.continue })}`);
    expect([...namesOf(first), ...namesOf(rest)]).to.deep.equal(chosen((index) => index % 10 === 5));
    const now = await api.ask('GET', `${MAPS}?${query({ labelSelector: 'tenth=5' })}`);
    expect(namesOf(now)).to.deep.equal(chosen((index) => index === 416 || (index % 10 === 5 && index !== 405 && index !== 415)));
    await api.ask('POST', MAPS, { body: map(405) });
    for (const index of [415, 416]) await api.ask('PATCH', `${MAPS}/${nameOf(index)}`, { headers: MERGE, body: { metadata: { labels: { tenth: String(index % 10) } } } });
  });

  it('says before how long it is, where it is sent as it is made', async () => {
    const { text, lengthBytes } = await api.ask('GET', '/api/v1/namespaces/default/pods');
    expect(Buffer.byteLength(text)).to.be.greaterThan(128 * 1024);
    expect(lengthBytes).to.equal(Buffer.byteLength(text));
    expect((await api.ask('GET', '/api/v1/namespaces/default/pods', { headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } })).lengthBytes).to.equal(undefined);
  });

  it('is streamed to a watch as well', async () => {
    const watch = await api.watch(`${PODS}?${query({ watch: 'true', fieldSelector: 'spec.nodeName=n7', sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan', allowWatchBookmarks: 'true' })}`);
    const names: string[] = [];
    for (let event = await watch.next(); event.type === 'ADDED'; event = await watch.next()) names.push(event.object.metadata.name);
    expect(names).to.deep.equal(chosen((index) => index % 20 === 7));
    watch.close();
  });
});
