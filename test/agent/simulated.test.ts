import { expect } from 'chai';
import { RefusalError } from '../../events/errors.ts';
import { stringAt, objectsAt, valueAt } from '../../events/json-path.ts';
import type { JsonObject } from '../../events/json.ts';
import type { PodFact } from '../../events/node/messages.ts';
import { hostClock } from '../../infra/host/clock.ts';
import { hostEntropy } from '../../infra/host/entropy.ts';
import type { Program } from '../../infra/runtime-simulated/program.ts';
import type { SimulatedRuntime } from '../../infra/runtime-simulated/simulated-runtime.ts';
import { createSimulatedRuntime } from '../../infra/runtime-simulated/simulated-runtime.ts';
import { createTunnelClient } from '../../services/kit/tunnel/client.ts';
import type { NodeTunnelStream, TunnelRequest } from '../../services/kit/tunnel/port.ts';
import { eventually } from '../support/eventually.ts';
import type { AgentHarness } from './agent-harness.ts';
import { createAgentHarness } from './agent-harness.ts';

const web = (program: Program = {}, more: JsonObject = {}): JsonObject => ({
  name: 'web', image: 'app:1', imagePullPolicy: 'IfNotPresent', resources: {}, env: [{ name: 'SIMULATE', value: JSON.stringify(program) }], ...more,
});
const status = ({ status: found }: PodFact, name = 'web'): JsonObject =>
  [...objectsAt(found, 'initContainerStatuses'), ...objectsAt(found, 'containerStatuses')].find((each) => each.name === name) ?? {};
const condition = ({ status: found }: PodFact, type: string): string => stringAt(objectsAt(found, 'conditions').find((each) => each.type === type) ?? {}, 'status');
const isRunning = (fact: PodFact): boolean => fact.status.phase === 'Running' && condition(fact, 'Ready') === 'True';

