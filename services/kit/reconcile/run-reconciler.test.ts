import { expect } from 'chai';
import type { EventStore } from '../../../events/event-store/port.ts';
import type { JsonObject } from '../../../events/json.ts';
import { numberAt, stringAt } from '../../../events/json-path.ts';
import { deployments } from '../../../events/resources/apps/deployment/schema.ts';
import { configMaps } from '../../../events/resources/core/config-map/schema.ts';
import { createKinds } from '../../../events/resources/registry.ts';
import { sha256Digest } from '../../../infra/crypto/digest.ts';
import { memoryEventStore } from '../../../infra/eventstore-memory/memory-event-store.ts';
import { hostClock } from '../../../infra/host/clock.ts';
import { hostEntropy } from '../../../infra/host/entropy.ts';
import type { Command, Outcome, Writer } from '../command.ts';
import type { FollowerProcess } from '../follower/create-follower.ts';
import { createFollower } from '../follower/create-follower.ts';
import type { Logger, Telemetry } from '../port.ts';
import type { EventNote, Plan, Reconciler } from '../reconciler.ts';
import { createWriter } from '../write/create-writer.ts';
import { createEventRecorder } from './event-recorder.ts';
import type { ReconcilerRunner } from './run-reconciler.ts';
import { createReconcilerRunner } from './run-reconciler.ts';
import { createViews } from './view.ts';

const quiet: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const telemetry: Telemetry = { span: (_name, _options, work) => work('00-span-01'), counter: () => () => undefined, histogram: () => () => undefined, gauge: () => undefined };
const ref = (name: string) => ({ ...configMaps, namespace: 'default', name });
/** Resolves once the check holds. */
const until = async (check: () => boolean): Promise<void> => {
  const deadline = Date.now() + 5000;
  while (!check()) {
    if (Date.now() > deadline) throw new Error(`not in time: ${check}`);
    await new Promise((resolve) => { setTimeout(resolve, 2); });
  }
};
const person = { actor: 'kubernetes-admin', fieldManager: 'kubectl' };

/** For every map `x` there is to be a map `x-copy` owned by it. */
const copier = (plan?: Reconciler['plan']): Reconciler => ({
  name: 'copier',
  actor: 'system:copier',
  watches: [{ resource: configMaps, keys: ({ entry }) => (entry.name.endsWith('-copy') ? [] : [entry.name]) }],
  allKeys: (view) => view.list(configMaps).map(({ entry }) => entry.name).filter((name) => !name.endsWith('-copy')),
  resyncMs: 3_600_000,
  plan: plan ?? ((view, key): Plan => {
    const source = view.get(configMaps, 'default', key);
    if (source === undefined || view.get(configMaps, 'default', `${key}-copy`) !== undefined) return { batches: [] };
    const uid = source.object.metadata?.uid ?? '';
    const owned: JsonObject = { metadata: { name: `${key}-copy`, ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: key, uid, controller: true }] } };
    return { batches: [[{ verb: 'create', ref: ref(`${key}-copy`), object: owned, reason: 'a copy was missing' }]] };
  }),
});

