import { expect } from 'chai';
import Docker from 'dockerode';
import { RefusalError } from '../../events/errors.ts';
import { objectsAt, stringAt, valueAt } from '../../events/json-path.ts';
import type { JsonObject } from '../../events/json.ts';
import type { PodFact } from '../../events/node/messages.ts';
import { hostClock } from '../../infra/host/clock.ts';
import { hostEntropy } from '../../infra/host/entropy.ts';
import { ensureDemoImage } from '../../infra/runtime-docker/demo-image.ts';
import { createDockerRuntime } from '../../infra/runtime-docker/docker-runtime.ts';
import { createTunnelClient } from '../../services/kit/tunnel/client.ts';
import type { NodeTunnel, NodeTunnelStream, TunnelEnd } from '../../services/kit/tunnel/port.ts';
import { removeCluster, testBusybox } from '../support/docker.ts';
import { eventually } from '../support/eventually.ts';
import type { AgentHarness } from './agent-harness.ts';
import { createAgentHarness } from './agent-harness.ts';

const status = ({ status: found }: PodFact): JsonObject => objectsAt(found, 'containerStatuses')[0] ?? {};
const ready = (fact: PodFact): boolean => stringAt(objectsAt(fact.status, 'conditions').find(({ type }) => type === 'Ready') ?? {}, 'status') === 'True';

const collect = async (stream: NodeTunnelStream): Promise<{ readonly text: string; readonly end: TunnelEnd }> => {
  let text = '';
  for await (const { bytes } of stream.frames) text += new TextDecoder().decode(bytes);
  return { text, end: await stream.end };
};