describe('agent on the simulated runtime', function suite() {
  this.timeout(40_000);
  let harness: AgentHarness;
  let runtime: SimulatedRuntime;

  beforeEach(async () => {
    runtime = createSimulatedRuntime({ clock: hostClock(), entropy: hostEntropy() });
    harness = await createAgentHarness(() => runtime, '10.244.1.0/24', runtime);
  });
  afterEach(() => harness.close());

  const only = (map: ReadonlyMap<string, number>): readonly number[] => [...new Set(map.values())];

  it('runs a pod, reports it as kubelet would, and takes it away again', async () => {
    await harness.startAgent();
    const uid = harness.run('web', { containers: [web()] });
    const fact = await harness.until(uid, 'Running', isRunning);
    expect(fact.status).to.include({ phase: 'Running', podIP: '10.244.1.2', hostIP: '127.0.0.1', observedGeneration: 1 });
    expect(status(fact)).to.include({ ready: true, started: true, restartCount: 0 });
    expect(['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady'].map((type) => condition(fact, type))).to.deep.equal(['True', 'True', 'True', 'True']);
    expect(harness.notes(uid)).to.deep.equal(['Normal Pulled Container image "app:1" already present on machine and can be accessed by the pod', 'Normal Created Container created', 'Normal Started Container started']);
    harness.terminate(uid, 30);
    const gone = await harness.until(uid, 'gone', ({ gone: isGone }) => isGone);
    expect(valueAt(status(gone), 'state', 'terminated', 'exitCode')).to.equal(143);
    expect(await runtime.recover()).to.deep.equal([]);
  });

  it('lets clients join a pod, connect to it, and ask for the node', async () => {
    await harness.startAgent();
    const uid = harness.run('web', { containers: [web({}, { stdin: true })] });
    await harness.until(uid, 'Running', isRunning);
    const tunnel = createTunnelClient({ messaging: harness.bus.client(), clock: hostClock(), entropy: hostEntropy() });
    const pod = { namespace: 'default', pod: 'web', podUid: uid };
    const first = async (stream: NodeTunnelStream): Promise<string> => {
      for await (const { bytes } of stream.frames) {
        stream.close();
        return new TextDecoder().decode(bytes);
      }
      return '';
    };
    const all = async (stream: NodeTunnelStream): Promise<string> => {
      let text = '';
      for await (const { bytes } of stream.frames) text += new TextDecoder().decode(bytes);
      return text;
    };
    const send = async (request: TunnelRequest, text: string): Promise<NodeTunnelStream> => {
      const stream = await tunnel.open('n1', request);
      if (text !== '') await stream.send({ channel: 0, bytes: new TextEncoder().encode(text) });
      return stream;
    };
    expect(await first(await send({ kind: 'attach', ...pod, container: 'web', stdin: true, stdout: true, stderr: true }, 'typed\n'))).to.equal('typed\n');
    expect(await all(await send({ kind: 'connect', ...pod, port: 8080, loopback: true }, 'GET /x HTTP/1.1\r\n\r\n'))).to.contain('default/web:8080 was asked GET /x HTTP/1.1');
    const ask = async (path: string, method = 'GET'): Promise<string> => all(await send({ kind: 'node-ask', method, path, query: '' }, ''));
    expect(await ask('/healthz')).to.equal('{"status":200,"contentType":"text/plain; charset=utf-8"}ok');
    expect(await ask('/metrics')).to.contain('kubelet_running_containers{container_state="running"} 1\n');
    expect(await ask('/pods')).to.contain('"kind":"PodList"').and.to.contain('"podIP":"10.244.1.2"');
    expect(await ask('/pods', 'HEAD')).to.equal('{"status":200,"contentType":"application/json"}');
    expect(await ask('/pods', 'DELETE')).to.contain('"status":405');
    expect(await ask('/__proto__')).to.contain('"status":404');
    const refused = await tunnel.open('n1', { kind: 'connect', ...pod, podUid: 'another', port: 1, loopback: true }).then(() => undefined, (error: unknown) => error);
    expect(refused instanceof RefusalError && refused.refusal).to.include({ reason: 'NotFound', message: 'pod default/web is not on this node' });
    runtime.goAway();
    await eventually('the runtime to be missed', () => ask('/healthz'), { until: (text) => text.includes('"status":500') });
    runtime.comeBack();
  });

  it('restarts a crashed container in its pod, at once and then with back-off', async () => {
    await harness.startAgent();
    const uid = harness.run('web', { containers: [web({ runMs: 20, exitCode: 3 })] });
    const fact = await harness.until(uid, 'CrashLoopBackOff', (each) => stringAt(status(each), 'state', 'waiting', 'reason') === 'CrashLoopBackOff');
    expect(stringAt(status(fact), 'state', 'waiting', 'message')).to.equal(`back-off 10s restarting failed container=web pod=web_default(${uid})`);
    expect(status(fact)).to.include({ restartCount: 1, ready: false });
    expect(valueAt(status(fact), 'lastState', 'terminated', 'exitCode')).to.equal(3);
    expect(harness.notes(uid)).to.include(`Warning BackOff Back-off restarting failed container web in pod web_default(${uid})`);
    expect(only(runtime.starts())).to.deep.equal([1]);
  });

  it('ends a pod that may not restart as Succeeded or Failed', async () => {
    await harness.startAgent();
    const good = harness.run('good', { restartPolicy: 'Never', containers: [web({ runMs: 5 })] });
    const bad = harness.run('bad', { restartPolicy: 'Never', containers: [web({ runMs: 5, exitCode: 2 })] });
    await harness.until(good, 'Succeeded', (fact) => fact.status.phase === 'Succeeded');
    await harness.until(bad, 'Failed', (fact) => fact.status.phase === 'Failed');
  });

  it('ends a pod past its deadline, and says so', async () => {
    await harness.startAgent();
    const uid = harness.run('web', { activeDeadlineSeconds: 1, terminationGracePeriodSeconds: 1, containers: [web()] });
    const fact = await harness.until(uid, 'Failed', ({ status: { phase } }) => phase === 'Failed');
    expect(fact.status['reason']).to.equal('DeadlineExceeded');
    expect(harness.notes(uid)).to.include('Normal DeadlineExceeded Pod was active on the node longer than the specified deadline');
  });

  it('runs init containers one after another before the app', async () => {
    await harness.startAgent();
    const uid = harness.run('web', { initContainers: [web({ runMs: 5 }, { name: 'one' }), web({ runMs: 5 }, { name: 'two' })], containers: [web()] });
    const fact = await harness.until(uid, 'Running', isRunning);
    expect(harness.notes(uid).filter((note) => note.includes('Container started'))).to.have.length(3);
    expect(status(fact, 'two')).to.include({ ready: true });
    expect(harness.facts(uid).some((each) => stringAt(status(each), 'state', 'waiting', 'reason') === 'PodInitializing')).to.equal(true);
  });

  it('starts sidecars before the app and stops them after it', async () => {
    await harness.startAgent();
    const uid = harness.run('web', { initContainers: [web({}, { name: 'proxy', restartPolicy: 'Always' })], containers: [web()] });
    await harness.until(uid, 'Running', isRunning);
    harness.terminate(uid, 5);
    await harness.until(uid, 'gone', ({ gone }) => gone);
    expect(harness.notes(uid).filter((note) => note.includes('Stopping'))).to.deep.equal(['Normal Killing Stopping container web', 'Normal Killing Stopping container proxy']);
  });

  it('kills what ignores TERM when its grace is over', async () => {
    await harness.startAgent();
    const uid = harness.run('web', { containers: [web({ ignoreTerm: true })] });
    await harness.until(uid, 'Running', isRunning);
    harness.terminate(uid, 1);
    const gone = await harness.until(uid, 'gone', ({ gone: isGone }) => isGone);
    expect(valueAt(status(gone), 'state', 'terminated', 'exitCode')).to.equal(137);
  });

  it('says why an image cannot be had', async () => {
    await harness.startAgent();
    const uid = harness.run('web', { containers: [web({}, { image: 'missing:1' })] });
    await harness.until(uid, 'ErrImagePull', (fact) => stringAt(status(fact), 'state', 'waiting', 'reason') === 'ErrImagePull');
    await harness.until(uid, 'ImagePullBackOff', (fact) => stringAt(status(fact), 'state', 'waiting', 'reason') === 'ImagePullBackOff');
    expect(harness.notes(uid)).to.include.members(['Normal BackOff Back-off pulling image "missing:1"', 'Warning Failed Error: ImagePullBackOff']);
    const never = harness.run('never', { containers: [web({}, { image: 'missing:1', imagePullPolicy: 'Never' })] });
    await harness.until(never, 'ErrImageNeverPull', (fact) => stringAt(status(fact), 'state', 'waiting', 'reason') === 'ErrImageNeverPull');
  });

  it('waits for a ConfigMap it needs', async () => {
    await harness.startAgent();
    const uid = harness.run('web', { containers: [web({}, { envFrom: [{ configMapRef: { name: 'settings' } }] })] });
    const fact = await harness.until(uid, 'CreateContainerConfigError', (each) => stringAt(status(each), 'state', 'waiting', 'reason') === 'CreateContainerConfigError');
    expect(stringAt(status(fact), 'state', 'waiting', 'message')).to.equal('configmap "settings" not found');
    harness.objects.set('configmaps/default/settings', { data: { A: 'b' } });
    await harness.until(uid, 'Running', isRunning);
  });

  it('never runs a pod that asks for something not built', async () => {
    await harness.startAgent();
    const uid = harness.run('web', { containers: [web({}, { lifecycle: { postStart: { exec: { command: ['true'] } } } })] });
    const fact = await harness.until(uid, 'a report', () => true);
    expect(fact.status.phase).to.equal('Pending');
    expect(harness.notes(uid)).to.deep.equal(['Warning FieldNotSupported The pod is not run: spec.containers[0].lifecycle.postStart is not supported yet']);
    expect(await runtime.recover()).to.deep.equal([]);
    harness.terminate(uid, 0);
    await harness.until(uid, 'gone', ({ gone }) => gone);
  });

  it('replaces a dead sandbox and everything in it', async () => {
    await harness.startAgent();
    const uid = harness.run('web', { terminationGracePeriodSeconds: 1, containers: [web()] });
    await harness.until(uid, 'Running', isRunning);
    const sandbox = (await runtime.recover()).find(({ role }) => role === 'sandbox');
    runtime.crash(sandbox?.id ?? '', 137);
    const fact = await harness.until(uid, 'a restart', (each) => isRunning(each) && status(each).restartCount === 1);
    expect(fact.status.podIP).to.equal('10.244.1.3');
    expect(only(runtime.starts())).to.deep.equal([1]);
  });

  it('takes running containers over after a restart of the agent, restarting none', async () => {
    const first = await harness.startAgent();
    const uid = harness.run('web', { containers: [web()] });
    const before = await harness.until(uid, 'Running', isRunning);
    await first.agent.stop();
    await harness.startAgent();
    const count = harness.facts(uid).length;
    const after = await harness.until(uid, 'a report of the new agent', () => harness.facts(uid).length > count);
    expect(status(after)).to.deep.equal(status(before));
    expect(only(runtime.starts())).to.deep.equal([1]);
  });

  it('reports what happened while it was down', async () => {
    const first = await harness.startAgent();
    const uid = harness.run('web', { containers: [web()] });
    await harness.until(uid, 'Running', isRunning);
    await first.agent.stop();
    const one = (await runtime.recover()).find(({ role }) => role === 'container');
    runtime.crash(one?.id ?? '', 9);
    await harness.startAgent();
    const fact = await harness.until(uid, 'a restart', (each) => isRunning(each) && status(each).restartCount === 1);
    expect(valueAt(status(fact), 'lastState', 'terminated', 'exitCode')).to.equal(9);
  });

  it('goes on while cut off from NATS, and tells afterwards', async () => {
    const { setConnected } = await harness.startAgent();
    const uid = harness.run('web', { containers: [web()] });
    await harness.until(uid, 'Running', isRunning);
    setConnected(false);
    const one = (await runtime.recover()).find(({ role }) => role === 'container');
    runtime.crash(one?.id ?? '', 9);
    setConnected(true);
    await harness.until(uid, 'a restart', (each) => isRunning(each) && status(each).restartCount === 1);
    expect(harness.facts(uid).map(({ why }) => why).join()).to.contain('ContainerExited web exit code 9');
  });

  it('asks for everything when a beat does not agree, and removes what is forgotten', async () => {
    const { setConnected } = await harness.startAgent();
    const uid = harness.run('web', { containers: [web()] });
    await harness.until(uid, 'Running', isRunning);
    setConnected(false);
    harness.forget(uid);
    const missed = harness.run('missed', { containers: [web()] });
    await new Promise((resolve) => { setImmediate(resolve); });
    setConnected(true);
    harness.beat();
    await harness.until(missed, 'Running', isRunning);
    const left = (await runtime.recover()).map(({ podUid }) => podUid);
    expect(new Set(left)).to.deep.equal(new Set([missed]));
  });

  it('survives an outage of the runtime', async () => {
    await harness.startAgent();
    const uid = harness.run('web', { containers: [web()] });
    await harness.until(uid, 'Running', isRunning);
    runtime.goAway();
    const later = harness.run('later', { containers: [web()] });
    runtime.comeBack();
    await harness.until(later, 'Running', isRunning);
    expect(only(runtime.starts())).to.deep.equal([1]);
  });

  it('reports its node', async () => {
    await harness.startAgent();
    const uid = harness.run('web', { containers: [web()] });
    await harness.until(uid, 'Running', isRunning);
    const fact = harness.observations().map((each) => each.fact).find(({ about }) => about === 'node');
    expect(fact).to.have.nested.property('status.capacity.pods', '110');
    expect(fact).to.have.nested.property('labels.kubernetes\\.io/hostname', 'n1');
  });
});
