import { readFile, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import { bounded, kept, ordered, unique } from '../guarantees/validators.ts';
import { apiClient } from '../support/api-client.ts';
import type { ApiClient } from '../support/api-client.ts';
import { eventually } from '../support/eventually.ts';
import { startLiveCluster } from '../support/live-cluster.ts';
import type { LiveCluster } from '../support/live-cluster.ts';
import { readCommits } from '../support/read-commits.ts';
import { startBackgroundWriter } from './background-writer.ts';
import { faults } from './faults.ts';
import type { Surroundings } from './faults.ts';
import { livePodCourse } from './live-pod-course.ts';
import { startRecorder } from './start-recorder.ts';
import type { StartRecorder } from './start-recorder.ts';
import { startTcpGate } from './tcp-gate.ts';
import type { TcpGate } from './tcp-gate.ts';
import { startVersionWatcher } from './version-watcher.ts';

const REPLICAS = 10;
const MAX_SURGE = 3;

const deployment = (image: string): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'ten' },
  spec: {
    replicas: REPLICAS,
    selector: { matchLabels: { app: 'ten' } },
    strategy: { rollingUpdate: { maxSurge: MAX_SURGE, maxUnavailable: 2 } },
    template: {
      metadata: { labels: { app: 'ten' } },
      spec: { terminationGracePeriodSeconds: 2, containers: [{ name: 'web', image, imagePullPolicy: 'IfNotPresent' }] },
    },
  },
});

const resourceVersionOf = (body: string): string => (JSON.parse(body) as { metadata: { resourceVersion: string } }).metadata.resourceVersion;

describe('a rollout to ten replicas goes on through', function () {
  this.timeout(240_000);
  let cluster: LiveCluster;
  let gate: TcpGate;
  let api: ApiClient;
  let recorder: StartRecorder;
  let surroundings: Surroundings;
  let image = 'shiplog/demo:1';

  before(async () => {
    cluster = await startLiveCluster(['--nodes', '2', '--api', '2']);
    gate = await startTcpGate(cluster.config.natsPort);
    // node-2 reaches NATS through the gate from now on.
    await cluster.shiplog(['down']);
    const config = { ...(JSON.parse(await readFile(cluster.folder.config, 'utf8')) as object), natsPortOfNode: { 'node-2': gate.port } };
    await writeFile(cluster.folder.config, JSON.stringify(config));
    const resumed = await cluster.shiplog(['up']);
    expect(resumed.code, resumed.stderr).to.equal(0);
    api = await apiClient(cluster);
    recorder = startRecorder(cluster.docker, cluster.config.name);
    const namespace = await cluster.namespace('faults');
    surroundings = { cluster, namespace, gate };
    await cluster.ok(['-n', namespace, 'apply', '-f', '-'], { input: JSON.stringify(deployment(image)) });
    await cluster.ok(['-n', namespace, 'rollout', 'status', 'deployment/ten', '--timeout=120s']);
  });

  after(async () => {
    await recorder.stop();
    api.close();
    await cluster.stop();
    await gate.close();
  });

  /** Enough of the new pods exist, not all: the middle of the rollout. */
  const middleOfRollout = async (namespace: string): Promise<void> => {
    const updated = async (): Promise<number> => Number((await cluster.kubectl(['-n', namespace, 'get', 'deployment', 'ten', '-o', 'jsonpath={.status.updatedReplicas}'])).stdout || '0');
    await eventually('the middle of the rollout', updated, { until: (count) => count >= 3 });
  };

  for (const [index, fault] of faults.entries()) {
    it(fault.name, async () => {
      const { namespace } = surroundings;
      const path = `/api/v1/namespaces/${namespace}/pods`;
      const watcher = startVersionWatcher(api, path, resourceVersionOf((await api.send('GET', path)).body));
      const writer = startBackgroundWriter(api, namespace, `ack-${index}`);
      image = image === 'shiplog/demo:1' ? 'shiplog/demo:2' : 'shiplog/demo:1';
      await cluster.ok(['-n', namespace, 'set', 'image', 'deployment/ten', `web=${image}`]);
      await middleOfRollout(namespace);
      await fault.inject(surroundings);
      await eventually('the rollout', () => cluster.kubectl(['-n', namespace, 'rollout', 'status', 'deployment/ten', '--timeout=120s']), { until: ({ code }) => code === 0, withinMs: 150_000 });
      const acknowledged = await writer.stop();
      const versions = await watcher.stop();
      const found = new Set((await cluster.ok(['-n', namespace, 'get', 'configmaps', '-o', 'name'])).split('\n').map((name) => name.replace('configmap/', '')));
      expect(acknowledged.length, 'acknowledged writes').to.be.greaterThan(0);
      expect(versions.length, 'watched versions').to.be.greaterThan(0);
      expect(kept(acknowledged, found), 'acknowledged and lost').to.deep.equal([]);
      expect(ordered(versions), 'versions going back').to.deep.equal([]);
      expect(unique(recorder.starts), 'started twice').to.deep.equal([]);
    });
  }

  it('never with more pods than the strategy allows', async () => {
    const course = livePodCourse(await readCommits(cluster), { namespace: surroundings.namespace, app: 'ten' });
    expect(course.length).to.be.greaterThan(REPLICAS);
    expect(bounded(course, REPLICAS + MAX_SURGE)).to.deep.equal([]);
  });
});
