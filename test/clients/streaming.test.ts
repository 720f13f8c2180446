import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { Attach, Exec, KubeConfig, PortForward } from '@kubernetes/client-node';
import type { V1Status } from '@kubernetes/client-node';
import { expect } from 'chai';
import { WebSocket } from 'ws';
import { eventually } from '../support/eventually.ts';
import type { LiveCluster } from '../support/live-cluster.ts';
import { sharedCluster } from '../support/shared-cluster.ts';

const DEMO = 'shiplog/demo:1';
const READER = 'while read line; do echo "got $line"; done; echo bye';

const container = (name: string, more: object = {}): object => ({ name, image: DEMO, imagePullPolicy: 'IfNotPresent', ...more });
const pod = (name: string, containers: readonly object[], more: object = {}): object =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, labels: { app: name } }, spec: { terminationGracePeriodSeconds: 1, containers, ...more } });

/** Serves on the loopback address only, and what a proxy may see of a server. */
const ODD_SERVER = 'mkdir -p /www/cgi-bin; cat > /www/cgi-bin/go <<"END"\n#!/bin/sh\nprintf "Status: 302 Found\\r\\nLocation: /there?x=1\\r\\nAccess-Control-Allow-Origin: *\\r\\n\\r\\n"\nEND\n'
  + 'cat > /www/cgi-bin/env <<"END"\n#!/bin/sh\nprintf "Content-Type: text/plain\\r\\n\\r\\n"; echo "$REQUEST_METHOD $QUERY_STRING"; cat\nEND\n'
  + 'busybox chmod 755 /www/cgi-bin/go /www/cgi-bin/env; httpd -p 127.0.0.1:7070 -h /www; exec httpd -f -p 8080 -h /www';

const OBJECTS: readonly object[] = [
  pod('web', [container('web', { ports: [{ name: 'http', containerPort: 8080 }] })]),
  pod('odd', [container('odd', { command: ['sh', '-c', ODD_SERVER], ports: [{ containerPort: 8080 }] })]),
  pod('reader', [container('reader', { command: ['sh', '-c', READER], stdin: true, stdinOnce: true })], { restartPolicy: 'Never' }),
  pod('terminal', [container('terminal', { command: ['sh'], stdin: true, tty: true })]),
  pod('two', [container('first', { command: ['sleep', '3600'] }), container('second', { command: ['sleep', '3600'] })]),
  { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] } },
  { apiVersion: 'v1', kind: 'Service', metadata: { name: 'nobody' }, spec: { selector: { app: 'nobody' }, ports: [{ port: 80 }] } },
];

/** The clients of the table: each line of kubectl, and each way it has to stream. */
const CLIENTS = (['v35', 'v32'] as const).flatMap((line) => [
  { title: `kubectl ${line} over WebSocket`, line, env: {} },
  { title: `kubectl ${line} over SPDY`, line, env: { KUBECTL_REMOTE_COMMAND_WEBSOCKETS: 'false', KUBECTL_PORT_FORWARD_WEBSOCKETS: 'false' } },
]);

const fetched = async (port: number, path = '/'): Promise<string> => {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.write(`GET ${path} HTTP/1.0\r\n\r\n`);
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text.slice(text.indexOf('\r\n\r\n') + 4);
};

const collector = (): { readonly stream: Writable; readonly text: () => string } => {
  let text = '';
  return { stream: new Writable({ write: (chunk: Buffer, _encoding, done) => { text += chunk.toString('utf8'); done(); } }), text: () => text };
};