describe('reconciler runner', () => {
  let store: EventStore;
  let follower: FollowerProcess;
  let writer: Writer;
  let runner: ReconcilerRunner | undefined;
  const notes: string[] = [];

  const create = (name: string): Command => ({ verb: 'create', ref: ref(name), object: { metadata: { name } }, reason: 'asked' });
  const run = (reconciler: Reconciler, with_: Writer = writer): ReconcilerRunner =>
    createReconcilerRunner(reconciler, { follower, writer: with_, view: createViews(), record: (note) => notes.push(note.reason), clock: hostClock(), logger: quiet, telemetry });

  beforeEach(async () => {
    notes.length = 0;
    store = memoryEventStore({ now: () => Date.now() });
    follower = createFollower({ store, streams: ['EVENTS', 'LEASES', 'EVENTOBJECTS'], clock: hostClock(), logger: quiet, telemetry });
    await follower.start();
    writer = createWriter({ store, follower, kinds: createKinds(), clock: hostClock(), entropy: hostEntropy(), digest: sha256Digest(), plugins: [], build: 'test' });
    await writer.execute([{ verb: 'create', ref: { group: '', resource: 'namespaces', namespace: '', name: 'default' }, object: { metadata: { name: 'default' } }, reason: 'asked' }], person);
  });
  afterEach(async () => {
    await runner?.stop();
    runner = undefined;
    await follower.stop();
  });

  const has = (name: string): boolean => follower.snapshot().get(configMaps, 'default', name) !== undefined;

  it('plans what is there at its start, and what comes, citing the event that made it act', async () => {
    await writer.execute([create('a')], person);
    await follower.waitForHead(['EVENTS'], 1000);
    runner = run(copier());
    runner.start();
    await writer.execute([create('b')], person);
    await until(() => has('a-copy') && has('b-copy'));
    const cause = await store.last(ref('b'));
    const effect = await store.last(ref('b-copy'));
    expect(effect).to.deep.include({ actor: 'system:copier', causation: { stream: 'EVENTS', sequence: cause?.sequence }, correlation: cause?.correlation, traceparent: '00-span-01' });
    expect((await store.last(ref('a-copy')))?.causation).to.equal(undefined);
  });

  it('cites what somebody asked for rather than what was observed or what it wrote itself meanwhile', async () => {
    const work = { group: 'apps', resource: 'deployments', namespace: 'default', name: 'd' };
    const spec = (count: number): JsonObject => ({ replicas: count, selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } } });
    await writer.execute([{ verb: 'create', ref: work, object: { metadata: { name: 'd' }, spec: spec(1) }, reason: 'asked' }], person);
    await follower.waitForHead(['EVENTS'], 1000);
    const copies = copier((view): Plan => {
      const have = view.list(configMaps, 'default').length;
      const wanted = view.get(deployments, 'default', 'd')?.object.spec.replicas ?? 0;
      return { batches: have < wanted ? [[create(`copy-${have + 1}`)]] : [] };
    });
    let asked: Outcome | undefined;
    const interrupted: Writer = {
      execute: async (...args) => {
        if (asked !== undefined) return writer.execute(...args);
        asked = await writer.execute([{ verb: 'update', ref: work, object: (current) => ({ ...current, spec: spec(2) }), reason: 'scaled' }], person);
        await writer.execute([{ verb: 'update', ref: work, subresource: 'status', object: (current) => ({ ...current, status: { replicas: 1 } }), reason: 'observed' }], { actor: 'system:node:n1', fieldManager: 'kubelet' });
        return writer.execute(...args);
      },
    };
    runner = run({ ...copies, watches: [{ resource: configMaps, keys: () => ['d'] }, { resource: deployments, keys: () => ['d'] }], allKeys: () => ['d'] }, interrupted);
    runner.start();
    await until(() => has('copy-2'));
    expect(asked?.ok === true ? asked.written[0]?.position : undefined).to.deep.equal((await store.last(ref('copy-2')))?.causation);
  });

  it('never plans a key on a state without its own last write', async () => {
    let writes = 0;
    const counting: Writer = { execute: (...args) => { writes += 1; return writer.execute(...args); } };
    runner = run(copier(), counting);
    runner.start();
    for (let n = 0; n < 20; n += 1) await writer.execute([create(`m${n}`), create(`n${n}`)], person);
    await until(() => follower.snapshot().count(configMaps) === 80);
    await runner.stop();
    expect(writes).to.equal(40);
  });

  it('tries a lost race again and leaves the notes of what failed unsaid', async () => {
    await writer.execute([create('a')], person);
    await follower.waitForHead(['EVENTS'], 1000);
    let attempts = 0;
    const regarding: EventNote['regarding'] = { ...ref('a'), uid: 'u', kind: 'ConfigMap', apiVersion: 'v1' };
    const reconciler = copier((view, key) => {
      const { sequence } = view.get(configMaps, 'default', key)?.entry ?? { sequence: 0 };
      attempts += 1;
      if (attempts > 3) return { batches: [] };
      const expect_ = { sequence: attempts < 3 ? sequence + 100 : sequence };
      return { batches: [[{ verb: 'update', ref: ref(key), object: (current) => ({ ...current, data: { n: String(attempts) } }), expect: expect_, reason: 'test' }]], notes: [{ regarding, type: 'Normal', reason: `Try${attempts}`, message: '' }] };
    });
    runner = run(reconciler);
    runner.start();
    await until(() => notes.length > 0);
    expect(notes).to.deep.equal(['Try3']);
  });

  it('asks what a refusal comes to, then tries again with growing pauses', async () => {
    await writer.execute([create('a')], person);
    await follower.waitForHead(['EVENTS'], 1000);
    let refusals = 0;
    const refusing = copier((_view, key) => (refusals >= 2 ? { batches: [] } : { batches: [[{ verb: 'delete', ref: ref(`${key}-missing`), reason: 'test' }]] }));
    runner = run({ ...refusing, refused: (_view, _key, { refusal }) => { refusals += 1; return { batches: [[create(`refused-${refusals}-${refusal.reason.toLowerCase()}`)]] }; } });
    runner.start();
    await until(() => has('refused-1-notfound') && has('refused-2-notfound'));
  });

  it('survives a planner that throws', async () => {
    let thrown = 0;
    const good = copier();
    runner = run(copier((view, key, nowMs) => {
      thrown += 1;
      if (thrown === 1) throw new Error('a bug');
      return good.plan(view, key, nowMs);
    }));
    runner.start();
    await writer.execute([create('a')], person);
    await until(() => has('a-copy'));
  });

  it('finds what an object controls by index', async () => {
    runner = run(copier());
    runner.start();
    await writer.execute([create('a')], person);
    await until(() => has('a-copy'));
    const view = createViews()(() => follower.snapshot());
    const uid = view.get(configMaps, 'default', 'a')?.object.metadata?.uid ?? '';
    expect(view.controlledBy(configMaps, 'default', uid).map(({ entry }) => entry.name)).to.deep.equal(['a-copy']);
    expect(view.controlledBy(configMaps, 'other', uid)).to.deep.equal([]);
  });

  it('is taken when first looked at, and stays', async () => {
    let taken = 0;
    const view = createViews()(() => {
      taken += 1;
      return follower.snapshot();
    });
    await writer.execute([create('a')], person);
    await until(() => has('a'));
    expect(taken).to.equal(0);
    expect(view.get(configMaps, 'default', 'a')).to.not.equal(undefined);
    await writer.execute([create('b')], person);
    await until(() => has('b'));
    expect([view.get(configMaps, 'default', 'b'), taken]).to.deep.equal([undefined, 1]);
  });

  it('finds what has a label by index', async () => {
    for (const [name, app] of [['a', 'web'], ['b', 'db'], ['c', 'web']] as const) {
      await writer.execute([{ verb: 'create', ref: ref(name), object: { metadata: { name, labels: { app } } }, reason: 'asked' }], person);
    }
    await until(() => has('c'));
    const view = createViews()(() => follower.snapshot());
    expect(view.labelled(configMaps, 'default', { key: 'app', value: 'web' }).map(({ entry }) => entry.name)).to.deep.equal(['a', 'c']);
    expect(view.labelled(configMaps, 'other', { key: 'app', value: 'web' })).to.deep.equal([]);
  });

  describe('event recorder', () => {
    const regarding: EventNote['regarding'] = { group: '', resource: 'pods', namespace: 'default', name: 'p', uid: 'u1', kind: 'Pod', apiVersion: 'v1' };
    const note = (message: string): EventNote => ({ regarding, type: 'Warning', reason: 'BackOff', message });
    const recorder = () => createEventRecorder({ writer, follower, clock: hostClock(), digest: sha256Digest(), logger: quiet });
    const recorded = (): readonly JsonObject[] =>
      [...follower.snapshot().list({ group: '', resource: 'events' })].map(({ body }) => JSON.parse(Buffer.from(body).toString()) as JsonObject);

    it('counts equal notes on one Event, across restarts', async () => {
      const first = recorder();
      first.record(note('again'), { component: 'kubelet', host: 'n1' });
      first.record(note('again'), { component: 'kubelet', host: 'n1' });
      await until(() => recorded().length === 1);
      await first.stop();
      const second = recorder();
      second.record(note('again'), { component: 'kubelet', host: 'n1' });
      second.record(note('other'), { component: 'kubelet', host: 'n1' });
      await until(() => recorded().length === 2 && recorded().some((event) => numberAt(event, 'count') === 3));
      await second.stop();
      expect(recorded().map((event) => [stringAt(event, 'message'), numberAt(event, 'count')]).sort()).to.deep.equal([['again', 3], ['other', 1]]);
      expect(recorded()[0]?.['source']).to.deep.equal({ component: 'kubelet', host: 'n1' });
    });

    it('tells the parts of an object apart', async () => {
      const each = recorder();
      for (const fieldPath of ['spec.containers{a}', 'spec.containers{b}', 'spec.containers{a}']) each.record({ ...note('Container started'), regarding: { ...regarding, fieldPath } }, { component: 'kubelet', host: 'n1' });
      await until(() => recorded().length === 2);
      await each.stop();
      expect(recorded().map((event) => [stringAt(event, 'involvedObject', 'fieldPath'), numberAt(event, 'count')]).sort()).to.deep.equal([['spec.containers{a}', 2], ['spec.containers{b}', 1]]);
    });

    it('drops what one source says too often of one object', async () => {
      const each = recorder();
      for (let n = 0; n < 40; n += 1) each.record(note(`message ${n}`), { component: 'x' });
      await until(() => recorded().length === 25);
      await each.stop();
      expect(recorded()).to.have.length(25);
    });
  });
});
