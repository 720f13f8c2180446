import { expect } from 'chai';
import { once } from 'node:events';
import { Agent, request } from 'node:https';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { hostClock } from '../../infra/host/clock.ts';
import { createJsonLogger } from '../../infra/logging/json-logger.ts';
import { serveNodeFetch } from '../../services/api-server/node-fetch/serve-node-fetch.ts';
import type { FetchAnswer, FetchRequest } from '../../events/node/messages.ts';
import { nodeSubjects } from '../../events/node/messages.ts';
import type { Messaging } from '../../services/kit/messaging/port.ts';
import type { TunnelHandler } from '../../services/kit/tunnel/server.ts';
import { serveTunnels } from '../../services/kit/tunnel/server.ts';
import type { InProcessApi } from '../support/in-process-api.ts';
import { startInProcessApi } from '../support/in-process-api.ts';

const deployment = (replicas: number, image = 'x:1'): string => JSON.stringify({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { replicas, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image }] } } },
});

const pod = (name: string, containers: readonly object[] = [{ name: 'c', image: 'x:1' }]): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name, labels: { app: 'x' } }, spec: { containers } });

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What a node would do: prints its command, counts its standard input, ends with the number after `exit`. */
const scripted: TunnelHandler = (asked) => Promise.resolve(async (session) => {
  if (asked.kind === 'logs') {
    await session.send({ channel: 1, bytes: bytes(`last ${asked.tailLines ?? 'all'} lines of ${asked.container}\n`) });
    return { kind: 'exit', exitCode: 0 };
  }
  if (asked.kind !== 'exec') return { kind: 'failed', message: `${asked.kind} is not scripted` };
  await session.send({ channel: 1, bytes: bytes(`ran ${asked.command.join(' ')}\n`) });
  let read = 0;
  if (asked.stdin) {
    for await (const item of session.input) {
      if (item.bytes === undefined) break;
      read += item.bytes.length;
    }
  }
  await session.send({ channel: 2, bytes: bytes(`read ${read} bytes\n`) });
  return { kind: 'exit', exitCode: Number(/exit (\d+)/.exec(asked.command.join(' '))?.[1] ?? 0) };
});