describe('streams to pods, by unmodified clients', function () {
  this.timeout(180_000);
  let cluster: LiveCluster;
  let ns: string;
  let dir: string;

  before(async () => {
    cluster = await sharedCluster();
    ns = await cluster.namespace('streaming');
    dir = await mkdtemp(join(tmpdir(), 'shiplog-streaming-'));
    await cluster.ok(['-n', ns, 'create', '-f', '-'], { input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: OBJECTS }) });
    await cluster.ok(['-n', ns, 'wait', 'pods', '--all', '--for=condition=Ready', '--timeout=90s']);
  });
  after(async () => {
    await cluster.ok(['delete', 'namespace', ns, '--wait=false']);
    await rm(dir, { recursive: true, force: true });
  });

  const ok = (...args: string[]): Promise<string> => cluster.ok(['-n', ns, ...args]);
  const raw = (path: string): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> => cluster.kubectl(['get', '--raw', path]);

  for (const { title, line, env } of CLIENTS) {
    describe(title, () => {
      const kubectl = (args: readonly string[], input?: string): ReturnType<LiveCluster['kubectl']> => cluster.kubectl(['-n', ns, ...args], { line, env, ...(input !== undefined && { input }) });

      it('runs a command: both outputs, and its exit code', async () => {
        const { code, stdout, stderr } = await kubectl(['exec', 'web', '--', 'sh', '-c', 'echo out; echo err >&2; exit 7']);
        expect([code, stdout, stderr]).to.deep.equal([7, 'out\n', 'err\ncommand terminated with exit code 7\n']);
      });

      it('hands input on to its end', async () => {
        expect((await kubectl(['exec', '-i', 'web', '--', 'cat'], 'one\ntwo\n')).stdout).to.equal('one\ntwo\n');
      });

      it('carries megabytes both ways, unchanged', async () => {
        const content = randomBytes(3_000_000).toString('base64');
        const { stdout } = await kubectl(['exec', '-i', 'web', '--', 'cat'], content);
        expect(createHash('sha256').update(stdout).digest('hex')).to.equal(createHash('sha256').update(content).digest('hex'));
      });

      it('says why a command cannot be started, even with much input under way', async () => {
        const { code, stderr } = await kubectl(['exec', '-i', 'web', '--', 'no-such-command'], 'x'.repeat(2_000_000));
        expect(code).to.equal(1);
        expect(stderr).to.match(/"no-such-command": executable file not found in \$PATH/);
      });

      it('asks which container is meant', async () => {
        expect((await kubectl(['exec', 'two', '-c', 'second', '--', 'hostname'])).stdout).to.equal('two\n');
        expect((await kubectl(['exec', 'two', '-c', 'third', '--', 'hostname'])).stderr).to.match(/container (third is not valid for pod two|not found in pod two)/);
      });

      it('copies folders there and back', async () => {
        await writeFile(join(dir, 'file'), randomBytes(100_000));
        expect((await kubectl(['cp', join(dir, 'file'), 'web:/www/copy'])).code).to.equal(0);
        expect((await kubectl(['cp', 'web:/www/copy', join(dir, `back-${line}`)])).code).to.equal(0);
        expect((await readFile(join(dir, `back-${line}`))).equals(await readFile(join(dir, 'file')))).to.equal(true);
      });

      it('runs a pod, joins it, and takes it away', async () => {
        const { code, stdout } = await kubectl(['run', '-i', '--rm', 'once', `--image=${DEMO}`, '--image-pull-policy=IfNotPresent', '--restart=Never', '--command', '--', 'sh', '-c', READER], 'one\ntwo\n');
        expect([code, stdout.replace(/pod "once" deleted.*\n/, '')]).to.deep.equal([0, 'got one\ngot two\nbye\n']);
      });

      it('forwards a port: one connection, two at once, and one where nobody listens', async () => {
        const forward = cluster.start(['-n', ns, 'port-forward', 'pod/web', ':8080', ':9999'], { line, env });
        try {
          const [, port = ''] = await forward.says(/127\.0\.0\.1:(\d+) -> 8080/);
          const [, dead = ''] = await forward.says(/127\.0\.0\.1:(\d+) -> 9999/);
          expect(await fetched(Number(port))).to.equal('version 1\n');
          expect(await Promise.all([fetched(Number(port)), fetched(Number(port)), fetched(Number(port))])).to.deep.equal(['version 1\n', 'version 1\n', 'version 1\n']);
          await fetched(Number(dead)).catch(() => '');
          await forward.says(/error forwarding port 9999 to pod web, uid \S+: dial tcp \S+:9999: connect: connection refused/);
        } finally {
          await forward.stop();
        }
      });

      it('forwards to what listens on the loopback address of the pod only', async () => {
        const forward = cluster.start(['-n', ns, 'port-forward', 'pod/odd', ':7070'], { line, env });
        try {
          const [, port = ''] = await forward.says(/127\.0\.0\.1:(\d+) -> 7070/);
          expect(await fetched(Number(port))).to.equal('version 1\n');
        } finally {
          await forward.stop();
        }
      });

      it('forwards to a pod behind a service', async () => {
        const forward = cluster.start(['-n', ns, 'port-forward', 'service/web', ':80'], { line, env });
        try {
          const [, port = ''] = await forward.says(/127\.0\.0\.1:(\d+) -> 8080/);
          expect(await fetched(Number(port))).to.equal('version 1\n');
        } finally {
          await forward.stop();
        }
      });
    });
  }

  describe('with a terminal', () => {
    for (const { title, line, env } of CLIENTS) {
      it(`${title}: joins a container's shell and leaves it`, async () => {
        const session = cluster.start(['-n', ns, 'attach', '-i', 'terminal'], { line, env });
        await session.says(/press(ing)? enter/);
        session.write('echo is-$((6*7))\n');
        await session.says(/is-42/);
        await session.stop();
        expect(await ok('get', 'pod', 'terminal', '-o', 'jsonpath={.status.containerStatuses[0].restartCount}')).to.equal('0');
      });
    }
  });

  it('joins a container that reads to the end of its input', async () => {
    expect(await cluster.ok(['-n', ns, 'attach', '-i', 'reader'], { input: 'one\n' })).to.equal('got one\nbye\n');
    const phase = (): Promise<string> => ok('get', 'pod', 'reader', '-o', 'jsonpath={.status.phase}');
    await eventually('the pod to end', phase, { until: (found) => found === 'Succeeded' });
    expect((await cluster.kubectl(['-n', ns, 'attach', 'reader'])).stderr).to.match(/cannot attach a container in a completed pod/);
  });

  describe('through the API server', () => {
    const OBJECT = (kind: string, name: string, path: string): string => `/api/v1/namespaces/${ns}/${kind}/${name}/proxy${path}`;
    const PAGES: readonly (readonly [kind: string, name: string, path: string])[] = [
      ['pods', 'web', '/'], ['pods', 'web:8080', '/'], ['pods', 'http:web:8080', '/index.html'], ['services', 'web:http', '/'], ['services', 'web:80', '/'], ['services', 'http:web:http', '/index.html'],
    ];
    for (const [kind, name, path] of PAGES) {
      it(`reads ${kind}/${name}${path}`, async () => { expect(await cluster.ok(['get', '--raw', OBJECT(kind, name, path)])).to.equal('version 1\n'); });
    }

    const REFUSALS: readonly (readonly [kind: string, name: string, why: RegExp])[] = [
      ['pods', 'web:9999', /^Error from server \(ServiceUnavailable\): error trying to reach service: dial tcp [\d.]+:9999: connect: connection refused$/m],
      ['pods', 'absent', /^Error from server \(NotFound\): pods "absent" not found$/m],
      ['services', 'web:81', /^Error from server \(ServiceUnavailable\): no service port 81 found for service "web"$/m],
      ['services', 'nobody', /^Error from server \(ServiceUnavailable\): no endpoints available for service "nobody"$/m],
      ['services', 'ftp:web:80', /^Error from server \(BadRequest\): invalid service request "ftp:web:80"$/m],
    ];
    for (const [kind, name, why] of REFUSALS) {
      it(`says why ${kind}/${name} cannot be reached`, async () => { expect((await raw(OBJECT(kind, name, '/'))).stderr).to.match(why); });
    }

    interface Answer { readonly status: number; readonly headers: Readonly<Record<string, unknown>>; readonly body: string }

    const ask = async (method: string, path: string, body?: string): Promise<Answer> => {
      const admin = cluster.folder.certificate('admin');
      const [ca, cert, key] = await Promise.all([readFile(cluster.folder.caCert), readFile(admin.cert), readFile(admin.key)]);
      const outgoing = request({ host: cluster.config.apiHost, port: cluster.config.apiPort, ca, cert, key, method, path });
      outgoing.end(body);
      const [answer] = await once(outgoing, 'response') as [NodeJS.ReadableStream & { readonly statusCode: number; readonly headers: Record<string, unknown> }];
      let text = '';
      for await (const chunk of answer) text += String(chunk);
      return { status: answer.statusCode, headers: answer.headers, body: text };
    };

    it('sends one who left out the last slash on to the same with it', async () => {
      const { status, headers } = await ask('GET', `${OBJECT('pods', 'web', '')}?method=x`);
      expect([status, headers['location']]).to.deep.equal([301, `${OBJECT('pods', 'web', '/')}?method=x`]);
    });

    it('passes every method and its body on', async () => {
      expect((await ask('POST', OBJECT('pods', 'odd', '/cgi-bin/env?a=b%20c'), 'the body')).body).to.equal('POST a=b%20c\nthe body');
      expect((await ask('GET', OBJECT('pods', 'odd', '/cgi-bin/env?q'))).body).to.equal('GET q\n');
      expect((await ask('HEAD', OBJECT('pods', 'odd', '/index.html'))).status).to.equal(200);
      expect((await ask('DELETE', OBJECT('pods', 'odd', '/index.html'))).status).to.equal(501);
    });

    it('tells a client that is sent elsewhere the way below the proxy, and no site to read along', async () => {
      const { status, headers } = await ask('GET', OBJECT('pods', 'odd', '/cgi-bin/go'));
      expect([status, headers['location'], headers['access-control-allow-origin']]).to.deep.equal([302, OBJECT('pods', 'odd', '/there?x=1'), undefined]);
    });

    it('answers for a node what its agent can tell', async () => {
      const node = '/api/v1/nodes/node-1/proxy';
      expect(await cluster.ok(['get', '--raw', `${node}/healthz`])).to.equal('ok');
      const { kind } = JSON.parse(await cluster.ok(['get', '--raw', `${node}/pods`]));
      expect(kind).to.equal('PodList');
      expect(await cluster.ok(['get', '--raw', '/api/v1/nodes/node-1:10250/proxy/metrics'])).to.match(/^kubelet_running_pods \d+$/m);
      expect((await raw(`${node}/logs/`)).stderr).to.match(/NotFound/);
      expect((await raw('/api/v1/nodes/node-9/proxy/healthz')).stderr).to.match(/nodes "node-9" not found/);
    });
  });

  describe('over bare WebSockets', () => {
    const open = async (path: string, protocols: readonly string[]): Promise<WebSocket> => {
      const admin = cluster.folder.certificate('admin');
      const [ca, cert, key] = await Promise.all([readFile(cluster.folder.caCert), readFile(admin.cert), readFile(admin.key)]);
      return new WebSocket(`wss://${cluster.config.apiHost}:${cluster.config.apiPort}/api/v1/namespaces/${ns}${path}`, [...protocols], { ca, cert, key });
    };
    const messages = async (socket: WebSocket): Promise<readonly { readonly data: Buffer; readonly binary: boolean }[]> => {
      const found: { readonly data: Buffer; readonly binary: boolean }[] = [];
      socket.on('message', (data: Buffer, binary: boolean) => found.push({ data, binary }));
      const [code] = await once(socket, 'close') as [number];
      expect(code).to.equal(1000);
      return found;
    };
    const command = (script: string): string => `/pods/web/exec?stdout=1&stderr=1&command=sh&command=-c&command=${encodeURIComponent(script)}`;

    it('tells a Status of the fourth version, text of base64 when asked', async () => {
      const binary = await messages(await open(command('echo hi; exit 3'), ['v4.channel.k8s.io']));
      expect(binary[0]?.data.toString('latin1')).to.equal('\x01hi\n');
      expect(JSON.parse(binary.at(-1)?.data.subarray(1).toString('utf8') ?? '')).to.deep.include({ status: 'Failure', reason: 'NonZeroExitCode' });
      const text = await messages(await open(command('echo hi'), ['v4.base64.channel.k8s.io']));
      expect(text.map(({ data, binary: isBinary }) => [isBinary, data.toString('utf8')])).to.deep.equal([[false, `1${btoa('hi\n')}`], [false, `3${btoa('{"metadata":{},"status":"Success"}')}`]]);
    });

    it('says nothing of success in the oldest version, and failure in words', async () => {
      const good = await messages(await open(command('echo hi'), ['channel.k8s.io']));
      expect(good.map(({ data }) => data.toString('latin1'))).to.deep.equal(['\x01hi\n']);
      const [bad] = (await messages(await open(command('exit 3'), []))).map(({ data }) => data.toString('latin1'));
      expect(bad).to.match(/^\x03command terminated with non-zero exit code: .* exit code 3$/);
    });

    it('reads a log', async () => {
      const log = await messages(await open('/pods/web/log', ['binary.k8s.io']));
      expect(log.map(({ data }) => data.toString('utf8')).join('')).to.contain('shiplog demo, version 1');
    });

    it('watches: each event a text message of its own', async () => {
      const socket = await open('/configmaps?watch=1&fieldSelector=metadata.name%3Dseen', []);
      const seen: { readonly type: string; readonly object: { readonly metadata: { readonly name: string } } }[] = [];
      socket.on('message', (data: Buffer, binary: boolean) => {
        expect(binary).to.equal(false);
        seen.push(JSON.parse(data.toString('utf8')));
      });
      await once(socket, 'open');
      await ok('create', 'configmap', 'seen', '--from-literal=a=b');
      await ok('delete', 'configmap', 'seen');
      await eventually('both events', () => Promise.resolve(seen.length), { until: (count) => count >= 2 });
      expect(seen.map(({ type, object }) => `${type} ${object.metadata.name}`)).to.deep.equal(['ADDED seen', 'DELETED seen']);
      socket.close();
    });
  });

  describe('by @kubernetes/client-node', () => {
    let config: KubeConfig;
    before(() => {
      config = new KubeConfig();
      config.loadFromFile(cluster.folder.kubeconfig);
    });

    it('runs a command and reads its Status', async () => {
      const [out, err] = [collector(), collector()];
      const status = await new Promise<V1Status>((resolve, reject) => {
        new Exec(config).exec(ns, 'web', 'web', ['sh', '-c', 'cat; echo err >&2; exit 5'], out.stream, err.stream, PassThrough.from(['from the client']), false, resolve).catch(reject);
      });
      expect([out.text(), err.text(), status.status, status.details?.causes?.[0]?.message]).to.deep.equal(['from the client', 'err\n', 'Failure', '5']);
    });

    it('joins a container', async () => {
      const input = new PassThrough();
      const out = collector();
      const socket = await new Attach(config).attach(ns, 'terminal', 'terminal', out.stream, null, input, true);
      input.write('echo is-$((7*7))\n');
      await eventually('an answer', () => Promise.resolve(out.text()), { until: (text) => text.includes('is-49') });
      socket.close();
    });

    it('forwards a port', async () => {
      const forward = new PortForward(config);
      const server = createServer(async (socket) => {
        const carrier = await forward.portForward(ns, 'web', [8080], socket, null, socket);
        if (typeof carrier !== 'function') carrier.onclose = () => socket.end();
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      try {
        expect(await fetched((server.address() as AddressInfo).port)).to.equal('version 1\n');
      } finally {
        server.close();
      }
    });
  });
});
