import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { expect } from 'chai';
import type { ApiHandler } from '../../services/api-server/port.ts';
import { createAuthority, issueServerCertificate } from '../crypto/certificates.ts';
import { createJsonLogger } from '../logging/json-logger.ts';
import type { HttpsListener } from './https-server.ts';
import { startHttps } from './https-server.ts';

const handler: ApiHandler = async (request) => {
  await request.body().catch(() => undefined);
  return { kind: 'answer', status: 200, headers: [], body: { kind: 'pieces', pieces: [Buffer.from('ok')] } };
};

describe('clients that mean no good', function suite() {
  this.timeout(30_000);
  let https: HttpsListener;
  let ca: string;

  before(async () => {
    const authority = await createAuthority('test');
    const { cert, key } = await issueServerCertificate(authority, { commonName: 'server', hosts: ['127.0.0.1'] });
    ca = authority.cert;
    https = await startHttps({
      handler, tls: { ca, cert, key }, hosts: ['127.0.0.1'], port: 0, logger: createJsonLogger('test', 'error', () => undefined),
      timeouts: { headersMs: 400, requestMs: 800, checkMs: 100 },
    });
  });
  after(() => https.close(0));

  const open = async (): Promise<TLSSocket> => {
    const socket = connect({ host: '127.0.0.1', port: https.port, ca });
    socket.on('error', () => undefined);
    await once(socket, 'secureConnect');
    return socket;
  };
  const answerTo = async (text: string): Promise<string> => {
    const socket = await open();
    let answer = '';
    socket.setEncoding('utf8').on('data', (part: string) => { answer += part; });
    socket.write(text);
    await once(socket, 'close');
    return answer;
  };
  const statusOf = (answer: string): unknown => JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));

  const cases: readonly (readonly [string, string, number, object])[] = [
    ['headers that are too large', `GET / HTTP/1.1\r\nHost: x\r\nX-Large: ${'a'.repeat(70_000)}\r\n\r\n`, 431, { message: 'Request header fields too large' }],
    ['a path that is too long', `GET /${'a'.repeat(70_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431, { message: 'Request header fields too large' }],
    ['no HTTP at all', 'hello\r\n\r\n', 400, { reason: 'BadRequest', message: 'The request is malformed' }],
    ['a NUL in its headers', 'GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n', 400, { reason: 'BadRequest' }],
    ['two lengths of its body', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400, { reason: 'BadRequest' }],
    ['headers that do not end', 'GET / HTTP/1.1\r\nHost: x\r\n', 408, { message: 'The request did not arrive in time' }],
    ['a body that does not come', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nab', 408, { message: 'The request did not arrive in time' }],
  ];
  for (const [what, text, code, status] of cases) {
    it(`are answered a Status for ${what}`, async () => {
      const answer = await answerTo(text);
      expect(answer).to.match(new RegExp(`^HTTP/1\\.1 ${code} `));
      expect(statusOf(answer)).to.deep.include({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code, ...status });
    });
  }

  it('are cut off however slowly they go on, while others are served at once', async () => {
    const slow = await Promise.all(Array.from({ length: 200 }, open));
    const ended = Promise.all(slow.map((socket) => once(socket, 'close')));
    const dripping = setInterval(() => { for (const socket of slow) if (socket.writable) socket.write('X'); }, 50);
    for (const socket of slow) socket.resume().write('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    const startedMs = performance.now();
    expect(await answerTo('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).to.match(/^HTTP\/1\.1 200 /);
    expect(performance.now() - startedMs).to.be.lessThan(2_000);
    await Promise.race([ended, pause(15_000).then(() => Promise.reject(new Error('slow clients are still there')))]);
    clearInterval(dripping);
  });
});
