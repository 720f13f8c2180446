import { expect } from 'chai';
import type { Recorded } from '../../events/envelope.ts';
import type { EventStore } from '../../events/event-store/port.ts';
import type { JsonObject } from '../../events/json.ts';
import { objectsAt, stringAt, valueAt } from '../../events/json-path.ts';
import { assignmentDigest } from '../../events/node/digest.ts';
import type { Observation, ResyncAnswer } from '../../events/node/messages.ts';
import { nodeSubjects } from '../../events/node/messages.ts';
import { createKinds } from '../../events/resources/registry.ts';
import { sha256Digest } from '../../infra/crypto/digest.ts';
import { hostClock } from '../../infra/host/clock.ts';
import { hostEntropy } from '../../infra/host/entropy.ts';
import type { NatsRole } from '../../infra/nats/users.ts';
import type { Entry } from '../../projections/cluster-state/cluster-state.ts';
import { createDispatcher } from '../../services/dispatcher/dispatcher.ts';
import type { Command, Writer } from '../../services/kit/command.ts';
import { createFollower } from '../../services/kit/follower/create-follower.ts';
import type { FollowerProcess } from '../../services/kit/follower/create-follower.ts';
import type { Logger, Telemetry } from '../../services/kit/port.ts';
import { createViews } from '../../services/kit/reconcile/view.ts';
import type { EventNote } from '../../services/kit/reconciler.ts';
import { createWriter } from '../../services/kit/write/create-writer.ts';
import { createScheduler } from '../../services/scheduler/scheduler.ts';
import { createStatusService } from '../../services/status/status-service.ts';
import { eventually } from '../support/eventually.ts';
import type { FakeAgent } from './fake-agent.ts';
import { fakeAgent } from './fake-agent.ts';
import type { Ground } from './ground.ts';

const quiet: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const telemetry: Telemetry = { span: (_name, _options, work) => work(undefined), counter: () => () => undefined, histogram: () => () => undefined, gauge: () => undefined };
const ADMIN = { actor: 'kubernetes-admin', fieldManager: 'kubectl' };
const decode = <T>(data: Uint8Array): T => JSON.parse(new TextDecoder().decode(data)) as T;
const parse = (entry: Entry): JsonObject => decode(entry.body);

