import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { startInProcessApi } from '../support/in-process-api.ts';
import type { InProcessApi } from '../support/in-process-api.ts';

const MIB = 1024 * 1024;
const PODS = '/api/v1/namespaces/default/pods';

const pod = (name: string, argumentBytes: number): object =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers: [{ name: 'c', image: 'i', args: ['x'.repeat(argumentBytes)] }] } });

describe('the size of an object', function () {
  this.timeout(60_000);
  let api: InProcessApi;
  let agent: Agent;

  const send = (method: string, path: string, body: string): Promise<{ readonly status: number; readonly body: string }> =>
    new Promise((resolve, reject) => {
      const outgoing = request({ host: '127.0.0.1', port: api.port, agent, method, path, headers: { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json', 'content-length': Buffer.byteLength(body) } }, (answer) => {
        text(answer).then((received) => resolve({ status: answer.statusCode ?? 0, body: received }), reject);
      });
      outgoing.once('error', reject);
      outgoing.end(body);
    });

  const expectTooLarge = ({ status, body }: { readonly status: number; readonly body: string }, limitBytes: number): void => {
    expect([status, JSON.parse(body).reason, JSON.parse(body).message]).to.deep.equal([413, 'RequestEntityTooLarge', `Request entity too large: limit is ${limitBytes}`]);
  };

  before(async () => {
    api = await startInProcessApi();
    agent = new Agent({ ...api.tls, keepAlive: true });
    await send('POST', '/api/v1/namespaces/default/serviceaccounts', JSON.stringify({ metadata: { name: 'default' } }));
  });
  after(async () => {
    agent?.destroy();
    await api?.stop();
  });

  it('may be 1.5 MiB', async () => {
    const args = 1.5 * MIB - 4096;
    expect((await send('POST', PODS, JSON.stringify(pod('large', args)))).status).to.equal(201);
    const read = await send('GET', `${PODS}/large`, '');
    expect(JSON.parse(read.body).spec.containers[0].args[0].length).to.equal(args);
  });

  it('may not be more, by create, update or patch, or as a trial', async () => {
    expectTooLarge(await send('POST', PODS, JSON.stringify(pod('larger', 1.5 * MIB))), 1.5 * MIB);
    expectTooLarge(await send('POST', `${PODS}?dryRun=All`, JSON.stringify(pod('larger', 1.5 * MIB))), 1.5 * MIB);
    const growth = JSON.stringify({ metadata: { annotations: { more: 'x'.repeat(8192) } } });
    expectTooLarge(await send('PATCH', `${PODS}/large`, growth), 1.5 * MIB);
    const { body } = await send('GET', `${PODS}/large`, '');
    const grown = JSON.parse(body);
    grown.metadata.annotations = { more: 'x'.repeat(8192) };
    expectTooLarge(await send('PUT', `${PODS}/large`, JSON.stringify(grown)), 1.5 * MIB);
    expect((await send('GET', `${PODS}/larger`, '')).status).to.equal(404);
  });

  it('of a Secret may be the most its data may be, which is stored sealed', async () => {
    const word = Buffer.alloc(MIB, 'word').toString('base64');
    const created = await send('POST', '/api/v1/namespaces/default/secrets', JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'large' }, data: { word } }));
    expect(created.status).to.equal(201);
    expect(JSON.parse((await send('GET', '/api/v1/namespaces/default/secrets/large', '')).body).data.word).to.equal(word);
  });

  it('is looked at only in bodies up to 3 MiB', async () => {
    expectTooLarge(await send('POST', PODS, `${JSON.stringify(pod('p', 1))}${' '.repeat(3 * MIB)}`), 3 * MIB);
    expect((await send('POST', PODS, `${JSON.stringify(pod('padded', 1))}${' '.repeat(2 * MIB)}`)).status).to.equal(201);
  });
});
