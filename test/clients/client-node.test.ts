import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { PassThrough, Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { AppsV1Api, Attach, CoreV1Api, Exec, KubeConfig, KubernetesObjectApi, Log, PatchStrategy, PortForward, Watch, makeInformer } from '@kubernetes/client-node';
import type { KubernetesObject, V1ConfigMap, V1Status } from '@kubernetes/client-node';
import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import type { LiveCluster } from '../support/live-cluster.ts';
import { sharedCluster } from '../support/shared-cluster.ts';

const collecting = (): { readonly stream: Writable; readonly text: () => string } => {
  let all = '';
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      all += chunk.toString('utf8');
      done();
    },
  });
  return { stream, text: () => all };
};

describe('@kubernetes/client-node, unmodified', function () {
  this.timeout(120_000);
  let cluster: LiveCluster;
  let ns: string;
  let config: KubeConfig;
  let core: CoreV1Api;

  const configMap = (name: string, data: Record<string, string>): V1ConfigMap => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: ns, labels: { app: 'node' } }, data });

  before(async () => {
    cluster = await sharedCluster();
    ns = await cluster.namespace('client-node');
    config = new KubeConfig();
    config.loadFromFile(cluster.folder.kubeconfig);
    core = config.makeApiClient(CoreV1Api);
    const containers = [{ name: 'c', image: 'shiplog/demo:1', ports: [{ containerPort: 8080 }] }, { name: 'echo', image: 'shiplog/demo:1', stdin: true, command: ['sh', '-c', 'while read line; do echo heard $line; done'] }];
    await core.createNamespacedPod({ namespace: ns, body: { metadata: { name: 'web', labels: { app: 'web' } }, spec: { terminationGracePeriodSeconds: 1, containers } } });
    await cluster.ok(['-n', ns, 'wait', 'pod/web', '--for=condition=Ready', '--timeout=60s']);
  });

  it('creates, reads, replaces, lists and deletes bodies that name no kind', async () => {
    const created = await core.createNamespacedConfigMap({ namespace: ns, body: { metadata: { name: 'plain' }, data: { a: '1' } } });
    expect(created.metadata?.creationTimestamp).instanceof(Date);
    const replaced = await core.replaceNamespacedConfigMap({ name: 'plain', namespace: ns, body: { ...created, data: { a: '2' } } });
    expect(replaced.data).deep.equal({ a: '2' });
    const { items } = await core.listNamespacedConfigMap({ namespace: ns, fieldSelector: 'metadata.name=plain' });
    expect(items.map(({ metadata }) => metadata?.name)).deep.equal(['plain']);
    await core.deleteNamespacedConfigMap({ name: 'plain', namespace: ns });
    const refused = await core.readNamespacedConfigMap({ name: 'plain', namespace: ns }).then(() => undefined, (error: unknown) => error as { code: number });
    expect(refused?.code).equal(404);
  });

  it('patches and applies by every strategy, with objects of any kind', async () => {
    const objects = KubernetesObjectApi.makeApiClient(config);
    await objects.create(configMap('patched', { a: '1' }));
    const patch = (object: object, strategy: PatchStrategy, manager?: string): Promise<V1ConfigMap> =>
      objects.patch(object as KubernetesObject, undefined, undefined, manager, strategy === PatchStrategy.ServerSideApply ? true : undefined, strategy) as Promise<V1ConfigMap>;
    const header = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'patched', namespace: ns } };
    expect((await patch({ ...header, data: { b: '2' } }, PatchStrategy.MergePatch)).data).deep.equal({ a: '1', b: '2' });
    expect((await patch({ ...header, data: { c: '3' } }, PatchStrategy.StrategicMergePatch)).data).deep.equal({ a: '1', b: '2', c: '3' });
    const applied = await patch({ ...header, data: { d: '4' } }, PatchStrategy.ServerSideApply, 'node');
    expect(applied.data).include({ a: '1', d: '4' });
    expect(applied.metadata?.managedFields?.filter(({ operation }) => operation === 'Apply').map(({ manager }) => manager)).deep.equal(['node']);
    expect((await patch({ ...header, data: { e: '5' } }, PatchStrategy.ServerSideApply, 'node')).data, 'what it no longer applies is gone').not.have.property('d');
    const byJson = await core.patchNamespacedConfigMap({ name: 'patched', namespace: ns, body: [{ op: 'remove', path: '/data/a' }] });
    expect(byJson.data).deep.equal({ b: '2', c: '3', e: '5' });
  });

  it('scales a deployment by its subresource', async () => {
    const apps = config.makeApiClient(AppsV1Api);
    const spec = { replicas: 0, selector: { matchLabels: { app: 'd' } }, template: { metadata: { labels: { app: 'd' } }, spec: { containers: [{ name: 'c', image: 'shiplog/demo:1' }] } } };
    await apps.createNamespacedDeployment({ namespace: ns, body: { metadata: { name: 'd' }, spec } });
    await eventually('its controller to have seen it', () => apps.readNamespacedDeploymentStatus({ name: 'd', namespace: ns }), { until: ({ status }) => status?.observedGeneration === 1 });
    const scale = await apps.readNamespacedDeploymentScale({ name: 'd', namespace: ns });
    expect(scale.spec?.replicas).equal(0);
    await apps.replaceNamespacedDeploymentScale({ name: 'd', namespace: ns, body: { ...scale, spec: { replicas: 1 } } });
    await eventually('a ready replica', () => apps.readNamespacedDeploymentStatus({ name: 'd', namespace: ns }), { until: ({ status }) => status?.readyReplicas === 1 });
  });

  it('informs: list and watch, add, update, delete, and again after the connection ends', async () => {
    const seen: string[] = [];
    const informer = makeInformer(config, `/api/v1/namespaces/${ns}/configmaps`, () => core.listNamespacedConfigMap({ namespace: ns, labelSelector: 'app=node' }), 'app=node');
    const note = (what: string) => (object: V1ConfigMap): void => { seen.push(`${what} ${object.metadata?.name}`); };
    informer.on('add', note('add'));
    informer.on('update', note('update'));
    informer.on('delete', note('delete'));
    let connects = 0;
    informer.on('connect', () => { connects += 1; });
    informer.on('error', () => undefined);
    const sees = (what: string): Promise<unknown> => eventually(what, () => seen, { until: (all) => all.includes(what) });
    await core.createNamespacedConfigMap({ namespace: ns, body: configMap('one', {}) });
    await informer.start();
    await sees('add one');
    await core.createNamespacedConfigMap({ namespace: ns, body: configMap('two', {}) });
    await sees('add two');
    await core.replaceNamespacedConfigMap({ name: 'two', namespace: ns, body: configMap('two', { a: '1' }) });
    await sees('update two');
    await core.deleteNamespacedConfigMap({ name: 'one', namespace: ns });
    await sees('delete one');
    // Stopped and started it lists anew, and goes on where it was.
    await informer.stop();
    await core.deleteNamespacedConfigMap({ name: 'two', namespace: ns });
    await core.createNamespacedConfigMap({ namespace: ns, body: configMap('three', {}) });
    await informer.start();
    await sees('add three');
    await sees('delete two');
    expect(connects).at.least(2);
    expect(informer.list(ns).map(({ metadata }) => metadata?.name)).include('three').not.include('two');
    await informer.stop();
  });

  it('watches until the server ends it, and is told what is too old', async () => {
    const phases: string[] = [];
    const ended = new Promise<unknown>((resolve) => {
      void new Watch(config).watch(`/api/v1/namespaces/${ns}/pods`, { timeoutSeconds: 1 }, (phase: string) => { phases.push(phase); }, resolve);
    });
    expect(await ended).equal(null);
    expect(phases).include('ADDED');
  });

  it('executes: output, input, exit code', async () => {
    const [stdout, stderr] = [collecting(), collecting()];
    const status = await new Promise<V1Status>((resolve, reject) => {
      new Exec(config).exec(ns, 'web', 'c', ['sh', '-c', 'cat; echo err >&2; exit 3'], stdout.stream, stderr.stream, Readable.from(['fed in\n']), false, resolve).catch(reject);
    });
    expect(stdout.text()).equal('fed in\n');
    expect(stderr.text()).equal('err\n');
    expect(status).include({ status: 'Failure', reason: 'NonZeroExitCode' });
    expect(status.details?.causes).deep.equal([{ reason: 'ExitCode', message: '3' }]);
  });

  it('attaches', async () => {
    const stdout = collecting();
    const stdin = new PassThrough();
    const socket = await new Attach(config).attach(ns, 'web', 'echo', stdout.stream, null, stdin, false);
    stdin.write('node\n');
    await eventually('the echo', stdout.text, { until: (all) => all.includes('heard node') });
    socket.close();
  });

  it('reads logs', async () => {
    const output = collecting();
    await new Log(config).log(ns, 'web', 'c', output.stream, { tailLines: 10 });
    await eventually('the log', output.text, { until: (all) => all.includes('shiplog demo, version 1') });
  });

  it('forwards a port', async () => {
    const server = createServer((socket) => { void new PortForward(config).portForward(ns, 'web', [8080], socket, null, socket); });
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    const { port } = server.address() as AddressInfo;
    const answered = await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } });
    expect(await text(answered.body as unknown as Readable)).equal('version 1\n');
    server.close();
  });
});
