import { readFile, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import { componentList } from '../../infra/processes/component-list.ts';
import { readSupervisorState } from '../../infra/supervisor/supervisor-state.ts';
import { bounded, kept, ordered, unique } from '../guarantees/validators.ts';
import { apiClient } from '../support/api-client.ts';
import type { ApiClient } from '../support/api-client.ts';
import { eventually } from '../support/eventually.ts';
import { startLiveCluster } from '../support/live-cluster.ts';
import type { LiveCluster } from '../support/live-cluster.ts';
import { readCommits } from '../support/read-commits.ts';
import { startBackgroundWriter } from './background-writer.ts';
import { faults, killEngine } from './faults.ts';
import type { Fault, Surroundings } from './faults.ts';
import { leftoversOf, processesOf } from './leftovers.ts';
import { livePodCourse } from './live-pod-course.ts';
import { readPodFacts } from './pod-facts.ts';
import type { PodFacts } from './pod-facts.ts';
import { startRecorder } from './start-recorder.ts';
import type { StartRecorder } from './start-recorder.ts';
import { startTcpGate } from './tcp-gate.ts';
import type { TcpGate } from './tcp-gate.ts';
import { startVersionWatcher } from './version-watcher.ts';

const REPLICAS = 10;
const MAX_SURGE = 3;
const IMAGES = ['shiplog/demo:1', 'shiplog/demo:2'] as const;

const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'web' }, stringData: { password: 'correct horse' } };

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'ten' },
  spec: {
    replicas: REPLICAS,
    selector: { matchLabels: { app: 'ten' } },
    strategy: { rollingUpdate: { maxSurge: MAX_SURGE, maxUnavailable: 2 } },
    template: {
      metadata: { labels: { app: 'ten' } },
      spec: {
        terminationGracePeriodSeconds: 2,
        containers: [{ name: 'web', image: IMAGES[0], imagePullPolicy: 'IfNotPresent', volumeMounts: [{ name: 'password', mountPath: '/password' }] }],
        volumes: [{ name: 'password', secret: { secretName: 'web' } }],
      },
    },
  },
};

const newcomer = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'newcomer' },
  spec: { nodeName: 'node-1', terminationGracePeriodSeconds: 1, containers: [{ name: 'web', image: IMAGES[0], imagePullPolicy: 'IfNotPresent' }] },
};

const identities = (pods: readonly PodFacts[]): readonly string[] => pods.map(({ name, uid, node }) => `${name} ${uid} ${String(node)}`);

