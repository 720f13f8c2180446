import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request } from 'node:https';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { WebSocket } from 'ws';
import { RefusalError } from '../../events/errors.ts';
import type { ApiBody, ApiHandler, ApiRequest, ApiResponse } from '../../services/api-server/port.ts';
import { createAuthority, issueClientCertificate, issueServerCertificate } from '../crypto/certificates.ts';
import type { Certificate } from '../crypto/certificates.ts';
import { createJsonLogger } from '../logging/json-logger.ts';
import type { HttpsListener, HttpsOptions } from './https-server.ts';
import { startHttps } from './https-server.ts';

const answer = (body: ApiBody, headers: readonly (readonly [string, string])[] = []): ApiResponse => ({ kind: 'answer', status: 200, headers, body });
const text = (content: string, headers: readonly (readonly [string, string])[] = []): ApiResponse => answer({ kind: 'pieces', pieces: [Buffer.from(content)] }, headers);

const bodyOf = async (message: AsyncIterable<unknown>): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

describe('HTTPS', () => {
  let https: HttpsListener;
  let handler: ApiHandler = () => Promise.resolve(text(''));
  let ca: string;
  let tls: HttpsOptions['tls'];
  let admin: Certificate;
  let stranger: Certificate;
  let agent: Agent;

  before(async () => {
    const authority = await createAuthority('test');
    const other = await createAuthority('other');
    const server = await issueServerCertificate(authority, { commonName: 'server', hosts: ['127.0.0.1'] });
    admin = await issueClientCertificate(authority, { commonName: 'admin', organizations: ['system:masters', 'more'] });
    stranger = await issueClientCertificate(other, { commonName: 'admin', organizations: ['system:masters'] });
    ca = authority.cert;
    tls = { ca, cert: server.cert, key: server.key };
    agent = new Agent({ keepAlive: true });
    https = await startHttps({ handler: (asked) => handler(asked), tls, hosts: ['127.0.0.1'], port: 0, logger: createJsonLogger('test', 'error', () => undefined) });
  });
  after(async () => {
    agent.destroy();
    await https.close(0);
  });

  interface Sending {
    readonly method?: string;
    readonly headers?: OutgoingHttpHeaders;
    readonly body?: Buffer;
    readonly certificate?: Certificate;
  }

  const send = async (path: string, { method = 'GET', headers = {}, body, certificate = admin }: Sending = {}): Promise<IncomingMessage> => {
    const outgoing = request({ host: '127.0.0.1', port: https.port, path, method, headers, ca, cert: certificate.cert, key: certificate.key, ...(certificate === admin && { agent }) });
    outgoing.end(body);
    const [message] = (await once(outgoing, 'response')) as [IncomingMessage];
    return message;
  };

  it('hands over the request as data', async () => {
    let seen: ApiRequest | undefined;
    handler = async (asked) => {
      seen = asked;
      return text(Buffer.from(await asked.body()).toString());
    };
    const message = await send('/api/v1/a%2Fb?x=1&y=%20', { method: 'POST', headers: { 'X-Thing': 'v' }, body: Buffer.from('content') });
    expect((await bodyOf(message)).toString()).to.equal('content');
    expect(seen).to.include({ method: 'POST', path: '/api/v1/a%2Fb', query: 'x=1&y=%20' });
    expect(seen?.headers['x-thing']).to.equal('v');
    const sha256 = new X509Certificate(admin.cert).fingerprint256.replaceAll(':', '').toLowerCase();
    expect(seen?.peer.certificate).to.deep.equal({ commonName: 'admin', organizations: ['system:masters', 'more'], sha256 });
  });

  it('takes a certificate of another authority for none', async () => {
    handler = (asked) => Promise.resolve(text(JSON.stringify(asked.peer.certificate ?? null)));
    expect((await bodyOf(await send('/', { certificate: stranger }))).toString()).to.equal('null');
  });

  it('refuses a body over 3 MiB, announced or not', async () => {
    handler = async (asked) => {
      try {
        await asked.body();
        return text('read');
      } catch (error) {
        return text(error instanceof RefusalError ? error.refusal.reason : 'another error');
      }
    };
    const large = Buffer.alloc(3 * 1024 * 1024 + 1);
    expect((await bodyOf(await send('/', { method: 'POST', body: large }))).toString()).to.equal('RequestEntityTooLarge');
    expect((await bodyOf(await send('/', { method: 'POST', body: large, headers: { 'Transfer-Encoding': 'chunked' } }))).toString()).to.equal('RequestEntityTooLarge');
    expect((await bodyOf(await send('/', { method: 'POST', body: large.subarray(1) }))).toString()).to.equal('read');
  });

  it('compresses large answers for clients that take it, and no others', async () => {
    const content = 'x'.repeat(200_000);
    handler = () => Promise.resolve(text(content));
    const zipped = await send('/', { headers: { 'Accept-Encoding': 'gzip' } });
    expect(zipped.headers['content-encoding']).to.equal('gzip');
    expect(gunzipSync(await bodyOf(zipped)).toString()).to.equal(content);
    const plain = await send('/');
    expect(plain.headers).to.include({ 'content-length': '200000' });
    expect((await bodyOf(plain)).toString()).to.equal(content);
    handler = () => Promise.resolve(text('small'));
    expect((await send('/', { headers: { 'Accept-Encoding': 'gzip' } })).headers['content-encoding']).to.equal(undefined);
  });

  it('sends pieces in order, whatever their number', async () => {
    const pieces = Array.from({ length: 20_000 }, (_, index) => Buffer.from(`${index},`));
    handler = () => Promise.resolve(answer({ kind: 'pieces', pieces }));
    expect((await bodyOf(await send('/'))).toString()).to.equal(Buffer.concat(pieces).toString());
  });

  it('repeats Warning headers', async () => {
    handler = () => Promise.resolve(text('', [['Warning', '299 - "a"'], ['Warning', '299 - "b"']]));
    expect((await send('/')).headersDistinct['warning']).to.deep.equal(['299 - "a"', '299 - "b"']);
  });

  it('passes headers on whatever they are named', async () => {
    handler = () => Promise.resolve(text('', [['constructor', 'a'], ['__proto__', 'b'], ['toString', 'c']]));
    const { rawHeaders } = await send('/');
    for (const pair of [['constructor', 'a'], ['__proto__', 'b'], ['toString', 'c']]) expect(rawHeaders.join()).to.include(pair.join());
  });

  it('sends a stream’s headers before its first chunk, and ends it when the client goes', async () => {
    let ended: () => void = () => undefined;
    const over = new Promise<void>((resolve) => { ended = resolve; });
    let release: () => void = () => undefined;
    handler = (asked) => {
      async function* chunks(): AsyncGenerator<Uint8Array> {
        try {
          await new Promise<void>((resolve) => { release = resolve; });
          yield Buffer.from('first\n');
          await new Promise<void>((resolve) => asked.signal.addEventListener('abort', () => resolve()));
        } finally {
          ended();
        }
      }
      return Promise.resolve(answer({ kind: 'stream', chunks: chunks() }));
    };
    const message = await send('/');
    release();
    const [chunk] = (await once(message, 'data')) as [Buffer];
    expect(chunk.toString()).to.equal('first\n');
    message.destroy();
    await over;
  });

  it('breaks the connection when a stream fails', async () => {
    handler = () => {
      async function* chunks(): AsyncGenerator<Uint8Array> {
        yield Buffer.from('part');
        await pause(10);
        throw new Error('lost');
      }
      return Promise.resolve(answer({ kind: 'stream', chunks: chunks() }));
    };
    const failure = await bodyOf(await send('/')).then(() => undefined, (error: unknown) => error);
    expect(failure).to.be.instanceOf(Error);
  });

  it('asks a stream for no more than the client takes', async () => {
    let produced = 0;
    handler = () => {
      async function* chunks(): AsyncGenerator<Uint8Array> {
        for (; produced < 2000; produced += 1) {
          yield Buffer.alloc(64 * 1024);
          await Promise.resolve();
        }
      }
      return Promise.resolve(answer({ kind: 'stream', chunks: chunks() }));
    };
    const socket = connectTls({ host: '127.0.0.1', port: https.port, ca, cert: admin.cert, key: admin.key });
    await once(socket, 'secureConnect');
    socket.pause();
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    let before = -1;
    while (produced !== before) {
      before = produced;
      await pause(200);
    }
    expect(produced).to.be.lessThan(1000);
    socket.destroy();
  });

  describe('WebSockets', () => {
    const open = async (protocols: readonly string[]): Promise<WebSocket> => {
      const socket = new WebSocket(`wss://127.0.0.1:${https.port}/x`, [...protocols], { ca, cert: admin.cert, key: admin.key });
      await once(socket, 'open');
      return socket;
    };

    it('carry binary messages both ways and close with the code given', async () => {
      handler = (asked) => Promise.resolve({
        kind: 'upgrade',
        protocol: asked.webSocket?.protocols[1],
        run: async (port) => {
          for await (const { bytes, binary } of port.messages) {
            await port.send(Buffer.concat([Buffer.from(binary ? 'b:' : 't:'), bytes]));
            port.close(1000, 'bye');
          }
        },
      });
      const socket = await open(['v5.channel.k8s.io', 'v4.channel.k8s.io']);
      expect(socket.protocol).to.equal('v4.channel.k8s.io');
      const reply = once(socket, 'message') as Promise<[Buffer, boolean]>;
      const closed = once(socket, 'close') as Promise<[number, Buffer]>;
      socket.send(Buffer.from('hello'));
      expect((await reply)[0].toString()).to.equal('b:hello');
      expect((await closed)[0]).to.equal(1000);
    });

    it('are closed with 1011 when the session fails', async () => {
      handler = () => Promise.resolve({ kind: 'upgrade', protocol: undefined, run: () => Promise.reject(new Error('no')) });
      const socket = await open([]);
      expect(((await once(socket, 'close')) as [number])[0]).to.equal(1011);
    });

    it('may be refused with an ordinary answer, and so may other upgrades', async () => {
      handler = () => Promise.resolve({ kind: 'answer', status: 400, headers: [], body: { kind: 'pieces', pieces: [Buffer.from('no')] } });
      const socket = new WebSocket(`wss://127.0.0.1:${https.port}/x`, { ca, cert: admin.cert, key: admin.key });
      const [, message] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
      expect(message.statusCode).to.equal(400);
      const spdy = await send('/x', { method: 'POST', headers: { Connection: 'Upgrade', Upgrade: 'SPDY/3.1', 'Content-Length': '0' } });
      expect([spdy.statusCode, (await bodyOf(spdy)).toString()]).to.deep.equal([400, 'no']);
    });

    it('do not hold up the end of the server', async () => {
      handler = () => Promise.resolve({ kind: 'upgrade', protocol: undefined, run: async (port) => { for await (const _message of port.messages) { /* until the end */ } } });
      const own = await startHttps({ handler, tls, hosts: ['127.0.0.1'], port: 0, logger: createJsonLogger('test', 'error', () => undefined) });
      const socket = new WebSocket(`wss://127.0.0.1:${own.port}/x`, { ca, cert: admin.cert, key: admin.key });
      await once(socket, 'open');
      const closed = once(socket, 'close');
      await own.close(10);
      await closed;
    });

    it('of other protocols are bytes both ways, with the headers given', async () => {
      handler = () => Promise.resolve({
        kind: 'switch', headers: [['Upgrade', 'SPDY/3.1'], ['X-Own', 'yes']],
        run: async (connection) => {
          for await (const chunk of connection.chunks) await connection.write(Buffer.from(`heard ${Buffer.from(chunk).toString()}`));
          await connection.write(Buffer.from(', bye'));
          connection.end();
        },
      });
      const outgoing = request({ host: '127.0.0.1', port: https.port, method: 'POST', path: '/x', ca, cert: admin.cert, key: admin.key, headers: { Connection: 'Upgrade', Upgrade: 'SPDY/3.1' } });
      outgoing.end();
      const [message, socket] = (await once(outgoing, 'upgrade')) as [IncomingMessage, Duplex];
      expect([message.statusCode, message.headers.upgrade, message.headers['x-own']]).to.deep.equal([101, 'SPDY/3.1', 'yes']);
      socket.end('words');
      expect((await bodyOf(socket)).toString()).to.equal('heard words, bye');
    });

    it('of a protocol nobody knows are not made: the request is answered like any other', async () => {
      handler = async (asked) => text(`${asked.upgrade ?? 'none'} ${Buffer.from(await asked.body()).toString()}`);
      const message = await send('/x', { method: 'POST', headers: { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c' }, body: Buffer.from('body') });
      expect((await bodyOf(message)).toString()).to.equal('none body');
    });

    it('need a valid handshake', async () => {
      const message = await send('/x', { headers: { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13' } });
      expect(message.statusCode).to.equal(400);
    });
  });
});
