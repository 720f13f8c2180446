import { expect } from 'chai';
import { startMemoryApi } from '../../../test/support/memory-api.ts';
import type { MemoryApi } from '../../../test/support/memory-api.ts';

describe('documents', () => {
  let api: MemoryApi;
  before(async () => { api = await startMemoryApi(); });
  after(() => api.stop());

  const AGGREGATED = { accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json' };

  it('list groups in aggregated form, revalidated by ETag', async () => {
    const answer = await api.ask('GET', '/apis', { headers: AGGREGATED });
    expect(answer.headers.get('Content-Type')).to.equal('application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList');
    expect(answer.json.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name)).to.include('apps');
    const again = await api.ask('GET', '/apis', { headers: { ...AGGREGATED, 'if-none-match': answer.headers.get('ETag') ?? '' } });
    expect([again.status, again.text]).to.deep.equal([304, '']);
  });

  it('list resources in the old form', async () => {
    const { json } = await api.ask('GET', '/api/v1');
    const names = json.resources.map(({ name }: { name: string }) => name);
    expect(names).to.include.members(['pods', 'pods/log', 'pods/exec', 'pods/status', 'namespaces/finalize']);
    expect((await api.ask('GET', '/api')).json.versions).to.deep.equal(['v1']);
    expect((await api.ask('GET', '/apis/apps')).json.preferredVersion.groupVersion).to.equal('apps/v1');
    expect((await api.ask('GET', '/apis/nothing')).status).to.equal(404);
  });

  it('describe kinds so that kubectl can validate, patch and explain', async () => {
    const index = (await api.ask('GET', '/openapi/v3')).json;
    const target = index.paths['apis/apps/v1'].serverRelativeURL;
    const document = await api.ask('GET', target);
    const { patch } = document.json.paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}'];
    expect(patch['x-kubernetes-group-version-kind']).to.deep.equal({ group: 'apps', version: 'v1', kind: 'Deployment' });
    expect(patch.parameters.map(({ name }: { name: string }) => name)).to.include.members(['fieldValidation', 'dryRun']);
    expect(patch.requestBody.content).to.have.property('application/strategic-merge-patch+json');
    expect(document.headers.get('Cache-Control')).to.match(/immutable/);
    expect((await api.ask('GET', '/openapi/v3/apis/apps/v1?hash=X')).status).to.equal(301);
  });

  it('describe kinds to older clients: as JSON, or as protobuf where they ask for it, revalidated by ETag', async () => {
    const asked = { accept: 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf' };
    const forms = [await api.ask('GET', '/openapi/v2'), await api.ask('GET', '/openapi/v2', { headers: asked })];
    expect(forms.map(({ headers }) => headers.get('Content-Type'))).to.deep.equal(['application/json', 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf']);
    expect(forms[0]?.json.swagger).to.equal('2.0');
    const etags = forms.map(({ headers }) => headers.get('ETag') ?? '');
    expect(new Set(etags).size).to.equal(2);
    expect((await api.ask('GET', '/openapi/v2', { headers: { 'if-none-match': etags[0] ?? '' } })).status).to.equal(304);
    expect((await api.ask('GET', '/openapi/v2', { headers: { ...asked, 'if-none-match': etags[1] ?? '' } })).status).to.equal(304);
    expect((await api.ask('GET', '/openapi/v2', { headers: { accept: 'text/html' } })).status).to.equal(406);
    expect((await api.ask('GET', '/openapi/v2/more')).status).to.equal(404);
    expect((await api.ask('GET', '/openapi/v3/openapi-v2 json')).status).to.equal(404);
  });

  it('tell version and health to anybody', async () => {
    const stranger = { peer: { address: '' } };
    expect((await api.ask('GET', '/version', stranger)).json).to.include({ major: '1', minor: '36', gitVersion: 'v1.36.0' });
    expect((await api.ask('GET', '/readyz', stranger)).text).to.equal('ok');
    expect((await api.ask('GET', '/readyz?verbose', stranger)).text).to.match(/\[\+\]log-caught-up ok \(EVENTS .*\nreadyz check passed\n$/s);
    expect((await api.ask('GET', '/livez/ping', stranger)).text).to.equal('ok');
    expect((await api.ask('GET', '/livez/nothing', stranger)).status).to.equal(404);
  });
});
