import { expect } from 'chai';
import type { Answered, MemoryApi } from '../../../test/support/memory-api.ts';
import { startMemoryApi } from '../../../test/support/memory-api.ts';

const REQUESTS = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
const PEM = Buffer.from([
  '-----BEGIN CERTIFICATE REQUEST-----',
  'MIHLMHICAQAwEDEOMAwGA1UEAwwFcm9ib3QwWTATBgcqhkjOPQIBBggqhkjOPQMB',
  'BwNCAAQxhGav/zmsq1xTf3zLxbzgZLsxOcqZUPiO8P0/fkTVWEip6xPOt9IeM9ly',
  'twaYkgcUtVWsf71YTL/Fd16M6d1QoAAwCgYIKoZIzj0EAwIDSQAwRgIhAOG7DBx6',
  'yJ0JeEWaND10qeZoHoJVFaG5+Sg4S7J1jlNLAiEAqK7PeXTc04H+EKR5m/NPKzfJ',
  's/tPiwmrY7iedjv5lmk=',
  '-----END CERTIFICATE REQUEST-----',
  '',
].join('\n')).toString('base64');
const approved = { type: 'Approved', status: 'True', reason: 'KubectlApprove', message: 'This CSR was approved by kubectl certificate approve.' };
const denied = { type: 'Denied', status: 'True', reason: 'KubectlDeny', message: '' };

describe('approval of certificate requests', () => {
  let api: MemoryApi;
  let names = 0;
  before(async () => { api = await startMemoryApi(); });
  after(() => api.stop());

  const create = async (): Promise<string> => {
    const name = `r${names += 1}`;
    const { status, text } = await api.ask('POST', REQUESTS, { body: { metadata: { name }, spec: { request: PEM, signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'] } } });
    expect(status, text).to.equal(201);
    return name;
  };
  const decide = async (name: string, conditions: readonly object[], part = 'approval'): Promise<Answered> => {
    const { json } = await api.ask('GET', `${REQUESTS}/${name}/${part}`);
    return api.ask('PUT', `${REQUESTS}/${name}/${part}`, { body: { ...json, status: { ...json.status, conditions } } });
  };

  it('notes who decided when', async () => {
    const { status, json } = await decide(await create(), [approved]);
    expect(status).to.equal(200);
    const [condition] = json.status.conditions;
    expect(condition).to.include(approved);
    expect(condition.lastUpdateTime).to.match(/^\d{4}-.*Z$/);
    expect(condition.lastTransitionTime).to.equal(condition.lastUpdateTime);
  });
  it('changes conditions and metadata alone', async () => {
    const name = await create();
    const { json } = await api.ask('GET', `${REQUESTS}/${name}`);
    const body = { ...json, metadata: { ...json.metadata, labels: { a: 'b' } }, spec: { ...json.spec, username: 'eve' }, status: { conditions: [approved], certificate: PEM } };
    const answered = (await api.ask('PUT', `${REQUESTS}/${name}/approval`, { body })).json;
    expect([answered.metadata.labels, answered.spec.username, answered.status.certificate]).to.deep.equal([{ a: 'b' }, json.spec.username, undefined]);
  });
  it('is final', async () => {
    const name = await create();
    await decide(name, [approved]);
    const removed = await decide(name, []);
    expect([removed.status, removed.json.message]).to.deep.equal([422, `CertificateSigningRequest.certificates.k8s.io "${name}" is invalid: status.conditions: Forbidden: updates may not remove a condition of type "Approved"`]);
  });
  it('goes one way only', async () => {
    const { status, json } = await decide(await create(), [approved, denied]);
    expect(status).to.equal(422);
    expect(json.message).to.contain('Approved and Denied conditions are mutually exclusive');
  });
  it('is given nowhere else', async () => {
    const { status, json } = await decide(await create(), [approved], 'status');
    expect(status).to.equal(422);
    expect(json.message).to.contain('updates may not add a condition of type "Approved"');
  });
});
