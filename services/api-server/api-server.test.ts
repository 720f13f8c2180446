import { expect } from 'chai';
import { startMemoryApi } from '../../test/support/memory-api.ts';
import type { Answered, MemoryApi } from '../../test/support/memory-api.ts';

const CONFIGMAPS = '/api/v1/namespaces/default/configmaps';
const TABLE = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };
const METADATA = { accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io' };
const MERGE = { 'content-type': 'application/merge-patch+json' };

const configMap = (name: string, more: object = {}): object => ({ metadata: { name, ...more }, data: { a: '1' } });
const namesOf = (list: Answered): readonly string[] => list.json.items.map((item: { metadata: { name: string } }) => item.metadata.name);

describe('the API server', () => {
  let api: MemoryApi;
  before(async () => { api = await startMemoryApi(); });
  after(() => api.stop());

  const namespace = async (name: string): Promise<string> => {
    await api.ask('POST', '/api/v1/namespaces', { body: { metadata: { name } } });
    return `/api/v1/namespaces/${name}/configmaps`;
  };

  describe('objects', () => {
    it('are answered whole after a create, with what the server gives them', async () => {
      const created = await api.ask('POST', CONFIGMAPS, { body: configMap('whole') });
      expect(created.status).to.equal(201);
      expect(created.json).to.include({ kind: 'ConfigMap', apiVersion: 'v1' });
      expect(created.json.metadata).to.include.keys('uid', 'creationTimestamp', 'resourceVersion');
      const read = await api.ask('GET', `${CONFIGMAPS}/whole`);
      expect(read.json).to.deep.equal(created.json);
    });

    it('of an unknown name are 404 Status objects', async () => {
      const answer = await api.ask('GET', `${CONFIGMAPS}/nothing`);
      expect(answer.json).to.deep.equal({
        kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: 'configmaps "nothing" not found', reason: 'NotFound',
        details: { name: 'nothing', kind: 'configmaps' }, code: 404,
      });
    });

    it('get generated names', async () => {
      const { json } = await api.ask('POST', CONFIGMAPS, { body: { metadata: { generateName: 'made-' } } });
      expect(json.metadata.name).to.match(/^made-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    });

    it('are not written in a dry run', async () => {
      const dry = await api.ask('POST', `${CONFIGMAPS}?dryRun=All`, { body: configMap('dry') });
      expect(dry.status).to.equal(201);
      expect(dry.json.metadata).to.include.keys('uid').and.not.to.include.keys('resourceVersion');
      expect((await api.ask('GET', `${CONFIGMAPS}/dry`)).status).to.equal(404);
    });

    const refused: readonly (readonly [name: string, ask: () => Promise<Answered>, status: number, message: RegExp])[] = [
      ['an existing name', () => api.ask('POST', CONFIGMAPS, { body: configMap('whole') }), 409, /configmaps "whole" already exists/],
      ['another namespace in the body', () => api.ask('POST', CONFIGMAPS, { body: configMap('x', { namespace: 'other' }) }), 400, /namespace of the provided object does not match/],
      ['an unknown namespace', () => api.ask('POST', '/api/v1/namespaces/nowhere/configmaps', { body: configMap('x') }), 404, /namespaces "nowhere" not found/],
      ['a replacement without a name', () => api.ask('PUT', `${CONFIGMAPS}/whole`, { body: { data: {} } }), 400, /the name of the object \(whole based on URL\) was undeterminable: name must be provided/],
      ['a patch that takes the name away', () => api.ask('PATCH', `${CONFIGMAPS}/whole`, { body: [{ op: 'remove', path: '/metadata/name' }], headers: { 'content-type': 'application/json-patch+json' } }), 400, /the name of the object \(whole based on URL\) was undeterminable/],
      ['a patch into another namespace', () => api.ask('PATCH', `${CONFIGMAPS}/whole`, { body: { metadata: { namespace: 'b' } }, headers: { 'content-type': 'application/merge-patch+json' } }), 400, /the namespace of the object \(b\) does not match the namespace on the request \(/],
      ['a resourceVersion in a create', () => api.ask('POST', CONFIGMAPS, { body: configMap('x', { resourceVersion: '5' }) }), 400, /resourceVersion should not be set/],
      ['an unknown field when strict', () => api.ask('POST', `${CONFIGMAPS}?fieldValidation=Strict`, { body: { ...configMap('x'), datax: {} } }), 400, /strict decoding error: unknown field "datax"/],
      ['another dryRun', () => api.ask('POST', `${CONFIGMAPS}?dryRun=Some`, { body: configMap('x') }), 422, /dryRun: Unsupported value/],
      ['an unknown resource', () => api.ask('GET', '/api/v1/nothings'), 404, /could not find the requested resource/],
      ['an unknown version', () => api.ask('GET', '/apis/apps/v1beta1/deployments'), 404, /could not find the requested resource/],
      ['a method nobody has', () => api.ask('POST', `${CONFIGMAPS}/whole`, { body: {} }), 405, /does not allow this method/],
      ['an update of a collection', () => api.ask('PUT', CONFIGMAPS, { body: {} }), 405, /does not allow this method/],
      ['a patch of a collection', () => api.ask('PATCH', CONFIGMAPS, { body: {}, headers: MERGE }), 405, /does not allow this method/],
      ['a body in an unknown form', () => api.ask('POST', CONFIGMAPS, { body: 'x', headers: { 'content-type': 'application/cbor' } }), 415, /unknown format/],
      ['a form the server cannot answer in', () => api.ask('GET', CONFIGMAPS, { headers: { accept: 'application/vnd.kubernetes.protobuf' } }), 406, /only the following media types are accepted/],
      ['a bad label selector', () => api.ask('GET', `${CONFIGMAPS}?labelSelector=a%20b%20c`), 400, /./],
      ['an unknown field selector', () => api.ask('GET', `${CONFIGMAPS}?fieldSelector=spec.foo%3Dbar`), 400, /spec.foo/],
      ['a stranger', () => api.ask('GET', CONFIGMAPS, { peer: { address: '' } }), 401, /Unauthorized/],
    ];
    for (const [name, ask, status, message] of refused) {
      it(`refuse ${name} with ${status}`, async () => {
        const answer = await ask();
        expect(answer.status, answer.text).to.equal(status);
        expect(answer.json).to.include({ kind: 'Status', status: 'Failure', code: status });
        expect(answer.json.message).to.match(message);
      });
    }

    it('belong, but for their status, to whoever made them', async () => {
      const { json } = await api.ask('POST', '/api/v1/namespaces', { body: { metadata: { name: 'owned', labels: { a: 'b' } } } });
      const [entry] = json.metadata.managedFields;
      expect(entry.fieldsV1).to.have.nested.property('f:metadata.f:labels');
      expect(entry.fieldsV1).not.to.have.property('f:status');
    });

    it('warn of unknown fields by default', async () => {
      const answer = await api.ask('POST', CONFIGMAPS, { body: { ...configMap('warned'), datax: {} } });
      expect(answer.headers.get('Warning')).to.equal('299 - "unknown field \\"datax\\""');
    });

    it('of sealed kinds are read like others', async () => {
      const secrets = '/api/v1/namespaces/default/secrets';
      await api.ask('POST', secrets, { body: { metadata: { name: 's', labels: { l: '1' } }, stringData: { p: 'hunter2' } } });
      expect((await api.ask('GET', `${secrets}/s`)).json.data).to.deep.equal({ p: 'aHVudGVyMg==' });
      expect(namesOf(await api.ask('GET', `${secrets}?labelSelector=l%3D1`))).to.deep.equal(['s']);
      expect((await api.ask('GET', secrets, { headers: TABLE })).json.rows[0].cells.slice(0, 3)).to.deep.equal(['s', 'Opaque', 1]);
    });
  });

  describe('updates', () => {
    it('refuse a stale version and take the newest', async () => {
      const { json: first } = await api.ask('POST', CONFIGMAPS, { body: configMap('versions') });
      const { json: second } = await api.ask('PUT', `${CONFIGMAPS}/versions`, { body: { ...first, data: { a: '2' } } });
      expect(Number(second.metadata.resourceVersion)).to.be.greaterThan(Number(first.metadata.resourceVersion));
      const stale = await api.ask('PUT', `${CONFIGMAPS}/versions`, { body: { ...first, data: { a: '3' } } });
      expect(stale.status).to.equal(409);
      expect(stale.json.message).to.equal('Operation cannot be fulfilled on configmaps "versions": the object has been modified; please apply your changes to the latest version and try again');
    });

    it('that change nothing keep the version', async () => {
      const { json: first } = await api.ask('POST', CONFIGMAPS, { body: configMap('same') });
      const again = await api.ask('PUT', `${CONFIGMAPS}/same`, { body: first });
      expect(again.json.metadata.resourceVersion).to.equal(first.metadata.resourceVersion);
    });

    it('refuse another name than the path’s', async () => {
      expect((await api.ask('PUT', `${CONFIGMAPS}/whole`, { body: configMap('other') })).json.message).to.equal('the name of the object (other) does not match the name on the URL (whole)');
    });

    it('by merge patch may name the version they were made from', async () => {
      const { json: first } = await api.ask('POST', CONFIGMAPS, { body: configMap('patched') });
      const patch = (resourceVersion: string): Promise<Answered> => api.ask('PATCH', `${CONFIGMAPS}/patched`, { headers: MERGE, body: { metadata: { resourceVersion }, data: { b: '2' } } });
      const patched = await patch(first.metadata.resourceVersion);
      expect(patched.json.data).to.deep.equal({ a: '1', b: '2' });
      expect((await patch(first.metadata.resourceVersion)).status).to.equal(409);
    });

    it('by JSON patch may test the version', async () => {
      const { json: first } = await api.ask('POST', CONFIGMAPS, { body: configMap('tested') });
      const operations = [{ op: 'test', path: '/metadata/resourceVersion', value: first.metadata.resourceVersion }, { op: 'add', path: '/data/c', value: '3' }];
      const headers = { 'content-type': 'application/json-patch+json' };
      expect((await api.ask('PATCH', `${CONFIGMAPS}/tested`, { headers, body: operations })).json.data).to.deep.equal({ a: '1', c: '3' });
      expect((await api.ask('PATCH', `${CONFIGMAPS}/tested`, { headers, body: operations })).status).to.equal(422);
    });

    it('through scale change the replicas alone', async () => {
      const deployments = '/apis/apps/v1/namespaces/default/deployments';
      const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
      await api.ask('POST', deployments, { body: { metadata: { name: 'd' }, spec: { replicas: 1, selector: { matchLabels: { a: 'b' } }, template } } });
      const patched = await api.ask('PATCH', `${deployments}/d/scale`, { headers: MERGE, body: { spec: { replicas: 3 } } });
      expect(patched.json).to.deep.include({ kind: 'Scale', spec: { replicas: 3 } });
      expect(patched.json.status.selector).to.equal('a=b');
      expect((await api.ask('GET', `${deployments}/d`)).json.spec.replicas).to.equal(3);
      expect((await api.ask('PATCH', `${deployments}/d/scale`, { headers: MERGE, body: { spec: { replicas: -1 } } })).status).to.equal(422);
    });
  });

  describe('deletions', () => {
    it('answer a Status when the object is gone', async () => {
      const { json } = await api.ask('POST', CONFIGMAPS, { body: configMap('gone') });
      const answer = await api.ask('DELETE', `${CONFIGMAPS}/gone`, { headers: { 'content-type': 'application/json' } });
      expect(answer.json).to.deep.equal({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details: { name: 'gone', kind: 'configmaps', uid: json.metadata.uid } });
    });

    it('answer the object while finalizers hold it', async () => {
      await api.ask('POST', CONFIGMAPS, { body: configMap('held', { finalizers: ['example.com/hold'] }) });
      const answer = await api.ask('DELETE', `${CONFIGMAPS}/held`);
      expect(answer.json.kind).to.equal('ConfigMap');
      expect(answer.json.metadata.deletionTimestamp).to.be.a('string');
      await api.ask('PATCH', `${CONFIGMAPS}/held`, { headers: MERGE, body: { metadata: { finalizers: null } } });
      expect((await api.ask('GET', `${CONFIGMAPS}/held`)).status).to.equal(404);
    });

    it('keep to their preconditions', async () => {
      await api.ask('POST', CONFIGMAPS, { body: configMap('guarded') });
      expect((await api.ask('DELETE', `${CONFIGMAPS}/guarded`, { body: { preconditions: { uid: 'another' } } })).status).to.equal(409);
    });

    it('of a collection take what the selector matches', async () => {
      const path = await namespace('collection');
      for (const name of ['a', 'b', 'c']) await api.ask('POST', path, { body: configMap(name, { labels: { keep: String(name === 'b') } }) });
      const answer = await api.ask('DELETE', `${path}?labelSelector=keep%3Dfalse`);
      expect(answer.json).to.include({ kind: 'ConfigMapList', apiVersion: 'v1' });
      expect(namesOf(answer)).to.deep.equal(['a', 'c']);
      expect(namesOf(await api.ask('GET', path))).to.deep.equal(['b']);
    });
  });

  describe('lists', () => {
    let path: string;
    before(async () => {
      path = await namespace('lists');
      for (let index = 0; index < 7; index += 1) await api.ask('POST', path, { body: configMap(`c${index}`, { labels: { odd: String(index % 2 === 1) } }) });
    });

    it('come in pages that share one resourceVersion, whatever happens in between', async () => {
      const first = await api.ask('GET', `${path}?limit=3`);
      expect(namesOf(first)).to.deep.equal(['c0', 'c1', 'c2']);
      expect(first.json.metadata.remainingItemCount).to.equal(4);
      await api.ask('POST', path, { body: configMap('c35') });
      await api.ask('DELETE', `${path}/c5`);
      await api.ask('PATCH', `${path}/c4`, { headers: MERGE, body: { data: { a: 'new' } } });
      const second = await api.ask('GET', `${path}?limit=3&continue=${first.json.metadata.continue}`);
      expect(namesOf(second)).to.deep.equal(['c3', 'c4', 'c5']);
      expect(second.json.items[1].data).to.deep.equal({ a: '1' });
      expect(second.json.metadata).to.include({ resourceVersion: first.json.metadata.resourceVersion, remainingItemCount: 1 });
      const third = await api.ask('GET', `${path}?limit=3&continue=${second.json.metadata.continue}`);
      expect(namesOf(third)).to.deep.equal(['c6']);
      expect(third.json.metadata).to.not.have.any.keys('continue', 'remainingItemCount');
    });

    it('are answered exactly as of a version', async () => {
      const { json } = await api.ask('GET', path);
      await api.ask('POST', path, { body: configMap('later') });
      const then = await api.ask('GET', `${path}?resourceVersion=${json.metadata.resourceVersion}&resourceVersionMatch=Exact`);
      expect(then.json).to.deep.equal(json);
    });

    it('wait for a version that is to come and then say how far it is', async () => {
      const answer = await api.ask('GET', `${path}?resourceVersion=999999999`);
      expect(answer.status).to.equal(504);
      expect(answer.json.message).to.match(/^Timeout: Too large resource version: 999999999, current: \d+$/);
      expect(answer.json.details.causes[0].reason).to.equal('ResourceVersionTooLarge');
    }).timeout(10_000);

    it('take label and field selectors', async () => {
      expect(namesOf(await api.ask('GET', `${path}?labelSelector=odd%3Dtrue`))).to.include.members(['c1', 'c3']).and.not.include('c0');
      expect(namesOf(await api.ask('GET', `${path}?fieldSelector=metadata.name%3Dc2`))).to.deep.equal(['c2']);
      expect(namesOf(await api.ask('GET', '/api/v1/configmaps?fieldSelector=metadata.namespace%3Dlists%2Cmetadata.name%3Dc2'))).to.deep.equal(['c2']);
    });

    it('are Tables with upstream’s columns', async () => {
      const { json } = await api.ask('GET', `${path}?limit=1`, { headers: TABLE });
      expect(json.columnDefinitions.map(({ name }: { name: string }) => name)).to.deep.equal(['Name', 'Data', 'Age']);
      expect(json.rows[0].cells.slice(0, 2)).to.deep.equal(['c0', 1]);
      expect(json.rows[0].object).to.include({ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' });
      const whole = await api.ask('GET', `${path}?limit=1&includeObject=Object`, { headers: TABLE });
      expect(whole.json.rows[0].object).to.include({ kind: 'ConfigMap' });
      const bare = await api.ask('GET', `${path}?limit=1&includeObject=None`, { headers: TABLE });
      expect(bare.json.rows[0].object).to.equal(null);
      const unknown = await api.ask('GET', `${path}?includeObject=All`, { headers: TABLE });
      expect([unknown.status, unknown.json.message]).to.deep.equal([400, 'Unable to convert to Table as requested: includeObject: Unsupported value: "All": supported values: "None", "Metadata", "Object", ""']);
      expect((await api.ask('GET', `${path}?limit=1&includeObject=All`)).status).to.equal(200);
    });

    it('are indented for those who ask, and for people’s programs', async () => {
      const indented = async (query: string, agent: string): Promise<boolean> => (await api.ask('GET', `${path}/c0?${query}`, { headers: { 'user-agent': agent } })).text.includes('\n  "kind"');
      expect(await indented('pretty=true', 'kubectl/v1')).to.equal(true);
      expect(await indented('', 'curl/8.5.0')).to.equal(true);
      expect(await indented('pretty=false', 'curl/8.5.0')).to.equal(false);
      expect(await indented('', 'kubectl/v1')).to.equal(false);
    });

    it('are metadata alone when asked so', async () => {
      const { json } = await api.ask('GET', `${path}?limit=1`, { headers: METADATA });
      expect(json.kind).to.equal('PartialObjectMetadataList');
      expect(json.items[0]).to.have.all.keys('kind', 'apiVersion', 'metadata');
    });

    it('of an expired page offer to go on at the newest version', async () => {
      const short = await startMemoryApi({ windowMs: -1 });
      try {
        for (const name of ['a', 'b', 'c']) await short.ask('POST', CONFIGMAPS, { body: configMap(name) });
        const first = await short.ask('GET', `${CONFIGMAPS}?limit=1`);
        await short.ask('POST', CONFIGMAPS, { body: configMap('d') });
        const late = await short.ask('GET', `${CONFIGMAPS}?limit=1&continue=${first.json.metadata.continue}`);
        expect([late.status, late.json.reason]).to.deep.equal([410, 'Expired']);
        expect(namesOf(await short.ask('GET', `${CONFIGMAPS}?continue=${late.json.metadata.continue}`))).to.deep.equal(['b', 'c', 'd']);
      } finally {
        await short.stop();
      }
    });
  });

  describe('watches', () => {
    let path: string;
    before(async () => {
      path = await namespace('watches');
      await api.ask('POST', path, { body: configMap('old') });
    });

    it('begin with what exists and go on with what happens', async () => {
      const watch = await api.watch(`${path}?watch=true`);
      expect((await watch.next()).type).to.equal('ADDED');
      await api.ask('POST', path, { body: configMap('w1') });
      await api.ask('PATCH', `${path}/w1`, { headers: MERGE, body: { data: { b: '2' } } });
      await api.ask('DELETE', `${path}/w1`);
      const events = [await watch.next(), await watch.next(), await watch.next()];
      expect(events.map(({ type, object }) => [type, object.metadata.name])).to.deep.equal([['ADDED', 'w1'], ['MODIFIED', 'w1'], ['DELETED', 'w1']]);
      expect(events.map(({ object }) => Number(object.metadata.resourceVersion))).to.satisfy((versions: readonly number[]) => versions.every((one, index) => index === 0 || one > (versions[index - 1] ?? 0)));
      watch.close();
      expect(await watch.next()).to.equal(undefined);
    });

    it('resume strictly after a version', async () => {
      const { json } = await api.ask('POST', path, { body: configMap('resumed') });
      await api.ask('PATCH', `${path}/resumed`, { headers: MERGE, body: { data: { b: '2' } } });
      const watch = await api.watch(`${path}?watch=true&resourceVersion=${json.metadata.resourceVersion}`);
      expect((await watch.next()).type).to.equal('MODIFIED');
      watch.close();
    });

    it('stream the list, its end marked by a bookmark of the watched kind', async () => {
      const watch = await api.watch(`${path}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`);
      const names: string[] = [];
      let event = await watch.next();
      for (; event.type === 'ADDED'; event = await watch.next()) names.push(event.object.metadata.name);
      expect(names).to.include('old');
      expect(event.type).to.equal('BOOKMARK');
      expect(event.object).to.include({ kind: 'ConfigMap', apiVersion: 'v1' });
      expect(event.object.metadata.annotations).to.deep.equal({ 'k8s.io/initial-events-end': 'true' });
      watch.close();
    });

    it('see objects come into and leave a selection', async () => {
      const watch = await api.watch(`${path}?watch=true&labelSelector=in%3Dyes`);
      await api.ask('POST', path, { body: configMap('moving') });
      await api.ask('PATCH', `${path}/moving`, { headers: MERGE, body: { metadata: { labels: { in: 'yes' } } } });
      await api.ask('PATCH', `${path}/moving`, { headers: MERGE, body: { metadata: { labels: { in: 'no' } } } });
      const [came, left] = [await watch.next(), await watch.next()];
      expect([came.type, left.type]).to.deep.equal(['ADDED', 'DELETED']);
      expect(left.object.metadata.labels).to.deep.equal({ in: 'yes' });
      expect(Number(left.object.metadata.resourceVersion)).to.be.greaterThan(Number(came.object.metadata.resourceVersion));
      watch.close();
    });

    it('from a version too old are told so', async () => {
      const short = await startMemoryApi({ windowMs: -1 });
      try {
        await short.ask('POST', CONFIGMAPS, { body: configMap('a') });
        const watch = await short.watch(`${CONFIGMAPS}?watch=true&resourceVersion=1`);
        const { type, object } = await watch.next();
        expect([type, object.code, object.reason]).to.deep.equal(['ERROR', 410, 'Expired']);
        expect(object.message).to.match(/^too old resource version: 1 \(\d+\)$/);
        expect(await watch.next()).to.equal(undefined);
      } finally {
        await short.stop();
      }
    });

    it('end after their time', async () => {
      const watch = await api.watch(`${path}?watch=true&resourceVersion=${(await api.ask('GET', path)).json.metadata.resourceVersion}&timeoutSeconds=1`);
      expect(await watch.next()).to.equal(undefined);
    });

    it('of a sealed kind carry the opened object', async () => {
      const watch = await api.watch('/api/v1/namespaces/watches/secrets?watch=true');
      await api.ask('POST', '/api/v1/namespaces/watches/secrets', { body: { metadata: { name: 's' }, stringData: { k: 'v' } } });
      expect((await watch.next()).object.data).to.deep.equal({ k: 'dg==' });
      watch.close();
    });

    it('as Tables give one row each', async () => {
      const watch = await api.watch(`${path}?watch=true&fieldSelector=metadata.name%3Dold`, TABLE);
      const { type, object } = await watch.next();
      expect([type, object.kind, object.rows.length, object.rows[0].cells[0]]).to.deep.equal(['ADDED', 'Table', 1, 'old']);
      watch.close();
    });
  });
});
