import { randomBytes } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { expect } from 'chai';
import type { NatsConnection } from '@nats-io/transport-node';
import { stringify } from 'yaml';
import { memoryFolder } from '../../infra/cluster/memory-folder.ts';
import { connectNats } from '../../infra/nats/connect.ts';
import { inboxPrefixOf } from '../../infra/nats/users.ts';
import { natsCertificateName } from '../../infra/processes/nats-certificate-name.ts';
import { apiClient } from '../support/api-client.ts';
import { eventually } from '../support/eventually.ts';
import { startLiveCluster } from '../support/live-cluster.ts';
import type { LiveCluster } from '../support/live-cluster.ts';
import { filesHolding } from './files-holding.ts';
import { storedMessages } from './stored-messages.ts';

const word = (): string => randomBytes(18).toString('hex');
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** What must be found nowhere: as given, and as the API's `data` and manifests write it. */
const WORDS = { created: word(), applied: word(), changed: word(), malformed: word(), deleted: word() } as const;
const FORMS = Object.values(WORDS).flatMap((each) => [each, base64(each)]);
/** Not secret, and so what proves that the search finds things. */
const OPEN = word();

const secret = (name: string, content: object): string => stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name }, ...content });

const POD = stringify({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'reader', annotations: { open: OPEN } },
  spec: {
    terminationGracePeriodSeconds: 1,
    containers: [{
      name: 'web',
      image: 'shiplog/demo:1',
      env: [{ name: 'ONE', valueFrom: { secretKeyRef: { name: 'created', key: 'word' } } }],
      envFrom: [{ secretRef: { name: 'applied' }, prefix: 'ALL_' }],
      volumeMounts: [{ name: 'words', mountPath: '/words' }],
    }],
    volumes: [{ name: 'words', secret: { secretName: 'applied' } }],
  },
});

/** Every message an agent of the node is sent, as text. */
const tapAssignments = async ({ folder, config }: LiveCluster, node: string): Promise<{ readonly connection: NatsConnection; readonly seen: readonly string[] }> => {
  const identity = { node };
  const connection = await connectNats({
    servers: [`127.0.0.1:${config.natsPort}`], name: 'tap', inboxPrefix: inboxPrefixOf(identity), tls: { ca: folder.caCert, ...folder.certificate(natsCertificateName(identity)) },
  });
  const seen: string[] = [];
  connection.subscribe(`assign.${node}`, { callback: (_error, message) => void seen.push(message.string()) });
  await connection.flush();
  return { connection, seen };
};

const leaks = (text: string): readonly string[] => FORMS.filter((form) => text.includes(form));

