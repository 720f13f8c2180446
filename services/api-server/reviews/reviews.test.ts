import { expect } from 'chai';
import type { Answered, MemoryApi } from '../../../test/support/memory-api.ts';
import { startMemoryApi } from '../../../test/support/memory-api.ts';
import type { Peer } from '../port.ts';

const jane: Peer = { address: '', certificate: { commonName: 'jane', organizations: ['dev'] } };
const AUTHENTICATION = '/apis/authentication.k8s.io/v1';
const AUTHORIZATION = '/apis/authorization.k8s.io/v1';

describe('questions about access', () => {
  let api: MemoryApi;
  before(async () => { api = await startMemoryApi(); });
  after(() => api.stop());

  const ask = (path: string, body: unknown, peer?: Peer): Promise<Answered> => api.ask('POST', path, { body, ...(peer && { peer }) });
  const access = async (spec: unknown, peer?: Peer): Promise<unknown> => (await ask(`${AUTHORIZATION}/selfsubjectaccessreviews`, { spec }, peer)).json.status;
  const pods = { resourceAttributes: { namespace: 'default', verb: 'delete', resource: 'pods' } };

  it('tells a user who it is', async () => {
    const { status, json } = await ask(`${AUTHENTICATION}/selfsubjectreviews`, { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1' }, jane);
    expect(status).to.equal(201);
    expect(json.kind).to.equal('SelfSubjectReview');
    expect(json.status).to.deep.equal({ userInfo: { username: 'jane', groups: ['dev', 'system:authenticated'] } });
  });

  it('tells which certificate a user showed', async () => {
    const shown: Peer = { address: '', certificate: { commonName: 'jane', organizations: [], sha256: 'ab12' } };
    const { json } = await ask(`${AUTHENTICATION}/selfsubjectreviews`, { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1' }, shown);
    expect(json.status.userInfo).to.deep.equal({ username: 'jane', groups: ['system:authenticated'], extra: { 'authentication.kubernetes.io/credential-id': ['X509SHA256=ab12'] } });
  });

  it('allows an administrator everything, known verb or not', async () => {
    expect(await access(pods)).to.deep.equal({ allowed: true });
    expect(await access({ resourceAttributes: { verb: '*', group: '*', resource: '*' } })).to.deep.equal({ allowed: true });
    expect(await access({ nonResourceAttributes: { path: '/metrics', verb: 'get' } })).to.deep.equal({ allowed: true });
  });

  it('allows another user what everybody may', async () => {
    expect(await access(pods, jane)).to.deep.equal({ allowed: false });
    expect(await access({ nonResourceAttributes: { path: '/apis', verb: 'get' } }, jane)).to.deep.equal({ allowed: true });
    expect(await access({ nonResourceAttributes: { path: '/apis', verb: 'post' } }, jane)).to.deep.equal({ allowed: false });
    expect(await access({ resourceAttributes: { verb: 'create', group: 'authorization.k8s.io', resource: 'selfsubjectaccessreviews' } }, jane)).to.deep.equal({ allowed: true });
  });

  it('answers about others', async () => {
    const asked = async (spec: object): Promise<unknown> => (await ask(`${AUTHORIZATION}/subjectaccessreviews`, { spec: { ...pods, ...spec } })).json.status;
    expect(await asked({ user: 'jane' })).to.deep.equal({ allowed: false });
    expect(await asked({ user: 'root', groups: ['system:masters'] })).to.deep.equal({ allowed: true });
  });

  it('answers about others within a namespace, and about no other namespace', async () => {
    const path = `${AUTHORIZATION}/namespaces/default/localsubjectaccessreviews`;
    expect((await ask(path, { spec: { ...pods, user: 'jane' } })).json.status).to.deep.equal({ allowed: false });
    const { status, json } = await ask(path, { spec: { resourceAttributes: { namespace: 'other', verb: 'get', resource: 'pods' }, user: 'jane' } });
    expect([status, json.message]).to.deep.equal([422, 'LocalSubjectAccessReview.authorization.k8s.io "" is invalid: spec.resourceAttributes.namespace: Invalid value: "other": must match metadata.namespace']);
  });

  it('refuses a question about nothing, and one about nobody', async () => {
    const { json } = await ask(`${AUTHORIZATION}/selfsubjectaccessreviews`, { spec: {} });
    expect(json.message).to.equal('SelfSubjectAccessReview.authorization.k8s.io "" is invalid: spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified');
    expect((await ask(`${AUTHORIZATION}/subjectaccessreviews`, { spec: pods })).json.message).to.contain('at least one of user or group must be specified');
  });

  it('lists what a user may do', async () => {
    const rules = async (peer?: Peer): Promise<Answered['json']> => (await ask(`${AUTHORIZATION}/selfsubjectrulesreviews`, { spec: { namespace: 'default' } }, peer)).json.status;
    expect(await rules()).to.deep.equal({ resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }], nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }], incomplete: false });
    expect((await rules(jane)).resourceRules).to.have.length(2);
    expect((await ask(`${AUTHORIZATION}/selfsubjectrulesreviews`, { spec: {} })).status).to.equal(400);
  });

  it('knows tokens it has issued, and no others', async () => {
    await api.ask('POST', '/api/v1/namespaces/default/serviceaccounts', { body: { metadata: { name: 'robot' } } });
    const { json: { status: { token } } } = await api.ask('POST', '/api/v1/namespaces/default/serviceaccounts/robot/token', { body: { spec: {} } });
    const { json } = await ask(`${AUTHENTICATION}/tokenreviews`, { spec: { token } });
    expect(json.status.authenticated).to.equal(true);
    expect(json.status.user.username).to.equal('system:serviceaccount:default:robot');
    const { json: other } = await ask(`${AUTHENTICATION}/tokenreviews`, { spec: { token: 'x' } });
    expect(other.status).to.deep.equal({ user: {}, error: 'invalid bearer token' });
    expect((await ask(`${AUTHENTICATION}/tokenreviews`, { spec: { token, audiences: ['vault'] } })).json.status.authenticated).to.equal(undefined);
  });

  it('stores nothing, and can do nothing but answer', async () => {
    expect((await api.ask('GET', `${AUTHORIZATION}/selfsubjectaccessreviews`)).status).to.equal(405);
    expect((await api.ask('GET', `${AUTHORIZATION}/selfsubjectaccessreviews/x`)).status).to.equal(405);
    const { json } = await api.ask('GET', AUTHORIZATION);
    expect(json.resources.map(({ name, verbs }: { readonly name: string; readonly verbs: readonly string[] }) => `${name} ${verbs.join()}`)).to.have.members([
      'localsubjectaccessreviews create', 'selfsubjectaccessreviews create', 'selfsubjectrulesreviews create', 'subjectaccessreviews create',
    ]);
  });
});