describe('a cluster survives', function () {
  this.timeout(240_000);
  let cluster: LiveCluster;
  let gate: TcpGate;
  let api: ApiClient;
  let recorder: StartRecorder;
  let surroundings: Surroundings;
  let isReset = false;
  let rollouts = 0;
  let beforeDown: readonly PodFacts[];
  let runningAfterDown: readonly string[];

  const inNamespace = (...args: string[]): Promise<string> => cluster.ok(['-n', surroundings.namespace, ...args]);
  const pods = (): Promise<readonly PodFacts[]> => readPodFacts(cluster, surroundings.namespace);
  const up = async (): Promise<void> => {
    const resumed = await cluster.shiplog(['up']);
    expect(resumed.code, resumed.stderr).to.equal(0);
  };
  const rolledOut = async (): Promise<void> => {
    const status = ['-n', surroundings.namespace, 'rollout', 'status', 'deployment/ten', '--timeout=120s'];
    await eventually('the rollout', () => cluster.kubectl(status, { timeoutMs: 130_000 }), { until: ({ code }) => code === 0, withinMs: 150_000 });
  };
  /** Ten pods that run, and no other. */
  const settled = (): Promise<readonly PodFacts[]> =>
    eventually('ten running pods', pods, { until: (found) => found.length === REPLICAS && found.every(({ ready, terminating }) => ready && !terminating), withinMs: 60_000 });

  before(async () => {
    cluster = await startLiveCluster(['--nodes', '2', '--api', '2']);
    gate = await startTcpGate(cluster.config.natsPort);
    recorder = await startRecorder(cluster.docker, cluster.config.name);
    surroundings = { cluster, namespace: await cluster.namespace('faults'), gate };
    await cluster.ok(['-n', surroundings.namespace, 'apply', '-f', '-'], { input: [secret, deployment].map((object) => JSON.stringify(object)).join('\n---\n') });
    await rolledOut();
    beforeDown = await settled();
    await cluster.shiplog(['down']);
    runningAfterDown = await processesOf(cluster);
    // node-2 reaches NATS through the gate from now on.
    const config = { ...(JSON.parse(await readFile(cluster.folder.config, 'utf8')) as object), natsPortOfNode: { 'node-2': gate.port } };
    await writeFile(cluster.folder.config, JSON.stringify(config));
    await up();
    api = await apiClient(cluster);
  });

  after(async () => {
    await recorder?.stop();
    api?.close();
    await gate?.close();
    if (!isReset) await cluster?.stop();
  });

  it('down and up: the same pods run again, each container started once more', async () => {
    expect(runningAfterDown).to.deep.equal([]);
    const after = await eventually('all pods to run again', pods, { until: (found) => found.length === REPLICAS && found.every(({ ready, restartCount }) => ready && restartCount === 1) });
    expect(identities(after)).to.deep.equal(identities(beforeDown));
    expect(unique(recorder.starts()), 'started twice').to.deep.equal([]);
  });

  /** Enough of the new pods exist, not all: the middle of the rollout. */
  const middleOfRollout = async (): Promise<void> => {
    const updated = async (): Promise<number> => Number((await cluster.kubectl(['-n', surroundings.namespace, 'get', 'deployment', 'ten', '-o', 'jsonpath={.status.updatedReplicas}'])).stdout || '0');
    await eventually('the middle of the rollout', updated, { until: (count) => count >= 3 });
  };

  /** A rollout during which something breaks: it completes, nothing acknowledged is lost, nothing starts twice or goes back. */
  const survive = async (fault: Fault): Promise<void> => {
    rollouts += 1;
    const startsBefore = recorder.starts().length;
    const watcher = startVersionWatcher(api, `/api/v1/namespaces/${surroundings.namespace}/pods`);
    const writer = startBackgroundWriter(api, surroundings.namespace, `ack-${rollouts}`);
    await inNamespace('set', 'image', 'deployment/ten', `web=${IMAGES[rollouts % IMAGES.length] ?? ''}`);
    await middleOfRollout();
    await fault.inject(surroundings);
    await rolledOut();
    await settled();
    const acknowledged = await writer.stop();
    const versions = await watcher.stop();
    const found = new Set((await inNamespace('get', 'configmaps', '-o', 'name')).split('\n').map((name) => name.replace('configmap/', '')));
    expect(acknowledged.names.length, 'acknowledged writes').to.be.greaterThan(0);
    expect(recorder.starts().length - startsBefore, 'recorded starts').to.be.greaterThan(REPLICAS);
    expect(versions.length, 'watched versions').to.be.greaterThan(0);
    expect(kept(acknowledged.names, found), 'acknowledged and lost').to.deep.equal([]);
    expect(ordered(versions), 'watched versions going back').to.deep.equal([]);
    expect(ordered(acknowledged.versions), 'written versions going back').to.deep.equal([]);
    expect(unique(recorder.starts()), 'started twice').to.deep.equal([]);
  };

  for (const fault of faults) it(`${fault.name} in the middle of a rollout`, () => survive(fault));

  it('kill -9 of an agent without any container noticing', async () => {
    const before = await settled();
    const agent = faults.find(({ name }) => name.includes('agent-node-1'));
    await agent?.inject(surroundings);
    // That the new agent does its work shows that it has taken over what it found.
    await cluster.ok(['-n', surroundings.namespace, 'apply', '-f', '-'], { input: JSON.stringify(newcomer) });
    await inNamespace('wait', '--for=condition=Ready', 'pod/newcomer', '--timeout=30s');
    await inNamespace('delete', 'pod', 'newcomer', '--timeout=30s');
    expect(await settled()).to.deep.equal(before);
  });

  const killSupervisor = (): void => {
    process.kill(readSupervisorState(cluster.folder.supervisorState)!.pid, 'SIGKILL');
  };

  it('kill -9 of the supervisor: up leaves one of each process, and no container notices', async () => {
    const before = await settled();
    killSupervisor();
    await up();
    const components = componentList(cluster.config).map(({ name }) => name);
    expect(await processesOf(cluster)).to.deep.equal(['nats-server', 'supervisor', ...components].sort());
    expect(await settled()).to.deep.equal(before);
  });

  // Last, since it stops the containers of every other cluster on this machine too.
  it(`${killEngine.name} in the middle of a rollout`, () => survive(killEngine));

  it('all that with never more pods than the strategy allows', async () => {
    const course = livePodCourse(await readCommits(cluster), { namespace: surroundings.namespace, app: 'ten' });
    expect(course.length).to.be.greaterThan(REPLICAS);
    expect(bounded(course, REPLICAS + MAX_SURGE)).to.deep.equal([]);
  });

  it('reset after a killed supervisor, which leaves nothing behind', async () => {
    expect(await leftoversOf(cluster)).not.to.deep.equal([]);
    killSupervisor();
    await cluster.stop();
    isReset = true;
    expect(await leftoversOf(cluster)).to.deep.equal([]);
  });
});
