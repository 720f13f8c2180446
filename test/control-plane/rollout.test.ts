import { assert } from 'chai';
import type { EventStore } from '../../events/event-store/port.ts';
import type { JsonObject } from '../../events/json.ts';
import { valueAt, withValueAt } from '../../events/json-path.ts';
import type { ObjectRef } from '../../events/object-ref.ts';
import { deployments } from '../../events/resources/apps/deployment/schema.ts';
import { replicaSets } from '../../events/resources/apps/replica-set/schema.ts';
import { namespaces } from '../../events/resources/core/namespace/schema.ts';
import type { Pod } from '../../events/resources/core/pod/schema.ts';
import { pods } from '../../events/resources/core/pod/schema.ts';
import { createKinds } from '../../events/resources/registry.ts';
import { sha256Digest } from '../../infra/crypto/digest.ts';
import { memoryEventStore } from '../../infra/eventstore-memory/memory-event-store.ts';
import { hostClock } from '../../infra/host/clock.ts';
import { hostEntropy } from '../../infra/host/entropy.ts';
import { createOwners } from '../../projections/owners/owners.ts';
import { createControllers } from '../../services/controllers/registry.ts';
import { isActive, isReady } from '../../services/controllers/workload/pod-state.ts';
import { refOf } from '../../services/controllers/workload/refs.ts';
import { admissionPlugins } from '../../services/kit/admission/registry.ts';
import type { Command, Writer } from '../../services/kit/command.ts';
import type { FollowerProcess } from '../../services/kit/follower/create-follower.ts';
import { createFollower } from '../../services/kit/follower/create-follower.ts';
import type { Logger, Telemetry } from '../../services/kit/port.ts';
import { createReconcilerRunner } from '../../services/kit/reconcile/run-reconciler.ts';
import { createViews } from '../../services/kit/reconcile/view.ts';
import type { EventNote } from '../../services/kit/reconciler.ts';
import { formatTime } from '../../services/kit/timestamp.ts';
import { createWriter } from '../../services/kit/write/create-writer.ts';
import { eventually } from '../support/eventually.ts';

const until = async (what: string, check: () => boolean): Promise<void> => {
  await eventually(what, check, { until: (done) => done });
};

const errors: string[] = [];
const logger: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: (message, fields) => { errors.push(`${message} ${String(fields?.['error'])}`); } };
const telemetry: Telemetry = { span: (_name, _options, work) => work(undefined), counter: () => () => undefined, histogram: () => () => undefined, gauge: () => undefined };
const ADMIN = { actor: 'kubernetes-admin', fieldManager: 'kubectl' };
const NS = 'team';
const WEB: ObjectRef = { ...deployments, namespace: NS, name: 'web' };
const REPLICAS = 10;
const MOST = REPLICAS + 3;
const LEAST = REPLICAS - 2;

const web = (version: number): JsonObject => ({
  metadata: { name: 'web' },
  spec: { replicas: REPLICAS, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: `shiplog/demo:${version}` }] } } },
});