/** What scheduler, dispatcher and status do together for a pod, over any log and any messages. */
export const describePodCourse = (where: string, createGround: () => Promise<Ground>): Mocha.Suite => describe(`the course of a pod through scheduler, dispatcher and status, ${where}`, () => {
  let ground: Ground;
  let store: EventStore;
  let follower: FollowerProcess;
  let writer: Writer;
  let notes: EventNote[];
  const stops: (() => Promise<void>)[] = [];
  const kinds = createKinds();

  const follow = async (log: EventStore): Promise<FollowerProcess> => {
    const made = createFollower({ store: log, streams: ['EVENTS', 'LEASES', 'EVENTOBJECTS'], clock: hostClock(), logger: quiet, telemetry });
    await made.start();
    stops.unshift(() => made.stop());
    return made;
  };
  const writerOn = (log: EventStore, followed: FollowerProcess): Writer =>
    createWriter({ store: log, follower: followed, kinds, clock: hostClock(), entropy: hostEntropy(), digest: sha256Digest(), plugins: [], build: 'test' });
  const depsOf = async (role: NatsRole) => {
    const log = await ground.store(role);
    const followed = await follow(log);
    return {
      follower: followed, view: createViews(), writer: writerOn(log, followed), store: log, clock: hostClock(), logger: quiet, telemetry,
      messaging: await ground.messaging({ role }), inbox: await ground.inbox(),
      record: (note: EventNote) => { notes.push(note); },
      podRange: { cidr: '10.244.0.0/16', nodePrefix: 24 },
      normalizeNode: (node: JsonObject) => kinds.of({ group: '', resource: 'nodes' })?.normalize(node) ?? node,
    };
  };
  type Deps = Awaited<ReturnType<typeof depsOf>>;
  const startRole = async (role: NatsRole, create: (deps: Deps) => { start(): Promise<void>; stop(): Promise<void> }): Promise<() => Promise<void>> => {
    const running = create(await depsOf(role));
    await running.start();
    stops.unshift(() => running.stop());
    return () => running.stop();
  };
  const startScheduler = () => startRole('scheduler', createScheduler);
  const startDispatcher = () => startRole('dispatcher', createDispatcher);
  const startStatus = () => startRole('status', createStatusService);
  const run = async (...commands: Command[]): Promise<void> => {
    const outcome = await writer.execute(commands, ADMIN);
    if (!outcome.ok) throw new Error(outcome.refusal.message);
    for (const { position } of outcome.written) await follower.waitFor(position, 5_000);
  };
  const refOf = (resource: string, name: string, namespace = 'default') => ({ group: '', resource, namespace, name });
  const createNamespace = (name: string): Command => ({ verb: 'create', ref: refOf('namespaces', name, ''), object: { metadata: { name }, spec: { finalizers: ['kubernetes'] } }, reason: 'asked' });
  const createPod = (name: string, spec: JsonObject = {}): Command =>
    ({ verb: 'create', ref: refOf('pods', name), object: { metadata: { name, namespace: 'default' }, spec: { containers: [{ name: 'c', image: 'i' }], ...spec } }, reason: 'asked' });
  const object = (resource: string, name: string, namespace = 'default'): JsonObject | undefined => {
    const entry = follower.snapshot().get({ group: '', resource }, namespace, name);
    return entry && parse(entry);
  };
  const until = (what: string, check: () => boolean): Promise<unknown> => eventually(what, check, { until: Boolean, withinMs: 5_000 });
  const historyOf = async (name: string): Promise<readonly Recorded[]> => {
    const events: Recorded[] = [];
    for await (const event of store.read('EVENTS', { after: 0, upTo: await store.head('EVENTS'), ref: refOf('pods', name) })) events.push(event);
    return events;
  };
  /** One fact of an event's decision, by path. */
  const fact = (event: Recorded | undefined, ...path: readonly string[]): unknown => valueAt(event?.decision.facts ?? {}, ...path);
  const newAgent = (node: string): Promise<FakeAgent> => fakeAgent(node, ground);

  beforeEach(async () => {
    ground = await createGround();
    stops.unshift(() => ground.stop());
    notes = [];
    store = await ground.store('api');
    follower = await follow(store);
    writer = writerOn(store, follower);
    for (const name of ['default', 'kube-system', 'kube-node-lease']) await run(createNamespace(name));
  });
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });
  const startAll = async (): Promise<void> => {
    await startScheduler();
    await startDispatcher();
    await startStatus();
  };

  it('leads from creation over binding, start and deletion to its end, each step with its cause', async () => {
    await startAll();
    const agent = await newAgent('n1');
    await agent.register();
    await until('the node has a range', () => stringAt(object('nodes', 'n1', '') ?? {}, 'spec', 'podCIDR') === '10.244.0.0/24');
    await run(createPod('web'));
    await until('the pod is assigned', () => agent.assignments.size === 1);
    await agent.pod('web', { phase: 'Running', podIP: '10.244.0.2', conditions: [{ type: 'Ready', status: 'True' }] }, { notes: [{ type: 'Normal', reason: 'Started', message: 'Container started' }] });
    await until('it runs', () => stringAt(object('pods', 'web') ?? {}, 'status', 'phase') === 'Running');
    expect(objectsAt(object('pods', 'web') ?? {}, 'status', 'conditions').map(({ type, status }) => [type, status])).to.deep.equal([['PodScheduled', 'True'], ['Ready', 'True']]);

    await run({ verb: 'delete', ref: refOf('pods', 'web'), reason: 'asked', gracePeriodSeconds: 5 });
    await until('it is to be terminated', () => [...agent.assignments.values()][0]?.action === 'terminate');
    expect([...agent.assignments.values()][0]?.graceSeconds).to.equal(5);
    await agent.pod('web', { phase: 'Succeeded' }, { gone: true, why: 'PodStopped' });
    await until('it is gone', () => object('pods', 'web') === undefined);
    await until('its node knows', () => agent.assignments.size === 0);

    const events = await historyOf('web');
    expect(events.map(({ actor }) => actor)).to.deep.equal(['kubernetes-admin', 'system:kube-scheduler', 'system:node:n1', 'kubernetes-admin', 'system:node:n1']);
    const [created, bound, started, asked, ended] = events;
    const place = (event: Recorded | undefined) => ({ stream: 'EVENTS', sequence: event?.sequence });
    expect([bound, started, ended].map((event) => event?.causation)).to.deep.equal([created, bound, asked].map(place));
    expect(fact(bound, 'scheduling', 'chosen')).to.equal('n1');
    expect(ended).to.include({ operation: 'delete' });
    expect(fact(ended, 'observation', 'fact', 'why')).to.equal('PodStopped');
    expect(new Set([created, bound, started].map((event) => event?.correlation)).size).to.equal(1);
    expect(notes.map(({ reason }) => reason)).to.include.members(['Scheduled', 'Started']);
    expect(agent.received.map(({ action, deleted }) => [action, deleted ?? false])).to.deep.equal([['run', false], ['terminate', false], ['terminate', true]]);
  });

  it('an exit that nobody asked for begins a chain of causes of its own', async () => {
    await startAll();
    const agent = await newAgent('n1');
    await agent.register();
    await run(createPod('web'));
    await until('the pod is assigned', () => agent.assignments.size === 1);
    await agent.pod('web', { phase: 'Running', containerStatuses: [{ name: 'c', image: 'i', imageID: 'x', ready: false, restartCount: 1, lastState: { terminated: { exitCode: 137, containerID: 'docker://1' } } }] }, { why: 'ContainerExited c exit code 137' });
    await until('the exit is known', () => objectsAt(object('pods', 'web') ?? {}, 'status', 'containerStatuses').length === 1);
    const last = (await historyOf('web')).at(-1);
    expect(last).to.include({ actor: 'system:node:n1', correlation: last?.id });
    expect(last?.causation).to.equal(undefined);
  });

  it('a pod that fits nowhere says why, and is placed when room comes', async () => {
    await startAll();
    await (await newAgent('n1')).register('1');
    await until('the node is there', () => object('nodes', 'n1', '') !== undefined);
    await run(createPod('big', { containers: [{ name: 'c', image: 'i', resources: { requests: { cpu: '2' } } }] }));
    const condition = (): JsonObject | undefined => objectsAt(object('pods', 'big') ?? {}, 'status', 'conditions').find(({ type }) => type === 'PodScheduled');
    await until('it is unschedulable', () => condition()?.reason === 'Unschedulable');
    expect(condition()?.message).to.equal('0/1 nodes are available: 1 Insufficient cpu.');
    expect(notes.map(({ reason }) => reason)).to.include('FailedScheduling');
    await (await newAgent('n2')).register('4');
    await until('it is bound', () => stringAt(object('pods', 'big') ?? {}, 'spec', 'nodeName') === 'n2');
    expect(condition()).to.include({ status: 'True' }).and.not.have.property('reason');
  });

  it('many pods at once never overfill a node, and each is bound once', async () => {
    await startAll();
    const agents = [await newAgent('n1'), await newAgent('n2')];
    for (const agent of agents) await agent.register('2');
    await until('the nodes are there', () => object('nodes', 'n1', '') !== undefined && object('nodes', 'n2', '') !== undefined);
    for (let index = 0; index < 20; index += 1) await run(createPod(`p${index}`, { containers: [{ name: 'c', image: 'i', resources: { requests: { cpu: '250m' } } }] }));
    await until('sixteen are assigned', () => agents.reduce((sum, { assignments }) => sum + assignments.size, 0) === 16);
    await until('four are told there is no room', () => [...follower.snapshot().list({ group: '', resource: 'pods' })].filter((entry) =>
      objectsAt(parse(entry), 'status', 'conditions').some(({ reason }) => reason === 'Unschedulable')).length === 4);
    expect(agents.map(({ assignments }) => assignments.size)).to.deep.equal([8, 8]);
  });

  it('two schedulers bind each pod once', async () => {
    await startAll();
    await startScheduler();
    const agent = await newAgent('n1');
    await agent.register();
    await until('the node is there', () => object('nodes', 'n1', '') !== undefined);
    for (let index = 0; index < 10; index += 1) await run(createPod(`p${index}`));
    await until('all are assigned', () => agent.assignments.size === 10);
    for (let index = 0; index < 10; index += 1) expect((await historyOf(`p${index}`)).filter((event) => fact(event, 'scheduling', 'chosen') !== undefined)).to.have.length(1);
  });

  it('a node that reports before the system namespaces are there registers once they are', async () => {
    await run({ verb: 'delete', ref: refOf('namespaces', 'kube-system', ''), reason: 'asked' });
    await run({ verb: 'update', subresource: 'finalize', ref: refOf('namespaces', 'kube-system', ''), object: (current) => ({ ...current, spec: {} }), reason: 'asked' });
    await until('the namespace is gone', () => object('namespaces', 'kube-system', '') === undefined);
    await startStatus();
    await (await newAgent('n1')).register();
    await run(createNamespace('kube-system'));
    await until('the node is there', () => object('nodes', 'n1', '') !== undefined);
  });

  it('two status replicas give every node a range of its own', async () => {
    await startStatus();
    await startStatus();
    const nodes = ['n1', 'n2'];
    await Promise.all(nodes.map(async (node) => (await newAgent(node)).register()));
    const range = (node: string): string => stringAt(object('nodes', node, '') ?? {}, 'spec', 'podCIDR');
    await until('all have a range', () => nodes.every((node) => range(node) !== ''));
    expect(new Set(nodes.map(range)).size).to.equal(nodes.length);
    const leases = (): number => follower.snapshot().count({ group: 'coordination.k8s.io', resource: 'leases' }, 'kube-node-lease');
    await until('all have a lease', () => leases() === nodes.length);
  });

  it('an observation delivered twice, late, from another node or of another pod changes nothing', async () => {
    await startDispatcher();
    const stopStatus = await startStatus();
    const agent = await newAgent('n1');
    await (await newAgent('n2')).register();
    await until('another node is there', () => object('nodes', 'n2', '') !== undefined);
    await agent.register();
    await until('the node is there', () => object('nodes', 'n1', '') !== undefined);
    await run(createPod('web', { nodeName: 'n1' }));
    await until('the pod is assigned', () => agent.assignments.size === 1);
    const first = await agent.pod('web', { phase: 'Pending', message: 'first' });
    const second = await agent.pod('web', { phase: 'Running', message: 'second' });
    await until('it runs', () => stringAt(object('pods', 'web') ?? {}, 'status', 'message') === 'second');
    const before = (await historyOf('web')).length;
    const forged = { ...second.fact, status: { message: 'forged' } } as Observation['fact'];
    const taken = ground.acknowledged();
    await ground.observe(second, { again: true });
    await ground.observe(first, { again: true });
    await ground.observe({ ...second, node: 'n2', counter: 9, fact: forged });
    await ground.observe({ ...second, counter: 10, fact: forged }, { sender: 'n2' });
    await ground.observe({ ...second, counter: 11, fact: { ...second.fact, podUid: 'other' } as Observation['fact'] });
    await until('all are acknowledged', () => ground.acknowledged() === taken + 5);
    expect((await historyOf('web')).length).to.equal(before);
    await stopStatus();
    await startStatus();
    await ground.observe(first, { again: true });
    await until('that one too', () => ground.acknowledged() === taken + 6);
    expect((await historyOf('web')).length).to.equal(before);
  });

  it('an agent that speaks of versions the log does not have stops nobody', async () => {
    await startStatus();
    const count = 100;
    const claim = (index: number): Observation => ({
      node: 'n1', boot: 'boot-0', counter: index, time: new Date().toISOString(),
      fact: { about: 'pod', podUid: `u${index}`, namespace: 'default', name: 'web', sequence: 1_000_000, status: {}, gone: false, why: 'made up' },
    });
    await Promise.all(Array.from({ length: count }, (_, index) => ground.observe(claim(index))));
    await (await newAgent('n2')).register();
    await until('another node is there', () => object('nodes', 'n2', '') !== undefined);
    await until('all are acknowledged', () => ground.acknowledged() === count + 1);
  });

  it('a forced deletion still reaches the node, and a beat lets an agent notice what it missed', async () => {
    await startScheduler();
    await startStatus();
    const stopDispatcher = await startDispatcher();
    const agent = await newAgent('n1');
    await agent.register();
    for (const name of ['a', 'b', 'c']) await run(createPod(name));
    await until('all are assigned', () => agent.assignments.size === 3);
    await run({ verb: 'delete', ref: refOf('pods', 'a'), reason: 'asked', gracePeriodSeconds: 0 });
    await until('the node is told', () => agent.assignments.size === 2);
    expect(agent.received.at(-1)).to.include({ name: 'a', action: 'terminate', deleted: true });

    await stopDispatcher();
    await run({ verb: 'delete', ref: refOf('pods', 'b'), reason: 'asked', gracePeriodSeconds: 0 });
    const heard = agent.beats.length;
    await startDispatcher();
    const digest = (): string => assignmentDigest(agent.assignments.values());
    await until('a beat of the new dispatcher differs', () => { const beat = agent.beats.at(-1); return agent.beats.length > heard && beat !== undefined && beat.digest !== digest(); });
    const answer = decode<ResyncAnswer>(await agent.messaging.request(nodeSubjects.resync('n1'), new Uint8Array(), 5_000));
    expect(answer).to.include({ podCIDR: '10.244.0.0/24' });
    expect(answer.assignments.map(({ name, action }) => [name, action])).to.deep.equal([['c', 'run']]);
    expect(agent.beats.at(-1)?.digest).to.equal(assignmentDigest(answer.assignments));
  });

  it('a status write of a pod tells its node nothing', async () => {
    await startAll();
    const agent = await newAgent('n1');
    await agent.register();
    await run(createPod('web'));
    await until('the pod is assigned', () => agent.assignments.size === 1);
    for (const message of ['one', 'two', 'three']) await agent.pod('web', { phase: 'Running', message });
    await until('all are applied', () => stringAt(object('pods', 'web') ?? {}, 'status', 'message') === 'three');
    await run({ verb: 'update', ref: refOf('pods', 'web'), object: (pod) => ({ ...pod, metadata: { ...(pod['metadata'] as JsonObject), labels: { a: 'b' } } }), reason: 'asked' });
    await until('a label does', () => agent.received.length === 2);
  });
});
