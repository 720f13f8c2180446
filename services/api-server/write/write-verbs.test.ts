import { expect } from 'chai';
import type { Answered, Ask, MemoryApi } from '../../../test/support/memory-api.ts';
import { startMemoryApi } from '../../../test/support/memory-api.ts';

const MAPS = '/api/v1/namespaces/default/configmaps';
const LEASES = '/apis/coordination.k8s.io/v1/namespaces/default/leases';
const STRATEGIC = { 'content-type': 'application/strategic-merge-patch+json' };
const MERGE = { 'content-type': 'application/merge-patch+json' };
const JSON_PATCH = { 'content-type': 'application/json-patch+json' };

describe('writing through the API', () => {
  let api: MemoryApi;
  before(async () => {
    api = await startMemoryApi();
  });
  after(() => api.stop());

  const namespace = async (name: string): Promise<string> => {
    await api.ask('POST', '/api/v1/namespaces', { body: { metadata: { name } } });
    return `/api/v1/namespaces/${name}/configmaps`;
  };
  const names = ({ json }: Answered): readonly string[] => json.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name);

  describe('a PUT of what does not exist', () => {
    it('creates it, for kinds that are created so, whatever version the body names', async () => {
      const lease = { metadata: { name: 'l', resourceVersion: '12' }, spec: { holderIdentity: 'me' } };
      const first = await api.ask('PUT', `${LEASES}/l`, { body: lease });
      expect([first.status, first.json.spec.holderIdentity]).to.deep.equal([201, 'me']);
      const again = await api.ask('PUT', `${LEASES}/l`, { body: { ...first.json, spec: { holderIdentity: 'you' } } });
      expect([again.status, again.json.spec.holderIdentity]).to.deep.equal([200, 'you']);
    });

    it('creates nothing when it is only tried', async () => {
      expect((await api.ask('PUT', `${LEASES}/dry?dryRun=All`, { body: { metadata: { name: 'dry' } } })).status).to.equal(201);
      expect((await api.ask('GET', `${LEASES}/dry`)).status).to.equal(404);
    });

    it('is refused when the body was made from an object that has gone', async () => {
      const answer = await api.ask('PUT', `${LEASES}/gone`, { body: { metadata: { name: 'gone', uid: 'u-1' } } });
      expect([answer.status, answer.json.reason]).to.deep.equal([409, 'Conflict']);
      expect(answer.json.message).to.match(/Precondition failed: UID in precondition: u-1, UID in object meta: $/);
    });

    it('is not found, for other kinds', async () => {
      const answer = await api.ask('PUT', `${MAPS}/none`, { body: { metadata: { name: 'none' } } });
      expect([answer.status, answer.json.message]).to.deep.equal([404, 'configmaps "none" not found']);
    });
  });

  describe('the deletion of a collection', () => {
    const filled = async (name: string): Promise<string> => {
      const path = await namespace(name);
      for (const each of ['a', 'b', 'c', 'd']) await api.ask('POST', path, { body: { metadata: { name: each, labels: { of: each } } } });
      return path;
    };

    it('answers the objects that it deleted', async () => {
      const path = await filled('all-of-them');
      const answer = await api.ask('DELETE', path);
      expect([answer.status, answer.json.kind]).to.deep.equal([200, 'ConfigMapList']);
      expect(names(answer)).to.deep.equal(['a', 'b', 'c', 'd']);
      expect(names(await api.ask('GET', path))).to.deep.equal([]);
    });

    it('takes as many as its limit says, and says where the rest begins', async () => {
      const path = await filled('some-of-them');
      const answer = await api.ask('DELETE', `${path}?limit=2`);
      expect(names(answer)).to.deep.equal(['a', 'b']);
      expect(answer.json.metadata.remainingItemCount).to.equal(2);
      expect(names(await api.ask('DELETE', `${path}?limit=2&continue=${answer.json.metadata.continue}`))).to.deep.equal(['c', 'd']);
      expect(names(await api.ask('GET', path))).to.deep.equal([]);
    });

    it('tried only, deletes nothing', async () => {
      const path = await filled('none-of-them');
      expect(names(await api.ask('DELETE', `${path}?dryRun=All&labelSelector=of%3Db`))).to.deep.equal(['b']);
      expect(names(await api.ask('GET', path))).to.have.lengthOf(4);
    });

    it('answers a Table to whoever wants one', async () => {
      const path = await filled('told-of-them');
      const answer = await api.ask('DELETE', `${path}?fieldSelector=metadata.name%3Dc`, { headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } });
      expect(answer.json.rows.map(({ cells }: { cells: unknown[] }) => cells[0])).to.deep.equal(['c']);
    });

    it('leaves behind what finalizers hold, marked', async () => {
      const path = await namespace('held-of-them');
      await api.ask('POST', path, { body: { metadata: { name: 'a', finalizers: ['example.com/hold'] } } });
      await api.ask('DELETE', path, { body: { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Orphan' } });
      const { json } = await api.ask('GET', `${path}/a`);
      expect(json.metadata.deletionTimestamp).to.be.a('string');
      expect(json.metadata.finalizers).to.deep.equal(['example.com/hold', 'orphan']);
    });

    it('is not offered for namespaces', async () => {
      expect((await api.ask('DELETE', '/api/v1/namespaces')).status).to.equal(405);
      const { json } = await api.ask('GET', '/api/v1');
      const found = json.resources.find(({ name }: { name: string }) => name === 'namespaces');
      expect(found.verbs).to.deep.equal(['create', 'delete', 'get', 'list', 'patch', 'update', 'watch']);
    });

    it('checks its list options as a list does', async () => {
      expect((await api.ask('DELETE', `${MAPS}?resourceVersionMatch=Exact`)).status).to.equal(422);
      expect((await api.ask('DELETE', `${MAPS}?fieldSelector=spec.x%3D1`)).status).to.equal(400);
    });
  });

  it('gives up on a generated name after eight are taken', async () => {
    let draws = 0;
    const stuck = await startMemoryApi({ entropy: { nameSuffix: () => { draws += 1; return 'same1'; } } });
    try {
      const body = { metadata: { generateName: 'n-' } };
      expect((await stuck.ask('POST', MAPS, { body })).json.metadata.name).to.equal('n-same1');
      draws = 0;
      const answer = await stuck.ask('POST', MAPS, { body });
      expect([answer.status, answer.json.reason]).to.deep.equal([409, 'AlreadyExists']);
      expect(answer.json.message).to.equal('configmaps "n-same1" already exists, the server was not able to generate a unique name for the object');
      expect(answer.json.details).to.deep.equal({ name: 'n-same1', kind: 'configmaps', retryAfterSeconds: 1 });
      expect(draws).to.equal(8);
    } finally {
      await stuck.stop();
    }
  });

  describe('a patch', () => {
    before(async () => {
      await api.ask('POST', MAPS, { body: { metadata: { name: 'patched' }, data: { a: '1' } } });
    });

    const cases: readonly (readonly [string, Ask & { readonly query?: string }, number, RegExp])[] = [
      ['that makes a wrong type, merged strategically, is shown as Go shows it', { headers: STRATEGIC, body: { data: { b: 2, a: 'x' } } }, 422,
        /^ "" is invalid: patch: Invalid value: "map\[data:map\[a:x b:2\]\]": /],
      ['that makes a wrong type, merged, is shown with all it makes', { headers: MERGE, body: { data: { b: 2 } } }, 422, /^ "" is invalid: patch: Invalid value: "\{\\"kind\\":\\"ConfigMap\\".*\\"b\\":2.*\}": /],
      ['that makes a wrong type by operations, too', { headers: JSON_PATCH, body: [{ op: 'add', path: '/data/b', value: 2 }] }, 422, /^ "" is invalid: patch: Invalid value: "\{/],
      ['with an unknown field, strictly, is refused', { headers: MERGE, body: { spec: 1 }, query: '?fieldValidation=Strict' }, 422, /: strict decoding error: unknown field "spec"$/],
      ['with a field twice, strictly, is refused', { headers: MERGE, body: '{"data":{"c":"1","c":"2"}}', query: '?fieldValidation=Strict' }, 422, /: strict decoding error: duplicate field "data\.c"$/],
      ['of operations with a field twice, strictly, is refused', { headers: JSON_PATCH, body: '[{"op":"add","path":"/data/c","value":"1","value":"2"}]', query: '?fieldValidation=Strict' }, 422,
        /: strict decoding error: json patch duplicate field "\[0\]\.value"$/],
      ['that is no JSON is a bad request', { headers: MERGE, body: '{' }, 400, /^error decoding patch: /],
      ['of operations that is no list is a bad request', { headers: JSON_PATCH, body: { op: 'add' } }, 400, /json: cannot unmarshal/],
      ['whose test fails does not apply', { headers: JSON_PATCH, body: [{ op: 'test', path: '/data/a', value: '2' }] }, 422, /^the server rejected our request due to an error in our request/],
      ['of another name is a bad request', { headers: MERGE, body: { metadata: { name: 'other' } } }, 400, /^the name of the object \(other\) does not match the name on the URL \(patched\)$/],
      ['in an unknown form is not taken', { headers: { 'content-type': 'text/plain' }, body: {} }, 415, /^the body of the request was in an unknown format - accepted media types include: /],
    ];
    for (const [name, { query = '', ...ask }, status, message] of cases) {
      it(name, async () => {
        const answer = await api.ask('PATCH', `${MAPS}/patched${query}`, ask);
        expect(answer.status).to.equal(status);
        expect(answer.json.message).to.match(message);
      });
    }

    for (const headers of [MERGE, STRATEGIC]) {
      it(`of a secret never shows what the secret holds (${headers['content-type']})`, async () => {
        const secrets = '/api/v1/namespaces/default/secrets';
        await api.ask('POST', secrets, { body: { metadata: { name: 'hidden' }, data: { held: 'aGVsZA==' } } });
        for (const body of [{ other: 1, data: { sent: 'c2VudA==' } }, { data: { sent: 'c2VudA==', wrong: 1 } }]) {
          const answer = await api.ask('PATCH', `${secrets}/hidden?fieldValidation=Strict`, { headers, body });
          expect(answer.status).to.equal(422);
          expect(answer.text).to.match(/<secret contents redacted>/).and.not.match(/aGVsZA|c2VudA/);
        }
      });
    }

    it('with an unknown or doubled field is taken with a warning', async () => {
      const unknown = await api.ask('PATCH', `${MAPS}/patched`, { headers: MERGE, body: { spec: 1 } });
      expect([unknown.status, unknown.headers.get('Warning')]).to.deep.equal([200, '299 - "unknown field \\"spec\\""']);
      const ignored = await api.ask('PATCH', `${MAPS}/patched?fieldValidation=Ignore`, { headers: MERGE, body: { spec: 1 } });
      expect([ignored.status, ignored.headers.get('Warning')]).to.deep.equal([200, undefined]);
    });
  });
});