describe('a rollout by two controller processes over one log', () => {
  let store: EventStore;
  let observer: FollowerProcess;
  let writer: Writer;
  let notes: EventNote[];
  const kinds = createKinds();
  const view = createViews();
  const stops: (() => Promise<void>)[] = [];

  const follow = async (): Promise<FollowerProcess> => {
    const follower = createFollower({ store, streams: ['EVENTS', 'LEASES', 'EVENTOBJECTS'], clock: hostClock(), logger, telemetry });
    await follower.start();
    stops.unshift(() => follower.stop());
    return follower;
  };
  const writerOn = (follower: FollowerProcess): Writer =>
    createWriter({ store, follower, kinds, clock: hostClock(), entropy: hostEntropy(), digest: sha256Digest(), plugins: admissionPlugins, build: 'test' });
  const startControllers = async (): Promise<void> => {
    const follower = await follow();
    const owners = createOwners();
    owners.load(follower.snapshot());
    follower.onCommit((changes) => { owners.apply(changes); });
    const deps = { follower, writer: writerOn(follower), view: createViews(), record: (note: EventNote) => { notes.push(note); }, clock: hostClock(), logger, telemetry };
    for (const reconciler of createControllers({ caPem: 'PEM', kinds, owners })) {
      const runner = createReconcilerRunner(reconciler, deps);
      runner.start();
      stops.unshift(() => runner.stop());
    }
  };
  const podList = (): readonly Pod[] => view(() => observer.snapshot()).list(pods, NS).map(({ object }) => object);

  /** Binds pods, makes them ready and ends their termination, each a moment after it could. */
  const startKubelet = async (): Promise<void> => {
    const follower = await follow();
    const own = writerOn(follower);
    const read = createViews();
    const act = async (pod: Pod): Promise<void> => {
      const ref = refOf(pods, pod);
      const because = { ref, reason: 'kubelet', expect: { uid: pod.metadata.uid } };
      const kubelet = { actor: 'system:node:n1', fieldManager: 'kubelet' };
      if (pod.metadata.deletionTimestamp !== undefined) await own.execute([{ verb: 'delete', gracePeriodSeconds: 0, ...because }], kubelet);
      else if ((pod.spec.nodeName ?? '') === '') await own.execute([{ verb: 'update', subresource: 'binding', object: { target: { kind: 'Node', name: 'n1' } }, ...because }], kubelet);
      else if (!isReady(pod)) {
        const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: formatTime(Date.now()) }] };
        await own.execute([{ verb: 'update', subresource: 'status', object: (current) => ({ ...current, status }), ...because }], kubelet);
      }
    };
    stops.unshift(() => Promise.resolve(stopListening()));
    const stopListening = follower.onCommit((changes, snapshot) => {
      for (const { entry, operation } of changes) {
        if (entry.resource !== 'pods' || operation === 'delete') continue;
        const pod = read(snapshot).read(pods, entry).object;
        setTimeout(() => { act(pod).catch((error: unknown) => { errors.push(String(error)); }); }, Math.random() * 20);
      }
    });
  };

  /** Every commit's pods, checked as they are folded. */
  const broken: string[] = [];
  let floor = 0;
  const watchInvariants = (): void => {
    const check = (): void => {
      const all = podList().filter(isActive);
      const available = all.filter(isReady).length;
      if (all.length > MOST) broken.push(`${all.length} pods`);
      if (available < floor) broken.push(`${available} available`);
    };
    stops.unshift(() => Promise.resolve(stop()));
    const stop = observer.onCommit(check);
  };
  const run = async (...commands: Command[]): Promise<void> => {
    const outcome = await writer.execute(commands, ADMIN);
    if (!outcome.ok) assert.fail(outcome.refusal.message);
  };
  const deployment = () => view(() => observer.snapshot()).get(deployments, NS, 'web')?.object;
  const rolledOut = (revision: string): boolean => {
    const object = deployment();
    const done = object?.status.conditions?.find(({ type }) => type === 'Progressing')?.reason === 'NewReplicaSetAvailable';
    return done && object?.metadata.annotations?.['deployment.kubernetes.io/revision'] === revision && object.status.observedGeneration === object.metadata.generation
      && object.status.updatedReplicas === REPLICAS && object.status.replicas === REPLICAS;
  };
  const setTemplate = (version: number): Promise<void> =>
    run({ verb: 'update', ref: WEB, object: (current) => withValueAt(current, ['spec', 'template'], valueAt(web(version), 'spec', 'template')), reason: 'asked' });

  before(async () => {
    notes = [];
    store = memoryEventStore({ now: () => Date.now() });
    observer = await follow();
    writer = writerOn(observer);
    await startControllers();
    await startControllers();
    await startKubelet();
    await run({ verb: 'create', ref: { group: '', resource: 'nodes', namespace: '', name: 'n1' }, object: { metadata: { name: 'n1' } }, reason: 'asked' });
    await run({ verb: 'update', subresource: 'status', ref: { group: '', resource: 'nodes', namespace: '', name: 'n1' }, object: (current) => ({ ...current, status: { conditions: [{ type: 'Ready', status: 'True', lastHeartbeatTime: formatTime(Date.now() + 3_600_000) }] } }), reason: 'asked' });
    await run({ verb: 'create', ref: { ...namespaces, namespace: '', name: NS }, object: { metadata: { name: NS }, spec: { finalizers: ['kubernetes'] } }, reason: 'asked' });
    watchInvariants();
  });
  after(async () => {
    for (const stop of stops.splice(0)) await stop();
  });

  it('makes ten pods, no more', async () => {
    await run({ verb: 'create', ref: WEB, object: web(1), reason: 'asked' });
    await until('revision 1 is rolled out', () => rolledOut('1'));
    assert.lengthOf(podList(), REPLICAS);
    assert.isTrue(notes.some(({ reason, message }) => reason === 'ScalingReplicaSet' && /^Scaled up replica set web-\S+ from 0 to 10$/.test(message)));
  });

  it('rolls two more versions out within the limits at every commit', async () => {
    floor = LEAST;
    await setTemplate(2);
    await until('revision 2 is rolled out', () => rolledOut('2'));
    await setTemplate(3);
    await until('revision 3 is rolled out', () => rolledOut('3'));
    assert.isTrue(podList().every((pod) => pod.metadata.deletionTimestamp !== undefined || pod.spec.containers[0]?.image === 'shiplog/demo:3'));
  });

  it('rolls back to the replica set it made before', async () => {
    const before = view(() => observer.snapshot()).list(replicaSets, NS).length;
    await setTemplate(1);
    await until('revision 4 is rolled out', () => rolledOut('4'));
    assert.lengthOf(view(() => observer.snapshot()).list(replicaSets, NS), before);
    assert.deepEqual(broken, []);
  });

  it('then rests: nothing is written any more', async () => {
    await until('old pods are gone', () => podList().length === REPLICAS);
    const heads: number[] = [];
    await eventually('the log grows no more', async () => [...heads.splice(0, heads.length), await store.head('EVENTS')].forEach((head) => heads.push(head)), { until: () => heads.length > 10 && new Set(heads.slice(-10)).size === 1 });
    assert.deepEqual(errors, []);
  });

  it('deletes the deployment in the foreground, everything it owns first', async () => {
    floor = 0;
    await run({ verb: 'delete', ref: WEB, propagation: 'Foreground', reason: 'asked' });
    await until('the deployment is gone', () => deployment() === undefined);
    assert.isEmpty(podList());
    assert.isEmpty(view(() => observer.snapshot()).list(replicaSets, NS));
  });

  it('empties and removes the namespace', async () => {
    await run({ verb: 'create', ref: WEB, object: web(1), reason: 'asked' });
    await until('revision 1 is rolled out', () => rolledOut('1'));
    await run({ verb: 'delete', ref: { ...namespaces, namespace: '', name: NS }, reason: 'asked' });
    await until('the namespace is gone', () => view(() => observer.snapshot()).get(namespaces, '', NS) === undefined);
    assert.deepEqual(broken, []);
    assert.deepEqual(errors, []);
  });
});