describe('kubectl against the API server', () => {
  let api: InProcessApi;
  let agent: Messaging;
  const stops: (() => void)[] = [];

  before(async () => {
    api = await startInProcessApi({ nodes: ['n1', 'n2'] });
    agent = await api.messagingOf('n1');
    stops.push(serveTunnels({ messaging: agent, clock: hostClock(), logger: createJsonLogger('test', 'error'), node: 'n1', handle: scripted }));
    await api.writer.execute([{
      verb: 'create',
      ref: { group: '', resource: 'serviceaccounts', namespace: 'default', name: 'default' },
      object: { metadata: { name: 'default', namespace: 'default' } },
      reason: 'no controllers run in this test',
    }], { actor: 'test', fieldManager: 'test' });
  });
  after(async () => {
    for (const stop of stops) stop();
    await api.stop();
  });

  const bind = async (name: string, node: string): Promise<void> => {
    const input = JSON.stringify({ metadata: { name }, target: { kind: 'Node', name: node } });
    await api.ok(['create', '--raw', `/api/v1/namespaces/default/pods/${name}/binding`, '-f', '-'], { input });
    const status = { phase: 'Running', containerStatuses: [{ name: 'c', ready: true, restartCount: 0, image: 'x:1', imageID: 'x', state: { running: { startedAt: '2026-01-01T00:00:00Z' } } }] };
    await api.ok(['patch', 'pod', name, '--subresource=status', '--type=merge', '-p', JSON.stringify({ status })]);
  };

  for (const line of ['v35', 'v32'] as const) {
    it(`finds its way with ${line}: version, resources, namespaces`, async () => {
      expect(await api.ok(['version'], { line })).to.match(/Server Version: v1\.36/);
      expect(await api.ok(['api-resources'], { line })).to.match(/deployments\s+deploy\s+apps\/v1\s+true\s+Deployment/);
      expect(await api.ok(['get', 'ns', '-o', 'name'], { line })).to.equal('namespace/default\nnamespace/kube-node-lease\nnamespace/kube-public\nnamespace/kube-system\n');
      expect(await api.ok(['explain', 'deployment.spec.strategy'], { line })).to.match(/rollingUpdate\s+<RollingUpdateDeployment>/);
    });
  }

  for (const line of ['v35', 'v32'] as const) {
    it(`tells ${line} that there is no such kind, in a group it knows and in one it does not`, async () => {
      for (const [apiVersion, kind] of [['apps/v1', 'Nothing'], ['example.com/v1', 'Widget']]) {
        const { stderr } = await api.kubectl(['apply', '-f', '-'], { line, input: JSON.stringify({ apiVersion, kind, metadata: { name: 'n' } }) });
        expect(stderr).to.equal(`error: resource mapping not found for name: "n" namespace: "" from "STDIN": no matches for kind "${kind}" in version "${apiVersion}"\nensure CRDs are installed first\n`);
      }
    });
  }

  it('applies: created, unchanged, configured, diff, dry run', async () => {
    expect(await api.ok(['apply', '-f', '-'], { input: deployment(2) })).to.equal('deployment.apps/web created\n');
    expect(await api.ok(['apply', '-f', '-'], { input: deployment(2) })).to.equal('deployment.apps/web unchanged\n');
    expect(await api.ok(['apply', '-f', '-'], { input: deployment(3) })).to.equal('deployment.apps/web configured\n');
    expect(await api.ok(['apply', '--dry-run=server', '-f', '-'], { input: deployment(4) })).to.match(/configured \(server dry run\)/);
    expect(await api.kubectl(['diff', '-f', '-'], { input: deployment(4) })).to.satisfy(({ code, stdout }: { code: number; stdout: string }) => code === 1 && stdout.includes('+  replicas: 4'));
    expect(await api.ok(['get', 'deploy', 'web', '-o', 'jsonpath={.spec.replicas}'])).to.equal('3');
  });

  it('scales, sets images, labels, replaces', async () => {
    await api.ok(['scale', 'deploy/web', '--replicas=5', '--current-replicas=3']);
    await api.ok(['set', 'image', 'deploy/web', 'c=x:2']);
    await api.ok(['label', 'deploy', 'web', 'tier=front']);
    expect(await api.ok(['get', 'deploy', '-l', 'tier=front', '-o', 'jsonpath={.items[0].spec.replicas} {.items[0].spec.template.spec.containers[0].image}'])).to.equal('5 x:2');
    expect((await api.kubectl(['replace', '-f', '-'], { input: deployment(1) })).code).to.equal(0);
  });

  it('creates by protobuf, reads secrets, never shows them in the log', async () => {
    await api.ok(['create', 'secret', 'generic', 'sealed', '--from-literal=password=hunter2-in-clear']);
    expect(Buffer.from(await api.ok(['get', 'secret', 'sealed', '-o', 'jsonpath={.data.password}']), 'base64').toString()).to.equal('hunter2-in-clear');
    expect(await api.ok(['get', '--raw', '/apis/shiplog.dev/v1/history?resource=secrets&name=sealed'])).to.not.match(/hunter2|aHVudGVy/);
  });

  it('gives services addresses', async () => {
    await api.ok(['expose', 'deploy/web', '--port=80']);
    expect(await api.ok(['get', 'svc', 'web', '-o', 'jsonpath={.spec.clusterIP}'])).to.match(/^10\.96\.\d+\.\d+$/);
    await api.ok(['create', 'service', 'clusterip', 'headless', '--clusterip=None', '--tcp=80']);
    expect(await api.ok(['get', 'svc', 'headless', '-o', 'jsonpath={.spec.clusterIP}'])).to.equal('None');
    const outside = await api.kubectl(['create', 'service', 'clusterip', 'outside', '--clusterip=192.168.0.1', '--tcp=80']);
    expect(outside.stderr).to.match(/not in the valid range/);
  });

  it('says what upstream says of mistakes', async () => {
    expect((await api.kubectl(['get', 'cm', 'nothing'])).stderr).to.equal('Error from server (NotFound): configmaps "nothing" not found\n');
    expect((await api.kubectl(['create', '-f', '-'], { input: pod('bad').replace('containers', 'containersx') })).stderr).to.match(/strict decoding error: unknown field "spec.containersx"/);
  });

  it('says which part of a patch does not fit', async () => {
    const patch = await api.kubectl(['patch', 'deploy', 'web', '--type=json', '-p', '[{"op":"test","path":"/spec/replicas","value":99}]']);
    expect(patch.stderr).to.equal('The request is invalid: the server rejected our request due to an error in our request: testing value /spec/replicas failed: test failed\n');
  });

  it('watches, waits and logs', async () => {
    await api.ok(['create', '-f', '-'], { input: pod('logged') });
    expect((await api.kubectl(['logs', 'logged'])).stderr).to.match(/pod logged does not have a host assigned/);
    const waiting = api.ok(['wait', 'pod/logged', '--for=jsonpath={.status.phase}=Running', '--timeout=30s']);
    await bind('logged', 'n1');
    expect(await waiting).to.equal('pod/logged condition met\n');
    expect(await api.ok(['logs', 'logged', '--tail=3'])).to.equal('last 3 lines of c\n');
    const deleted = api.ok(['wait', 'pod/logged', '--for=delete', '--timeout=30s']);
    await api.ok(['delete', 'pod', 'logged', '--grace-period=0', '--force']);
    // Begun too late, it finds nothing to wait for and says nothing.
    expect(await deleted).to.be.oneOf(['pod/logged condition met\n', '']);
  });

  it('asks which container is meant', async () => {
    await api.ok(['create', '-f', '-'], { input: pod('two', [{ name: 'a', image: 'x' }, { name: 'b', image: 'x' }]) });
    const raw = await api.kubectl(['get', '--raw', '/api/v1/namespaces/default/pods/two/log']);
    expect(raw.stderr).to.match(/a container name must be specified for pod two, choose one of: \[a b\]/);
  });

  it('runs commands: output, exit code, standard input', async () => {
    await api.ok(['create', '-f', '-'], { input: pod('ran') });
    await bind('ran', 'n1');
    const failed = await api.kubectl(['exec', 'ran', '--', 'sh', '-c', 'exit 7']);
    expect([failed.code, failed.stdout]).to.deep.equal([7, 'ran sh -c exit 7\n']);
    expect(failed.stderr).to.match(/command terminated with exit code 7/);
    const fed = await api.kubectl(['exec', '-i', 'ran', '--', 'cat'], { input: 'x'.repeat(3_000_000) });
    expect([fed.code, fed.stdout, fed.stderr]).to.deep.equal([0, 'ran cat\n', 'read 3000000 bytes\n']);
    expect((await api.kubectl(['exec', 'ran', '-c', 'nothing', '--', 'true'])).stderr).to.match(/container nothing is not valid for pod ran/);
  });

  it('says so when no agent answers for a node', async () => {
    await api.ok(['create', '-f', '-'], { input: pod('lost') });
    await bind('lost', 'n2');
    const { code, stderr } = await api.kubectl(['exec', 'lost', '--', 'true']);
    expect(code).to.not.equal(0);
    expect(stderr).to.match(/node n2/);
  });

  it('looks at the past with an ordinary kubeconfig', async () => {
    const sequence = await api.ok(['create', 'configmap', 'past', '--from-literal=a=then', '-o', 'jsonpath={.metadata.resourceVersion}']);
    await api.ok(['patch', 'configmap', 'past', '-p', '{"data":{"a":"now"}}']);
    await api.ok(['delete', 'configmap', 'past']);
    const at = `/at/${sequence}`;
    expect(await api.ok(['get', 'configmap', 'past', '-o', 'jsonpath={.data.a}'], { at })).to.equal('then');
    expect(await api.ok(['get', 'configmaps', '-o', 'name'], { at })).to.contain('configmap/past');
    expect((await api.kubectl(['delete', 'configmap', 'past'], { at })).stderr).to.match(/the past is read-only/);
    expect(await api.ok(['get', 'deploy', '-A', '-o', 'wide'], { at: `/at/${new Date().toISOString()}` })).to.match(/web/);
  });

  it('says which stream protocols it speaks to one who offers none of them, and that an upgrade is needed', async () => {
    const refusal = async (headers: OutgoingHttpHeaders): Promise<readonly unknown[]> => {
      const outgoing = request({ host: '127.0.0.1', port: api.port, method: 'POST', path: '/api/v1/namespaces/default/pods/ran/exec?command=true&stdout=true', ...api.tls, headers: { 'Content-Length': '0', ...headers } });
      outgoing.end();
      const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
      answer.setEncoding('utf8');
      const [text] = (await once(answer, 'data')) as [string];
      const { code, message }: { readonly code: number; readonly message: string } = JSON.parse(text);
      return [code, message, answer.headers['x-accepted-stream-protocol-versions']];
    };
    expect(await refusal({ Connection: 'Upgrade', Upgrade: 'SPDY/3.1', 'X-Stream-Protocol-Version': 'v9.channel.k8s.io' })).to.deep.equal([
      403, 'unable to upgrade: unable to negotiate protocol: client supports [v9.channel.k8s.io], server supports [v4.channel.k8s.io v3.channel.k8s.io v2.channel.k8s.io channel.k8s.io]',
      'v4.channel.k8s.io, v3.channel.k8s.io, v2.channel.k8s.io, channel.k8s.io',
    ]);
    expect(await refusal({})).to.deep.equal([400, 'Upgrade request required', undefined]);
  });

  it('keeps a hundred watches alive while one does not read', async () => {
    const connections = new Agent({ ...api.tls, maxSockets: 200 });
    const open = async (): Promise<IncomingMessage> => {
      const outgoing = request({ host: '127.0.0.1', port: api.port, path: '/api/v1/namespaces/default/configmaps?watch=true&resourceVersion=', agent: connections });
      outgoing.end();
      return ((await once(outgoing, 'response')) as [IncomingMessage])[0];
    };
    const [stuck, ...watches] = await Promise.all(Array.from({ length: 101 }, open));
    stuck?.pause();
    const seen = watches.map((watch) => new Promise<void>((resolve) => {
      let text = '';
      watch.on('data', (chunk: Buffer) => {
        text += chunk.toString('utf8');
        if (text.includes('"name":"fan-out"')) resolve();
      });
    }));
    await api.ok(['create', 'configmap', 'fan-out']);
    await Promise.all(seen);
    connections.destroy();
  });

  describe('what nodes may fetch', () => {
    let other: Messaging;
    before(async () => {
      other = await api.messagingOf('n2');
      const serving = await api.messagingOfApi();
      stops.push(serveNodeFetch({ messaging: serving, follower: api.follower, sealer: api.sealer, tokens: api.tokens, clock: hostClock(), logger: createJsonLogger('test', 'error') }));
      await api.ok(['create', 'configmap', 'wanted', '--from-literal=k=v']);
      await api.ok(['create', 'configmap', 'unrelated']);
      await api.ok(['create', 'secret', 'generic', 'wanted', '--from-literal=p=q']);
      const containers = [{ name: 'c', image: 'x', envFrom: [{ configMapRef: { name: 'wanted' } }, { secretRef: { name: 'wanted' } }, { configMapRef: { name: 'missing' } }] }];
      await api.ok(['create', '-f', '-'], { input: pod('fetching', containers) });
      await bind('fetching', 'n1');
    });

    const fetch = async (messaging: Messaging, node: string, more: Partial<FetchRequest>): Promise<FetchAnswer> => {
      const podUid = await api.ok(['get', 'pod', 'fetching', '-o', 'jsonpath={.metadata.uid}']);
      const asked: FetchRequest = { podUid, namespace: 'default', pod: 'fetching', resource: 'configmaps', name: 'wanted', ...more };
      return JSON.parse(Buffer.from(await messaging.request(nodeSubjects.fetch(node), bytes(JSON.stringify(asked)), 5_000)).toString('utf8')) as FetchAnswer;
    };

    it('is what their own pods refer to', async () => {
      expect(await fetch(agent, 'n1', {})).to.have.nested.property('object.data.k', 'v');
      expect(await fetch(agent, 'n1', { resource: 'secrets' })).to.have.nested.property('object.data.p', 'cQ==');
      expect(await fetch(agent, 'n1', { name: 'missing' })).to.include({ reason: 'NotFound' });
    });

    it('is nothing else', async () => {
      expect(await fetch(agent, 'n1', { name: 'unrelated' })).to.include({ reason: 'Forbidden' });
      expect(await fetch(agent, 'n1', { podUid: 'another' })).to.include({ reason: 'Forbidden' });
      expect(await fetch(other, 'n2', {})).to.include({ reason: 'Forbidden' });
    });
  });
});
