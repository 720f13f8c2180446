import { expect } from 'chai';
import { es256Signer, newTokenKey } from '../../../infra/crypto/token-signer.ts';
import { hostClock } from '../../../infra/host/clock.ts';
import type { Answered, MemoryApi } from '../../../test/support/memory-api.ts';
import { startMemoryApi } from '../../../test/support/memory-api.ts';
import { createTokenAuthenticator } from './authenticate-token.ts';
import { TOKEN_ISSUER, tokenClaims } from './token-claims.ts';

const NS = '/api/v1/namespaces/default';
const TOKEN = `${NS}/serviceaccounts/robot/token`;
const STRANGER = { address: '127.0.0.1' };
const REVIEW = '/apis/authentication.k8s.io/v1/selfsubjectreviews';

interface Claims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: readonly string[];
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
  readonly 'kubernetes.io': { readonly pod: object; readonly node: { readonly name: string }; readonly warnafter: number };
}
const claimsOf = (token: string): Claims => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

describe('tokens of service accounts', () => {
  let api: MemoryApi;
  let accountUid: string;
  let podUid: string;

  before(async () => {
    api = await startMemoryApi();
    const made = async (path: string, body: unknown): Promise<string> => (await api.ask('POST', path, { body })).json.metadata.uid;
    accountUid = await made(`${NS}/serviceaccounts`, { metadata: { name: 'robot' } });
    await made(`${NS}/serviceaccounts`, { metadata: { name: 'other' } });
    await made(`${NS}/secrets`, { metadata: { name: 'secret' } });
    await made('/api/v1/nodes', { metadata: { name: 'n1' } });
    podUid = await made(`${NS}/pods`, { metadata: { name: 'pod' }, spec: { serviceAccountName: 'robot', nodeName: 'n1', containers: [{ name: 'c', image: 'i' }] } });
  });
  after(() => api.stop());

  const order = (spec: unknown = {}, target = TOKEN): Promise<Answered> => api.ask('POST', target, { body: { spec } });
  const tokenOf = async (spec: unknown = {}): Promise<string> => {
    const { json, status, text } = await order(spec);
    expect(status, text).to.equal(201);
    return json.status.token;
  };
  const use = (token: string, path = '/api', method = 'GET'): Promise<Answered> => api.ask(method, path, { peer: STRANGER, headers: { authorization: `Bearer ${token}` }, ...(method === 'POST' && { body: {} }) });

  it('are for the API and an hour, if nothing else is asked for', async () => {
    const { status, json } = await order();
    expect(status).to.equal(201);
    expect(json).to.include({ kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1' });
    expect(json.spec).to.deep.equal({ audiences: [TOKEN_ISSUER], expirationSeconds: 3600, boundObjectRef: null });
    const claims = claimsOf(json.status.token);
    expect(claims).to.deep.include({ aud: [TOKEN_ISSUER], iss: TOKEN_ISSUER, sub: 'system:serviceaccount:default:robot', 'kubernetes.io': { namespace: 'default', serviceaccount: { name: 'robot', uid: accountUid } } });
    expect(claims.exp - claims.iat).to.equal(3600);
    expect(Date.parse(json.status.expirationTimestamp)).to.equal(claims.exp * 1000);
    expect(claims.jti).to.match(/^[0-9a-f-]{36}$/);
  });
  it('name the pod and its node they are bound to', async () => {
    const claims = claimsOf(await tokenOf({ audiences: ['vault'], expirationSeconds: 600, boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: 'pod', uid: podUid } }));
    expect(claims['kubernetes.io'].pod).to.deep.equal({ name: 'pod', uid: podUid });
    expect(claims['kubernetes.io'].node.name).to.equal('n1');
    expect(claims.aud).to.deep.equal(['vault']);
  });
  it('of pods last a year when asked for as kubelets do, and say when to be warned', async () => {
    const { json } = await order({ expirationSeconds: 3607, boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: 'pod' } });
    const claims = claimsOf(json.status.token);
    expect(claims.exp - claims.iat).to.equal(365 * 24 * 3600);
    expect(claims['kubernetes.io'].warnafter - claims.iat).to.equal(3607);
    expect(Date.parse(json.status.expirationTimestamp)).to.equal((claims.iat + 3607) * 1000);
  });

  const refused: readonly (readonly [string, unknown, number, string])[] = [
    ['too short a life', { expirationSeconds: 599 }, 422, 'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes'],
    ['too long a life', { expirationSeconds: 4294967297 }, 422, 'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 4294967297: may not specify a duration larger than 2^32 seconds'],
    ['a pod that is not there', { boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: 'none' } }, 404, 'pods "none" not found'],
    ['another uid', { boundObjectRef: { apiVersion: 'v1', kind: 'Secret', name: 'secret', uid: 'x' } }, 409, 'Operation cannot be fulfilled on Secret "secret": the UID in the bound object reference (x) does not match the UID in record. The object might have been deleted and then recreated'],
    ['a kind nothing can be bound to', { boundObjectRef: { apiVersion: 'v1', kind: 'ConfigMap', name: 'x' } }, 400, 'cannot bind token to object of type v1, Kind=ConfigMap'],
  ];
  for (const [what, spec, code, message] of refused) {
    it(`are refused for ${what}`, async () => {
      const { status, json } = await order(spec);
      expect([status, json.message]).to.deep.equal([code, message]);
    });
  }
  it('are refused for a pod of another account', async () => {
    const { status, json } = await order({ boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: 'pod' } }, `${NS}/serviceaccounts/other/token`);
    expect([status, json.message]).to.deep.equal([400, 'cannot bind token for serviceaccount "other" to pod running with different serviceaccount name.']);
  });
  it('are refused for an account that is not there', async () => { expect((await order({}, `${NS}/serviceaccounts/none/token`)).json.message).to.equal('serviceaccounts "none" not found'); });
  it('are refused when the body names another account', async () => {
    const { json } = await api.ask('POST', TOKEN, { body: { metadata: { name: 'x' }, spec: {} } });
    expect(json.message).to.equal('TokenRequest.authentication.k8s.io "robot" is invalid: metadata.name: Invalid value: "x": must match the service account name if specified');
  });

  describe('as credentials', () => {
    it('let the account see what everyone may', async () => { expect((await use(await tokenOf())).status).to.equal(200); });
    it('say which account it is', async () => {
      const { status, json } = await use(await tokenOf(), `${NS}/pods`);
      expect([status, json.message]).to.deep.equal([403, 'pods is forbidden: User "system:serviceaccount:default:robot" cannot list resource "pods" in API group "" in the namespace "default"']);
    });
    it('tell uid, groups and where the pod runs', async () => {
      const { json } = await use(await tokenOf({ boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: 'pod' } }), REVIEW, 'POST');
      expect(json.status.userInfo).to.deep.include({ username: 'system:serviceaccount:default:robot', uid: accountUid, groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'] });
      expect(json.status.userInfo.extra).to.include.keys('authentication.kubernetes.io/credential-id', 'authentication.kubernetes.io/pod-name', 'authentication.kubernetes.io/pod-uid', 'authentication.kubernetes.io/node-name', 'authentication.kubernetes.io/node-uid');
    });
    it('end with what they are bound to', async () => {
      await api.ask('POST', `${NS}/serviceaccounts`, { body: { metadata: { name: 'brief' } } });
      const { json } = await order({}, `${NS}/serviceaccounts/brief/token`);
      expect((await use(json.status.token)).status).to.equal(200);
      await api.ask('DELETE', `${NS}/serviceaccounts/brief`);
      expect((await api.ask('GET', `${NS}/serviceaccounts/brief`)).status).to.equal(404);
      expect((await use(json.status.token)).status).to.equal(401);
      await api.ask('POST', `${NS}/serviceaccounts`, { body: { metadata: { name: 'brief' } } });
      expect((await use(json.status.token)).status).to.equal(401);
    });

    it('of an account that is gone are not good to a process that has just started, on a state from before', async () => {
      const { json } = await api.ask('POST', `${NS}/serviceaccounts`, { body: { metadata: { name: 'gone' } } });
      const before = api.follower.snapshot();
      await api.ask('DELETE', `${NS}/serviceaccounts/gone`);
      const signer = es256Signer(newTokenKey());
      const token = signer.sign({ ...tokenClaims({ namespace: 'default', account: { name: 'gone', uid: json.metadata.uid } }, { audiences: [TOKEN_ISSUER], expirationSeconds: 600, nowMs: Date.now() }) });
      const started = { snapshot: () => before, waitForHead: api.follower.waitForHead };
      expect((await createTokenAuthenticator({ signer, follower: started, clock: hostClock() })(token)).ok).to.equal(false);
    });

    const subject = (): Parameters<typeof tokenClaims>[0] => ({ namespace: 'default', account: { name: 'robot', uid: accountUid } });
    const signed = (more: object, key = newTokenKey()): string => es256Signer(key).sign({ ...tokenClaims(subject(), { audiences: [TOKEN_ISSUER], expirationSeconds: 600, nowMs: Date.now() }), ...more });
    const bad: readonly (readonly [string, () => Promise<string>])[] = [
      ['of another cluster', () => Promise.resolve(signed({}))],
      ['for another audience', () => tokenOf({ audiences: ['vault'] })],
      ['without a signature', async () => (await tokenOf()).split('.').slice(0, 2).join('.')],
      ['with other claims', async () => {
        const [head, , signature] = (await tokenOf()).split('.');
        return `${head}.${Buffer.from(JSON.stringify({ sub: 'system:serviceaccount:kube-system:admin' })).toString('base64url')}.${signature}`;
      }],
      ['that says it needs no signature', async () => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${(await tokenOf()).split('.')[1]}.`],
      ['that is no token', () => Promise.resolve('x'.repeat(20_000))],
    ];
    for (const [which, make] of bad) {
      it(`are refused ${which}`, async () => {
        const { status, json } = await use(await make());
        expect([status, json.reason]).to.deep.equal([401, 'Unauthorized']);
      });
    }
    it('come with a WebSocket as a subprotocol', async () => {
      const token = Buffer.from(await tokenOf()).toString('base64url');
      const { status } = await api.ask('GET', `${NS}/pods`, { peer: STRANGER, protocols: [`base64url.bearer.authorization.k8s.io.${token}`] });
      expect(status).to.equal(403);
    });
  });

  it('can be checked by others with the keys that are published', async () => {
    const token = await tokenOf();
    const about = (await use(token, '/.well-known/openid-configuration')).json;
    expect(about).to.deep.include({ issuer: TOKEN_ISSUER, jwks_uri: 'https://127.0.0.1/openid/v1/jwks', id_token_signing_alg_values_supported: ['ES256'] });
    const { json, headers } = await use(token, '/openid/v1/jwks');
    expect(headers.get('Content-Type')).to.equal('application/jwk-set+json');
    const [head = '', claims = '', signature = ''] = token.split('.');
    const [jwk] = json.keys;
    expect(jwk.kid).to.equal(JSON.parse(Buffer.from(head, 'base64url').toString()).kid);
    const key = await crypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
    expect(await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, Buffer.from(signature, 'base64url'), Buffer.from(`${head}.${claims}`))).to.equal(true);
  });
});
