import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { expect } from 'chai';
import type { ForwardedAnswer, ForwardedRequest } from '../../services/api-server/port.ts';
import { DialError } from '../../services/kit/port.ts';
import { createAuthority, issueServerCertificate } from '../crypto/certificates.ts';
import { createDialer } from './dialer.ts';
import { createForwarder } from './forwarder.ts';

const { dial } = createDialer();
const { forward } = createForwarder();

const asked = (more: Partial<ForwardedRequest> = {}): ForwardedRequest =>
  ({ secure: false, method: 'GET', target: '/', headers: [['host', 'there'], ['connection', 'close']], body: undefined, signal: new AbortController().signal, ...more });

const textOf = async (chunks: AsyncIterable<Uint8Array>): Promise<string> => {
  let text = '';
  for await (const chunk of chunks) text += Buffer.from(chunk).toString('utf8');
  return text;
};

const plain = async (answer: ForwardedAnswer): Promise<readonly unknown[]> => (answer.kind === 'answer' ? [answer.status, await textOf(answer.chunks)] : ['switch']);

describe('requests passed on', () => {
  const servers: Server[] = [];
  const listen = async (server: Server): Promise<number> => {
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const serve = (listener: RequestListener): Promise<number> => listen(createServer(listener));
  const send = async (port: number, more: Partial<ForwardedRequest> = {}): Promise<ForwardedAnswer> => forward(asked(more), await dial('127.0.0.1', port));
  const bodyOf = async (message: IncomingMessage): Promise<string> => textOf(message as AsyncIterable<Buffer>);

  afterEach(() => { for (const server of servers.splice(0)) server.close(); });

  it('keep method, target, headers and body', async () => {
    const port = await serve((message, response) => void bodyOf(message).then((body) => response.end(`${message.method} ${message.url} ${message.headers.host} ${message.headers['x-own']} ${body}`)));
    async function* body(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('in two ');
      yield await Promise.resolve(Buffer.from('pieces'));
    }
    const answer = await send(port, { method: 'PUT', target: '/a%2Fb?c=d', headers: [['host', 'there'], ['x-own', 'kept'], ['transfer-encoding', 'chunked'], ['connection', 'close']], body: body() });
    expect(await plain(answer)).to.deep.equal([200, 'PUT /a%2Fb?c=d there kept in two pieces']);
  });

  it('answer repeated headers as they are, and a body before it is whole', async () => {
    const more = Promise.withResolvers<undefined>();
    const port = await serve((_message, response) => {
      response.writeHead(207, [['Set-Cookie', 'a=b'], ['Set-Cookie', 'c=d']].flat());
      response.write('first');
      void more.promise.then(() => response.end(' last'));
    });
    const answer = await send(port);
    if (answer.kind !== 'answer') throw new Error('switched');
    expect(answer.headers.filter(([name]) => name === 'Set-Cookie')).to.deep.equal([['Set-Cookie', 'a=b'], ['Set-Cookie', 'c=d']]);
    const chunks = answer.chunks[Symbol.asyncIterator]();
    expect(Buffer.from((await chunks.next()).value as Uint8Array).toString()).to.equal('first');
    more.resolve(undefined);
    expect(Buffer.from((await chunks.next()).value as Uint8Array).toString()).to.equal(' last');
    expect((await chunks.next()).done).to.equal(true);
  });

  it('reach a server with TLS, whoever signed its certificate', async () => {
    const { cert, key } = await issueServerCertificate(await createAuthority('own'), { commonName: 'own', hosts: ['own'] });
    const port = await listen(createSecureServer({ cert, key }, (_message, response) => response.end('secured')));
    expect(await plain(await send(port, { secure: true }))).to.deep.equal([200, 'secured']);
  });

  it('may hand the connection over, what comes at once included', async () => {
    const server = createServer();
    server.on('upgrade', (message, socket, head) => {
      socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: ${message.headers.upgrade}\r\nConnection: Upgrade\r\n\r\nhello `);
      socket.write(head);
      socket.on('data', (chunk: Buffer) => socket.end(chunk));
    });
    const answer = await send(await listen(server), { headers: [['host', 'there'], ['connection', 'Upgrade'], ['upgrade', 'echo']] });
    if (answer.kind !== 'switch') throw new Error('not switched');
    expect(answer.headers).to.deep.include(['Upgrade', 'echo']);
    await answer.connection.write(Buffer.from('echo'));
    expect(await textOf(answer.connection.chunks)).to.equal('hello echo');
  });

  it('answer a refused upgrade as it is', async () => {
    const port = await serve((_message, response) => { response.writeHead(403).end('no'); });
    expect(await plain(await send(port, { headers: [['host', 'there'], ['connection', 'Upgrade'], ['upgrade', 'echo']] }))).to.deep.equal([403, 'no']);
  });

  const failures: readonly (readonly [name: string, reply: string | undefined, secure: boolean])[] = [
    ['hangs up', undefined, false], ['does not speak HTTP', 'SSH-2.0-nonsense\r\n', false], ['sends headers without end', `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(20_000)}`, false], ['does not speak TLS', 'HTTP/1.1 200 OK\r\n\r\n', true],
  ];
  for (const [name, reply, secure] of failures) {
    it(`fail when the other end ${name}`, async () => {
      const port = await listen(createTcpServer((socket) => {
        socket.on('error', () => undefined);
        if (reply === undefined) socket.destroy();
        else socket.end(reply);
      }));
      const error = await send(port, { secure }).then(() => undefined, (found: unknown) => found);
      expect(error).to.be.instanceOf(Error);
    });
  }

  it('are given up with their client', async () => {
    const gone = new AbortController();
    const seen = Promise.withResolvers<undefined>();
    const closed = Promise.withResolvers<undefined>();
    const port = await serve((message) => {
      message.socket.once('close', () => closed.resolve(undefined));
      seen.resolve(undefined);
    });
    const sending = send(port, { signal: gone.signal }).then(() => undefined, (found: unknown) => found);
    await seen.promise;
    gone.abort();
    expect(await sending).to.be.instanceOf(Error);
    await closed.promise;
  });

  it('say that nobody listens, in the words of the rest of Kubernetes', async () => {
    const port = await serve(() => undefined);
    for (const server of servers.splice(0)) server.close();
    const error = await dial('127.0.0.1', port).then(() => undefined, (found: unknown) => found);
    expect(error).to.be.instanceOf(DialError);
    expect([(error as DialError).message, (error as DialError).isRefused]).to.deep.equal([`dial tcp 127.0.0.1:${port}: connect: connection refused`, true]);
  });
});
