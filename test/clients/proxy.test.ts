import { once } from 'node:events';
import { createServer, request as plainRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { WebSocket, WebSocketServer } from 'ws';
import { hostClock } from '../../infra/host/clock.ts';
import { createDialer } from '../../infra/http/dialer.ts';
import { quietLogger } from '../support/quiet-logger.ts';
import type { TunnelEnd } from '../../services/kit/tunnel/port.ts';
import type { TunnelHandler } from '../../services/kit/tunnel/server.ts';
import { serveTunnels } from '../../services/kit/tunnel/server.ts';
import type { InProcessApi } from '../support/in-process-api.ts';
import { startInProcessApi } from '../support/in-process-api.ts';
import { startProgram } from '../support/start-program.ts';
import { ensureClient } from '../../infra/setup/kubectl.ts';

const { dial } = createDialer();

/** A node whose one pod is a server of this process. */
const nodeOf = (port: () => number, closed: () => void): TunnelHandler => async (asked) => {
  if (asked.kind !== 'connect') return () => Promise.resolve<TunnelEnd>({ kind: 'failed', message: `${asked.kind} is not expected` });
  const connection = await dial('127.0.0.1', port());
  return async (session) => {
    session.signal.addEventListener('abort', () => {
      closed();
      connection.close();
    }, { once: true });
    void (async () => {
      for await (const { bytes } of session.input) if (bytes === undefined) connection.end(); else await connection.write(bytes);
    })();
    for await (const bytes of connection.chunks) await session.send({ channel: 1, bytes });
    return { kind: 'exit', exitCode: 0 };
  };
};

describe('requests passed on to a pod', () => {
  let api: InProcessApi;
  let stop: () => void;
  let given: string[] = [];
  const gone: { heard: () => void } = { heard: () => undefined };
  const server = createServer((message, response) => {
    void text(message).then((body) => {
      if (message.url === '/endless') return void response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('data: first\n\n');
      if (message.url === '/page') return void response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': 21, 'Set-Cookie': ['a=b', 'c=d'] }).end('<a href="/there">x</a>'.slice(0, 21));
      if (message.url === '/created') return void response.writeHead(201, { Location: 'http://192.0.2.10:8080/new?x=1' }).end();
      return void response.end(JSON.stringify({ method: message.method, url: message.url, headers: message.headers, bytes: body.length }));
    });
  });
  const sockets = new WebSocketServer({ server, handleProtocols: (protocols) => [...protocols][0] ?? false });
  sockets.on('connection', (socket, message) => {
    given = [message.url ?? '', String(message.headers['sec-websocket-protocol']), String(message.headers.authorization)];
    socket.on('message', (data: Buffer, binary) => { socket.send(data, { binary }); });
  });

  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    api = await startInProcessApi({ nodes: ['n1'] });
    const messaging = await api.messagingOf('n1');
    stop = serveTunnels({ messaging, clock: hostClock(), logger: quietLogger, node: 'n1', handle: nodeOf(() => (server.address() as AddressInfo).port, () => gone.heard()) });
    await api.ok(['create', 'serviceaccount', 'default']);
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { nodeName: 'n1', containers: [{ name: 'c', image: 'x:1', ports: [{ containerPort: 8080 }] }] } };
    await api.ok(['create', '-f', '-'], { input: JSON.stringify(pod) });
    await api.ok(['patch', 'pod', 'web', '--subresource=status', '--type=merge', '-p', JSON.stringify({ status: { phase: 'Running', podIP: '192.0.2.10', podIPs: [{ ip: '192.0.2.10' }] } })]);
  });
  after(async () => {
    stop();
    sockets.close();
    server.closeAllConnections();
    server.close();
    await api.stop();
  });

  const PREFIX = '/api/v1/namespaces/default/pods/web/proxy';
  const ask = async (method: string, path: string, { body, headers = {} }: { readonly body?: string; readonly headers?: Readonly<Record<string, string>> } = {}): Promise<IncomingMessage> => {
    // Said outright: Node leaves the length of some methods' bodies out.
    const outgoing = request({ host: '127.0.0.1', port: api.port, method, path: `${PREFIX}${path}`, ...api.tls, headers: { ...headers, ...(body !== undefined && { 'content-length': body.length }) } });
    outgoing.end(body);
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    return answer;
  };

  it('keep method, path, query, headers and body, but no credentials', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const answer = await ask(method, '/a%2Fb/?c=d%20e', { headers: { authorization: 'Bearer x', 'x-own': 'kept' }, ...(method !== 'GET' && { body: 'x'.repeat(10) }) });
      const body = await text(answer);
      expect(answer.statusCode, `${method}: ${body}`).to.equal(200);
      const seen = JSON.parse(body);
      expect([seen.method, seen.url, seen.headers['x-own'], seen.headers.authorization, seen.headers['x-forwarded-uri'], seen.bytes]).to.deep.equal([method, '/a%2Fb/?c=d%20e', 'kept', undefined, `${PREFIX}/a%2Fb/`, method === 'GET' ? 0 : 10]);
    }
  });

  it('carry bodies that are longer than the API would take for itself', async () => {
    const { bytes } = JSON.parse(await text(await ask('POST', '/', { body: 'x'.repeat(5_000_000) })));
    expect(bytes).to.equal(5_000_000);
  });

  it('answer pages with links that lead below the proxy, and all cookies', async () => {
    const answer = await ask('GET', '/page');
    expect([await text(answer), answer.headers['content-length'], answer.headers['set-cookie']]).to.deep.equal([`<a href="${PREFIX}/there">x</a`, undefined, ['a=b', 'c=d']]);
    expect((await ask('HEAD', '/page')).headers['content-type']).to.equal('text/html; charset=utf-8');
  });

  it('answer where the new thing is, below the proxy', async () => {
    const { statusCode, headers } = await ask('POST', '/created');
    expect([statusCode, headers.location]).to.deep.equal([201, `${PREFIX}/new?x=1`]);
  });

  it('answer at once what comes bit by bit, and end with their client', async () => {
    const answer = await ask('GET', '/endless');
    const [chunk] = (await once(answer, 'data')) as [Buffer];
    expect(chunk.toString()).to.equal('data: first\n\n');
    const closed = new Promise<void>((resolve) => { gone.heard = resolve; });
    answer.destroy();
    await closed;
  });

  it('may become WebSockets', async () => {
    const socket = new WebSocket(`wss://127.0.0.1:${api.port}${PREFIX}/chat?room=1`, ['base64url.bearer.authorization.k8s.io.eA', 'chat.v1'], { ...api.tls });
    await once(socket, 'open');
    expect([socket.protocol, given]).to.deep.equal(['chat.v1', ['/chat?room=1', 'chat.v1', 'undefined']]);
    socket.send('a message');
    const [back] = (await once(socket, 'message')) as [Buffer];
    expect(back.toString()).to.equal('a message');
    socket.send(Buffer.alloc(300_000, 7));
    const [large] = (await once(socket, 'message')) as [Buffer];
    expect(large.equals(Buffer.alloc(300_000, 7))).to.equal(true);
    const closed = once(socket, 'close');
    socket.close(1000);
    expect((await closed)[0]).to.equal(1000);
  });

  it('work through kubectl proxy as well', async () => {
    const config = await api.kubeconfig();
    const proxy = startProgram(await ensureClient('kubectl', 'v35'), ['proxy', '--port=0'], { ...process.env, KUBECONFIG: config });
    try {
      const [, port = ''] = await proxy.says(/127\.0\.0\.1:(\d+)/);
      const outgoing = plainRequest({ host: '127.0.0.1', port, path: `${PREFIX}/page` });
      outgoing.end();
      const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
      expect(await text(answer)).to.equal(`<a href="${PREFIX}/there">x</a`);
    } finally {
      await proxy.stop();
    }
  });
});