describe('a Secret', function () {
  this.timeout(180_000);
  let cluster: LiveCluster;
  let tap: Awaited<ReturnType<typeof tapAssignments>>;
  /** A position of the log at which `applied` still had its first content. */
  let firstVersion = '';

  before(async () => {
    cluster = await startLiveCluster(['--nodes', '1']);
    tap = await tapAssignments(cluster, 'node-1');
    await cluster.ok(['create', 'secret', 'generic', 'created', `--from-literal=word=${WORDS.created}`]);
    await cluster.ok(['apply', '-f', '-'], { input: secret('applied', { stringData: { word: WORDS.applied } }) });
    await cluster.ok(['create', 'secret', 'generic', 'deleted', `--from-literal=word=${WORDS.deleted}`]);
    await cluster.ok(['delete', 'secret', 'deleted']);
    await cluster.ok(['apply', '-f', '-'], { input: POD });
    await cluster.ok(['wait', 'pod/reader', '--for=condition=Ready', '--timeout=60s']);
    firstVersion = await cluster.ok(['get', 'secret', 'applied', '-o', 'jsonpath={.metadata.resourceVersion}']);
    await cluster.ok(['apply', '-f', '-'], { input: secret('applied', { data: { word: base64(WORDS.changed) } }) });
  });
  after(async () => {
    await tap?.connection.close();
    await cluster?.stop();
  });

  it('is shown to who may read it, last-applied-configuration and all', async () => {
    expect(await cluster.ok(['get', 'secret', 'created', '-o', 'yaml'])).to.include(`word: ${base64(WORDS.created)}`);
    expect(await cluster.ok(['get', 'secret', 'applied', '-o', 'jsonpath={.data.word}'])).to.equal(base64(WORDS.changed));
    expect(await cluster.ok(['get', 'secret', 'applied', '-o', 'jsonpath={.metadata.annotations}'])).to.include('last-applied-configuration').and.include(base64(WORDS.changed));
  });

  it('is shown as it was to who may read it now', async () => {
    const { stdout, stderr } = await cluster.shiplog(['at', firstVersion, '--', 'kubectl', 'get', 'secret', 'applied', '-o', 'jsonpath={.data.word} {.metadata.annotations}']);
    expect(stdout, stderr).to.match(new RegExp(`^${base64(WORDS.applied)} `)).and.include(`\\"word\\":\\"${WORDS.applied}\\"`);
  });

  it('reaches the container by environment and volume, the latter in memory only', async () => {
    const seen = await cluster.ok(['exec', 'reader', '--', 'sh', '-c', 'echo $ONE $ALL_word; cat /words/word']);
    expect(seen).to.equal(`${WORDS.created} ${WORDS.applied}\n${WORDS.applied}`);
    expect((await filesHolding(memoryFolder(cluster.config), [WORDS.applied])).length).to.be.greaterThan(0);
  });

  it('has a history that says which parts changed and not what they say', async () => {
    for (const args of [['history', 'secret/applied'], ['history', 'secret/applied', '-o', 'json'], ['history', 'secret/deleted', '-o', 'json'], ['why', 'secret/applied'], ['why', 'secret/applied', '-o', 'json'], ['why', 'pod/reader']]) {
      const { code, stdout, stderr } = await cluster.shiplog(args);
      expect([code, stderr], args.join(' ')).to.deep.equal([0, '']);
      expect(leaks(stdout), args.join(' ')).to.deep.equal([]);
    }
    const history = (await cluster.shiplog(['history', 'secret/applied'])).stdout;
    expect(history).to.include('SecretCreated').and.include('SecretDataChanged').and.include('kubernetes-admin');
  });

  it('is not quoted when it is refused', async () => {
    const api = await apiClient(cluster);
    try {
      const bodies: readonly object[] = [
        { metadata: { name: 'bad' }, data: { word: `${WORDS.malformed}!` } },
        { metadata: { name: 'bad' }, data: { word: { deep: WORDS.malformed } } },
        { metadata: { name: 'bad' }, data: [WORDS.malformed] },
        { metadata: { name: 'bad' }, type: 'kubernetes.io/dockerconfigjson', stringData: { '.dockerconfigjson': `{${WORDS.malformed}` } },
        { metadata: { name: 'bad' }, type: 'kubernetes.io/tls', stringData: { 'tls.key': WORDS.malformed } },
        { metadata: { name: 'bad' }, stringData: { 'no such/key': WORDS.malformed } },
      ];
      for (const body of bodies) {
        const answer = await api.send('POST', '/api/v1/namespaces/default/secrets', { apiVersion: 'v1', kind: 'Secret', ...body });
        expect([400, 422], answer.body).to.include(answer.status);
        expect(leaks(answer.body), answer.body).to.deep.equal([]);
      }
      const patch = await api.send('PUT', '/api/v1/namespaces/default/secrets/applied', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'applied' }, type: 'other', stringData: { word: WORDS.malformed } });
      expect(patch.status).to.equal(422);
      expect(leaks(patch.body)).to.deep.equal([]);
    } finally {
      api.close();
    }
  });

  it('is in no Event', async () => {
    const events = await cluster.ok(['get', 'events', '-A', '-o', 'json']);
    expect(events).to.include('Container started');
    expect(leaks(events)).to.deep.equal([]);
  });

  it('is in no assignment', async () => {
    await eventually('an assignment', () => tap.seen.filter((text) => text.includes('"name":"reader"')).length, { until: (count) => count > 0 });
    expect(tap.seen.some((text) => text.includes(OPEN))).to.equal(true);
    expect(leaks(tap.seen.join('\n'))).to.deep.equal([]);
  });

  it('is nowhere on the disk: store, snapshots, logs, node folders', async () => {
    expect(await filesHolding(cluster.folder.root, FORMS), 'while the cluster runs').to.deep.equal([]);
    await tap.connection.close();
    expect((await cluster.shiplog(['down'])).code).to.equal(0);
    // Stopping, every process has written what it folded.
    for (const component of ['api-server-0', 'controllers']) expect((await readdir(cluster.folder.snapshots(component))).length, component).to.be.greaterThan(0);
    expect(await filesHolding(cluster.folder.root, FORMS), 'stopped').to.deep.equal([]);
    const open = await filesHolding(cluster.folder.root, [OPEN]);
    expect(open.some((file) => file.startsWith('nats/store')), 'the search sees the store').to.equal(true);
    expect(open.some((file) => file.startsWith('snapshots/api-server-0')), 'the search sees snapshots').to.equal(true);
    expect(await readFile(cluster.folder.log('api-server-0'), 'utf8')).to.include('"started"');
  });

  it('is in no message of any stream, decompressed', async () => {
    const messages = await storedMessages(cluster.folder.natsStore);
    const streams = new Set(messages.map(({ stream }) => stream));
    // The inbox is empty once its observations are applied; each lies whole in the event it caused.
    expect([...streams]).to.include.members(['EVENTS', 'EVENTOBJECTS', 'KV_KEYS']);
    expect(messages.some(({ bytes }) => bytes.includes(OPEN)), 'the search sees messages').to.equal(true);
    expect(messages.filter(({ subject }) => subject.includes('.secrets.')).length, 'created, applied, changed, deleted').to.be.greaterThan(4);
    const holding = messages.flatMap(({ stream, subject, bytes }) => FORMS.filter((form) => bytes.includes(form)).map((form) => `${stream} ${subject}: ${form}`));
    expect(holding).to.deep.equal([]);
  });

  it('is there again when the cluster is', async () => {
    expect((await cluster.shiplog(['up'])).code).to.equal(0);
    expect(await cluster.ok(['get', 'secret', 'applied', '-o', 'jsonpath={.data.word}'])).to.equal(base64(WORDS.changed));
  });
});
