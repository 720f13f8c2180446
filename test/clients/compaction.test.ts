import { expect } from 'chai';
import { apiClient } from '../support/api-client.ts';
import type { ApiClient } from '../support/api-client.ts';
import { eventually } from '../support/eventually.ts';
import { startLiveCluster } from '../support/live-cluster.ts';
import type { LiveCluster } from '../support/live-cluster.ts';

const MAPS = '/api/v1/namespaces/default/configmaps';

interface Page {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
  readonly items: readonly { readonly metadata: { readonly name: string } }[];
}

interface Expired {
  readonly code: number;
  readonly reason: string;
  readonly metadata: { readonly continue: string };
}

describe('a cluster whose older states are soon compacted away', function () {
  this.timeout(120_000);
  let cluster: LiveCluster;
  let api: ApiClient;

  const page = async (query: string): Promise<Page> => JSON.parse((await api.send('GET', `${MAPS}?limit=1&labelSelector=paged${query}`)).body) as Page;
  const namesOf = ({ items }: Page): readonly string[] => items.map(({ metadata }) => metadata.name);
  const create = async (name: string): Promise<void> => {
    const { status } = await api.send('POST', MAPS, { metadata: { name, labels: { paged: '' } } });
    expect(status).to.equal(201);
  };

  before(async () => {
    cluster = await startLiveCluster(['--nodes', '1', '--runtime', 'simulated', '--in-one', '--compaction-window', '1s']);
    api = await apiClient(cluster);
    for (const name of ['a', 'b', 'c']) await create(name);
  });
  after(async () => {
    api.close();
    await cluster.stop();
  });

  it('tells a client that goes on too late to list again, or to go on with what there is now', async () => {
    const first = await page('');
    expect(namesOf(first)).to.deep.equal(['a']);
    await create('b-late');
    const refused = await eventually('the page is too old', () => api.send('GET', `${MAPS}?limit=1&labelSelector=paged&continue=${first.metadata.continue ?? ''}`), { until: ({ status }) => status === 410 });
    const { code, reason, metadata } = JSON.parse(refused.body) as Expired;
    expect([code, reason]).to.deep.equal([410, 'Expired']);
    // What has come since is in the pages that follow.
    const second = await page(`&continue=${metadata.continue}`);
    expect(namesOf(second)).to.deep.equal(['b']);
    expect(namesOf(await page(`&continue=${second.metadata.continue ?? ''}`))).to.deep.equal(['b-late']);
  });

  it('tells a watch that begins too late to list again', async () => {
    const { metadata: { resourceVersion } } = await page('');
    await create('d');
    const { body } = await eventually('the watch is refused', () => api.send('GET', `${MAPS}?watch=true&timeoutSeconds=1&resourceVersion=${resourceVersion}`), { until: ({ body: text }) => text.includes('"ERROR"') });
    expect(JSON.parse(body)).to.deep.include({ type: 'ERROR' }).and.to.have.nested.include({ 'object.code': 410, 'object.reason': 'Expired' });
  });

  it('is listed whole by kubectl, page by page, and its past is still there', async () => {
    expect(await cluster.ok(['get', 'configmaps', '-l', 'paged', '--chunk-size=1', '-o', 'name'])).to.equal(['a', 'b', 'b-late', 'c', 'd'].map((name) => `configmap/${name}\n`).join(''));
    const { items: [a] } = await page('') as unknown as { items: readonly { metadata: { resourceVersion: string } }[] };
    const past = await api.send('GET', `/at/${a?.metadata.resourceVersion ?? ''}${MAPS}?labelSelector=paged`);
    expect(namesOf(JSON.parse(past.body) as Page)).to.deep.equal(['a']);
  });

  it('is asked for in a form that says how long', async () => {
    const { code, stderr } = await cluster.shiplog(['up', '--compaction-window', 'soon']);
    expect(code).to.not.equal(0);
    expect(stderr).to.match(/compaction-window/);
  });
});
