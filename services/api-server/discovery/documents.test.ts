import { expect } from 'chai';
import { startMemoryApi } from '../../../test/support/memory-api.ts';
import { createKinds } from '../../../events/resources/registry.ts';
import { createDiscovery } from './create-discovery.ts';
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

  it('list groups by upstream’s priority, resources by name, and of versions the preferred one first', async () => {
    const { json } = await api.ask('GET', '/apis', { headers: AGGREGATED });
    const groups: { readonly metadata: { readonly name: string }; readonly versions: readonly { readonly version: string; readonly resources: readonly { readonly resource: string }[] }[] }[] = json.items;
    const expected = ['apiregistration.k8s.io', 'apps', 'events.k8s.io', 'authentication.k8s.io', 'authorization.k8s.io', 'autoscaling', 'batch', 'certificates.k8s.io', 'networking.k8s.io', 'policy',
      'rbac.authorization.k8s.io', 'storage.k8s.io', 'admissionregistration.k8s.io', 'apiextensions.k8s.io', 'scheduling.k8s.io', 'coordination.k8s.io', 'node.k8s.io', 'discovery.k8s.io',
      'flowcontrol.apiserver.k8s.io', 'resource.k8s.io'];
    expect(groups.map(({ metadata }) => metadata.name)).to.deep.equal(expected);
    expect((await api.ask('GET', '/apis')).json.groups.map(({ name }: { name: string }) => name)).to.deep.equal(expected);
    expect(groups.find(({ metadata }) => metadata.name === 'autoscaling')?.versions.map(({ version }) => version)).to.deep.equal(['v2', 'v1']);
    for (const { versions } of groups) for (const { resources } of versions) expect(resources.map(({ resource }) => resource)).to.deep.equal(resources.map(({ resource }) => resource).toSorted());
    const names: readonly string[] = (await api.ask('GET', '/api/v1')).json.resources.map(({ name }: { name: string }) => name);
    expect(names).to.deep.equal(names.toSorted());
  });

  it('say of every kind what can be done with it, and nothing else', async () => {
    const { json: index } = await api.ask('GET', '/openapi/v3');
    const documents = await Promise.all(Object.values<{ serverRelativeURL: string }>(index.paths).map(({ serverRelativeURL }) => api.ask('GET', serverRelativeURL)));
    const items = documents.flatMap(({ json }) => Object.values<Record<string, { operationId?: string }>>(json.paths));
    const ids = items.flatMap((item) => Object.values(item)).map(({ operationId }) => operationId).filter((id) => id !== undefined);
    expect(new Set(ids).size).to.equal(ids.length);
    expect(ids).to.include.members(['readCoreV1Pod', 'listCoreV1PodForAllNamespaces', 'deleteCollectionOfCoreV1Pod', 'replaceCoreV1PodStatus', 'patchAppsV1DeploymentScale', 'createAuthenticationV1TokenReview']);
    expect(ids).to.not.include.members(['deleteCollectionOfCoreV1Namespace']).and.not.include('readAuthenticationV1TokenReview');
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

  it('describe what is no group version too: the version, the lists of groups, each group', async () => {
    const { paths } = (await api.ask('GET', '/openapi/v3')).json;
    expect(Object.keys(paths)).to.include.members(['.well-known/openid-configuration', 'api', 'api/v1', 'apis', 'apis/apps', 'apis/apps/v1', 'apis/autoscaling', 'openid/v1/jwks', 'version']);
    for (const [key, schema] of [['version', 'io.k8s.apimachinery.pkg.version.Info'], ['api', 'io.k8s.apimachinery.pkg.apis.meta.v1.APIVersions'], ['apis/apps', 'io.k8s.apimachinery.pkg.apis.meta.v1.APIGroup']] as const) {
      const { json } = await api.ask('GET', paths[key].serverRelativeURL);
      const { properties, required } = json.components.schemas[schema];
      const answer = (await api.ask('GET', `/${key}`)).json;
      expect(Object.keys(json.paths)).to.deep.equal([`/${key}/`]);
      expect(Object.keys(properties)).to.include.members(Object.keys(answer));
      expect(answer).to.include.keys(required);
    }
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
    expect((await api.ask('GET', '/readyz?verbose&exclude=ping&exclude=none', stranger)).text).to.match(/^\[\+\]ping excluded: ok\n[^]*\nwarn: some health checks cannot be excluded: no matches for "none"\nreadyz check passed\n$/);
    expect((await api.ask('GET', '/readyz?verbose', stranger)).text).to.match(/\[\+\]log-caught-up ok \(EVENTS .*\nreadyz check passed\n$/s);
    expect((await api.ask('GET', '/livez/ping', stranger)).text).to.equal('ok');
    expect((await api.ask('GET', '/livez/nothing', stranger)).status).to.equal(404);
  });

  it('are built anew when kinds come or go', () => {
    const all = createKinds().allServed();
    let served = all.slice(0, 1);
    const discovery = createDiscovery({ kinds: { allServed: () => served }, address: '' });
    const peer = { address: '' };
    const request = { method: 'GET', path: '', query: '', headers: {}, peer, signal: new AbortController().signal, body: () => Promise.resolve(new Uint8Array()) };
    const found = (): unknown => {
      const answer = discovery(request, ['apis'], new URLSearchParams());
      return answer?.body.kind === 'pieces' ? (JSON.parse(Buffer.concat(answer.body.pieces).toString()) as { groups: { name: string }[] }).groups.map(({ name }) => name) : undefined;
    };
    expect(found()).to.deep.equal([]);
    served = all.filter(({ definition }) => ['', 'apps'].includes(definition.group));
    expect(found()).to.deep.equal(['apps']);
  });
});
