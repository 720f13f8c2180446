import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import type { LiveCluster } from '../support/live-cluster.ts';
import { sharedCluster } from '../support/shared-cluster.ts';

const DEMO = 'shiplog/demo:1';
const container = (script: string, more: object = {}): object => ({ name: 'c', image: DEMO, command: ['sh', '-c', script], ...more });
const pod = (name: string, containers: readonly object[], more: object = {}): object =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, labels: { l: 'v' } }, spec: { terminationGracePeriodSeconds: 1, containers, ...more } });

const OBJECTS: readonly object[] = [
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { color: 'blue' }, binaryData: { icon: 'AAEC/w==' } },
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'key' }, stringData: { token: 'hunter2' } },
  pod('crash', [container('echo boom; exit 3')]),
  pod('pull', [container('true', { image: 'shiplog/missing:1' })]),
  pod('never', [container('true', { image: 'shiplog/missing:1', imagePullPolicy: 'Never' })]),
  pod('memory', [container('x=a; while true; do x=$x$x; done', { resources: { limits: { memory: '16Mi' } } })]),
  pod('absent', [container('true', { env: [{ name: 'X', valueFrom: { configMapKeyRef: { name: 'missing', key: 'k' } } }] })]),
  pod('init', [container('true')], { initContainers: [{ ...container('exit 4'), name: 'i' }] }),
  pod('good', [container('exit 0')], { restartPolicy: 'Never' }),
  pod('bad', [container('exit 2')], { restartPolicy: 'Never' }),
  pod('odd', [container('true')], { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'x' } }] }),
  pod('nowhere', [container('true')], { nodeSelector: { disk: 'ssd' } }),
  pod('full', [
    container('echo "$COLOR $TOKEN $ME"; cat /settings/icon | wc -c; stat -Lc %a /key/token; sleep 3600', {
      resources: { requests: { cpu: '10m', memory: '8Mi', 'ephemeral-storage': '1Mi' } },
      env: [{ name: 'ME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }, { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'key', key: 'token' } } }, { name: 'COLOR', value: '$(S_color)' }],
      envFrom: [{ prefix: 'S_', configMapRef: { name: 'settings' } }],
      volumeMounts: [{ name: 'settings', mountPath: '/settings' }, { name: 'key', mountPath: '/key' }],
    }),
  ], { volumes: [{ name: 'settings', configMap: { name: 'settings' } }, { name: 'key', secret: { secretName: 'key', defaultMode: 0o400 } }] }),
];

describe('kubectl, unmodified, with pods of all sorts', function () {
  this.timeout(120_000);
  let cluster: LiveCluster;
  let ns: string;

  before(async () => {
    cluster = await sharedCluster();
    ns = await cluster.namespace('pods');
    await cluster.ok(['-n', ns, 'create', '-f', '-'], { input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: OBJECTS }) });
  });
  after(() => cluster.ok(['delete', 'namespace', ns, '--wait=false']));

  const ok = (...args: string[]): Promise<string> => cluster.ok(['-n', ns, ...args]);
  /** The pod's line once its STATUS cell is this. */
  const shows = (name: string, status: string): Promise<string> =>
    eventually(`${name} to show ${status}`, () => ok('get', 'pod', name, '--no-headers'), { until: (line) => line.split(/ +/)[2] === status });

  const STATUSES: readonly (readonly [name: string, status: string])[] = [
    ['good', 'Completed'],
    ['bad', 'Error'],
    ['never', 'ErrImageNeverPull'],
    ['absent', 'CreateContainerConfigError'],
    ['odd', 'ContainerCreating'],
    ['nowhere', 'Pending'],
    ['full', 'Running'],
    ['pull', 'ImagePullBackOff'],
    ['init', 'Init:CrashLoopBackOff'],
    ['memory', 'CrashLoopBackOff'],
    ['crash', 'CrashLoopBackOff'],
  ];
  for (const [name, status] of STATUSES) it(`shows ${status} for ${name}`, () => shows(name, status));

  const EVENTS: readonly (readonly [name: string, type: string, reason: string, message: RegExp])[] = [
    ['crash', 'Warning', 'BackOff', /^Back-off restarting failed container c in pod crash_pods-\d+\([0-9a-f-]{36}\)$/m],
    ['pull', 'Normal', 'BackOff', /^Back-off pulling image "shiplog\/missing:1"$/m],
    ['pull', 'Warning', 'Failed', /^Failed to pull image "shiplog\/missing:1": (?!\(HTTP)/m],
    ['odd', 'Warning', 'FieldNotSupported', /persistentVolumeClaim is not supported yet$/m],
    ['nowhere', 'Warning', 'FailedScheduling', /^0\/\d nodes are available: \d node\(s\) didn't match Pod's node affinity\/selector\.$/m],
    ['absent', 'Warning', 'Failed', /^Error: configmap "missing" not found$/m],
  ];
  for (const [name, type, reason, message] of EVENTS) {
    it(`tells of ${name}: ${type} ${reason}`, async () => {
      const read = (): Promise<string> => ok('get', 'events', `--field-selector=involvedObject.name=${name},type=${type},reason=${reason}`, '-o', 'jsonpath={range .items[*]}{.message}{"\\n"}{end}');
      expect(await eventually(`events of ${name}`, read, { until: (text) => message.test(text) })).to.match(message);
    });
  }

  it('tells what ended a container', async () => {
    const read = (name: string): Promise<string> => ok('get', 'pod', name, '-o', 'jsonpath={.status.containerStatuses[0].lastState.terminated.reason} {.status.containerStatuses[0].lastState.terminated.exitCode}');
    const ended = (name: string): Promise<string> => eventually('an end', () => read(name), { until: (text) => text.trim() !== '' });
    expect(await ended('memory')).to.equal('OOMKilled 137');
    expect(await ended('crash')).to.equal('Error 3');
    expect(await ok('logs', 'crash', '--previous')).to.equal('boom\n');
  });

  it('gives containers what ConfigMaps, Secrets and the pod itself hold', async () => {
    expect(await eventually('the output', () => ok('logs', 'full'), { until: (text) => text.split('\n').length > 3 })).to.equal('blue hunter2 full\n4\n400\n');
  });

  it('says once that a command cannot be started', async () => {
    const { code, stdout, stderr } = await cluster.kubectl(['-n', ns, 'exec', 'full', '--', 'no-such-command']);
    expect([code, stdout]).to.deep.equal([1, '']);
    expect(stderr).to.match(/^error: .*"no-such-command": executable file not found in \$PATH/);
    const spoken = await cluster.kubectl(['-n', ns, 'exec', 'full', '--', 'sh', '-c', 'echo OCI runtime exec failed: says the command; exit 127']);
    expect([spoken.code, spoken.stdout]).to.deep.equal([127, 'OCI runtime exec failed: says the command\n']);
  });

  it('explains why no log can be had', async () => {
    expect((await cluster.kubectl(['-n', ns, 'logs', 'pull'])).stderr).to.match(/container "c" in pod "pull" is waiting to start: trying and failing to pull image/);
    expect((await cluster.kubectl(['-n', ns, 'logs', 'nowhere'])).stderr).to.match(/pod nowhere does not have a host assigned/);
    expect((await cluster.kubectl(['-n', ns, 'logs', 'good', '--previous'])).stderr).to.match(/previous terminated container "c" in pod "good" not found/);
  });
});