describe('agent on Docker', function suite() {
  this.timeout(60_000);
  const docker = new Docker({ socketPath: '/var/run/docker.sock' });
  const cluster = `agent-${process.pid}`;
  let harness: AgentHarness;
  let tunnel: NodeTunnel;
  let image = '';

  before(async () => {
    const busyboxPath = await testBusybox();
    image = await ensureDemoImage(docker, { busyboxPath, version: '1' });
    const open = (): ReturnType<typeof createDockerRuntime> => createDockerRuntime({ cluster, node: 'n1', network: { subnet: '10.214.0.0/24', gateway: '10.214.0.1' }, busyboxPath });
    harness = await createAgentHarness(open, '10.214.0.0/24');
    tunnel = createTunnelClient({ messaging: harness.bus.client(), clock: hostClock(), entropy: hostEntropy() });
  });
  after(async () => {
    await harness.close();
    await removeCluster(docker, cluster);
  });

  const web = (more: JsonObject = {}): JsonObject => ({ name: 'web', image, imagePullPolicy: 'IfNotPresent', resources: {}, terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File', ...more });
  const sh = (script: string, more: JsonObject = {}): JsonObject => web({ command: ['sh', '-c', script], ...more });
  const exec = async (podUid: string, pod: string, script: string): Promise<{ readonly text: string; readonly end: TunnelEnd }> =>
    collect(await tunnel.open('n1', { kind: 'exec', namespace: 'default', pod, podUid, container: 'web', command: ['sh', '-c', script], stdin: false, stdout: true, stderr: true, tty: false }));

  it('runs a pod with environment, volumes, hosts, name, probes, exec and logs', async () => {
    await harness.startAgent();
    harness.objects.set('configmaps/default/settings', { data: { color: 'blue', 'page.html': '<p>hi</p>' } });
    harness.objects.set('secrets/default/key', { data: { token: Buffer.from('s3cret').toString('base64') } });
    const uid = harness.run('web', {
      securityContext: { fsGroup: 2000 },
      volumes: [
        { name: 'config', configMap: { name: 'settings', defaultMode: 0o644, items: [{ key: 'page.html', path: 'www/index.html', mode: 0o444 }] } },
        { name: 'key', secret: { secretName: 'key', defaultMode: 0o400 } },
        { name: 'scratch', emptyDir: {} },
        { name: 'about', downwardAPI: { defaultMode: 0o644, items: [{ path: 'labels', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.labels' } }] } },
      ],
      containers: [web({
        env: [
          { name: 'NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
          { name: 'IP', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } } },
          { name: 'COLOR', valueFrom: { configMapKeyRef: { name: 'settings', key: 'color' } } },
          { name: 'GREETING', value: 'hello $(NAME) $(NOBODY) $$(NAME)' },
          { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1m' } } },
        ],
        envFrom: [{ prefix: 'KEY_', secretRef: { name: 'key' } }],
        ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
        resources: { limits: { cpu: '250m', memory: '64Mi' }, requests: { cpu: '100m', memory: '32Mi' } },
        readinessProbe: { httpGet: { path: '/', port: 'http', scheme: 'HTTP' }, periodSeconds: 1, timeoutSeconds: 1, successThreshold: 1, failureThreshold: 3 },
        livenessProbe: { exec: { command: ['true'] }, periodSeconds: 1, timeoutSeconds: 1, successThreshold: 1, failureThreshold: 3 },
        volumeMounts: [
          { name: 'config', mountPath: '/config' }, { name: 'key', mountPath: '/key', readOnly: true }, { name: 'scratch', mountPath: '/scratch' },
          { name: 'config', mountPath: '/single', subPath: 'www/index.html' }, { name: 'about', mountPath: '/about' },
        ],
      })],
    });
    const fact = await harness.until(uid, 'ready', ready);
    const script = 'echo $NAME $IP $COLOR $CPU "$GREETING" $KEY_token; cat /config/www/index.html /single /key/token /about/labels; echo; hostname; grep web /etc/hosts; echo x > /scratch/y && ls /scratch; stat -c %a /scratch; echo $KUBERNETES_SERVICE_HOST';
    const { text, end } = await exec(uid, 'web', script);
    const ip = String(fact.status.podIP);
    expect(end).to.deep.equal({ kind: 'exit', exitCode: 0 });
    expect(text.split('\n')).to.deep.equal([
      `web ${ip} blue 250 hello web $(NOBODY) $(NAME) s3cret`, '<p>hi</p><p>hi</p>s3cretapp="web"', 'web', `${ip}\tweb`, 'y', '2777', '10.96.0.1', '',
    ]);
    expect((await exec(uid, 'web', 'exit 7')).end).to.deep.equal({ kind: 'exit', exitCode: 7 });
    const logs = await collect(await tunnel.open('n1', { kind: 'logs', namespace: 'default', pod: 'web', podUid: uid, container: 'web', follow: false, previous: false, timestamps: false, tailLines: 100 }));
    expect(logs.text).to.contain('shiplog demo, version 1, in web');
    harness.terminate(uid, 5);
    await harness.until(uid, 'gone', ({ gone }) => gone);
  });

  it('reports exits, their last words and previous logs, and memory running out', async () => {
    const uid = harness.run('crash', { containers: [sh('echo I am $HOSTNAME; echo sorry > /dev/termination-log; exit 3')] });
    const crashed = await harness.until(uid, 'CrashLoopBackOff', (fact) => stringAt(status(fact), 'state', 'waiting', 'reason') === 'CrashLoopBackOff');
    expect(valueAt(status(crashed), 'lastState', 'terminated')).to.include({ exitCode: 3, reason: 'Error', message: 'sorry\n' });
    const logs = await collect(await tunnel.open('n1', { kind: 'logs', namespace: 'default', pod: 'crash', podUid: uid, container: 'web', follow: false, previous: true, timestamps: false }));
    expect(logs.text).to.equal('I am crash\n');
    const hungry = harness.run('hungry', { restartPolicy: 'Never', containers: [sh('x=a; while :; do x="$x$x"; done', { resources: { limits: { memory: '16Mi' } } })] });
    const ended = await harness.until(hungry, 'Failed', (fact) => fact.status.phase === 'Failed');
    expect(stringAt(status(ended), 'state', 'terminated', 'reason')).to.equal('OOMKilled');
    for (const each of [uid, hungry]) harness.terminate(each, 0);
    for (const each of [uid, hungry]) await harness.until(each, 'gone', ({ gone }) => gone);
  });

  it('restarts what fails its liveness probe and says what cannot be run', async () => {
    const uid = harness.run('sick', { terminationGracePeriodSeconds: 1, containers: [sh('trap "exit 0" TERM; sleep 3600 & wait', { livenessProbe: { exec: { command: ['false'] }, periodSeconds: 1, timeoutSeconds: 1, successThreshold: 1, failureThreshold: 1 } })] });
    const broken = harness.run('broken', { restartPolicy: 'Never', containers: [web({ command: ['/not-there'] })] });
    await harness.until(uid, 'a restart', (fact) => status(fact).restartCount === 1);
    expect(harness.notes(uid).join('\n')).to.contain('Warning Unhealthy Liveness probe failed').and.contain('Container web failed liveness probe, will be restarted');
    const failed = await harness.until(broken, 'Failed', (fact) => fact.status.phase === 'Failed');
    expect(valueAt(status(failed), 'state', 'terminated', 'reason')).to.equal('ContainerCannotRun');
    for (const each of [uid, broken]) harness.terminate(each, 0);
    for (const each of [uid, broken]) await harness.until(each, 'gone', ({ gone }) => gone);
  });

  it('hands every key on to a terminal, those of the Engine too', async () => {
    const uid = harness.run('keys', { containers: [sh('trap "exit 0" TERM; sleep 3600 & wait')] });
    await harness.until(uid, 'ready', ready);
    const stream = await tunnel.open('n1', { kind: 'exec', namespace: 'default', pod: 'keys', podUid: uid, container: 'web', command: ['sh', '-c', 'busybox stty raw -echo; echo go; head -c 3 | busybox od -An -tx1'], stdin: true, stdout: true, stderr: false, tty: true });
    let text = '';
    for await (const { bytes } of stream.frames) {
      if (text === '') await stream.send({ channel: 0, bytes: Uint8Array.of(0x10, 0x11, 0x41) });
      text += new TextDecoder().decode(bytes);
    }
    expect(text).to.contain('10 11 41');
    expect(await stream.end).to.deep.equal({ kind: 'exit', exitCode: 0 });
    harness.terminate(uid, 0);
    await harness.until(uid, 'gone', ({ gone }) => gone);
  });

  it('reaches what listens in a pod, on its address or on its loopback address alone, and says when nobody does', async () => {
    const uid = harness.run('net', { containers: [sh('trap "exit 0" TERM; httpd -p 127.0.0.1:7070 -h /www; httpd -p 8080 -h /www; sleep 3600 & wait')] });
    await harness.until(uid, 'ready', ready);
    const fetched = async (port: number, loopback: boolean): Promise<string> => {
      const stream = await tunnel.open('n1', { kind: 'connect', namespace: 'default', pod: 'net', podUid: uid, port, loopback });
      await stream.send({ channel: 0, bytes: new TextEncoder().encode('GET / HTTP/1.0\r\n\r\n') });
      const { text, end } = await collect(stream);
      expect(end).to.deep.equal({ kind: 'exit', exitCode: 0 });
      return text.slice(text.indexOf('\r\n\r\n') + 4);
    };
    // A pod without a readiness probe is ready before its servers listen.
    await eventually('a server', () => fetched(8080, false).catch(() => undefined), { until: (page) => page !== undefined });
    expect([await fetched(8080, false), await fetched(8080, true), await fetched(7070, true)]).to.deep.equal(['version 1\n', 'version 1\n', 'version 1\n']);
    for (const [port, loopback] of [[7070, false], [9999, true]] as const) {
      const refusal = await fetched(port, loopback).then(() => undefined, (error: unknown) => error);
      expect(refusal instanceof RefusalError && refusal.refusal.message).to.match(new RegExp(`^dial tcp 10\\.214\\.0\\.\\d+:${port}: connect: connection refused$`));
    }
    harness.terminate(uid, 0);
    await harness.until(uid, 'gone', ({ gone }) => gone);
  });

  it('sends input to a command until its end, and large output whole', async () => {
    const uid = harness.run('io', { containers: [sh('trap "exit 0" TERM; sleep 3600 & wait')] });
    await harness.until(uid, 'ready', ready);
    const stream = await tunnel.open('n1', { kind: 'exec', namespace: 'default', pod: 'io', podUid: uid, container: 'web', command: ['cat'], stdin: true, stdout: true, stderr: true, tty: false });
    const received = collect(stream);
    const megabyte = new Uint8Array(1024 * 1024).fill(97);
    await stream.send({ channel: 0, bytes: megabyte });
    stream.closeInput(0);
    const { text, end } = await received;
    expect(text.length).to.equal(megabyte.length);
    expect(end).to.deep.equal({ kind: 'exit', exitCode: 0 });
    harness.terminate(uid, 0);
    await harness.until(uid, 'gone', ({ gone }) => gone);
    expect(await docker.listContainers({ all: true, filters: { label: [`io.shiplog.cluster=${cluster}`] } })).to.deep.equal([]);
  });
});
