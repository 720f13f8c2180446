import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { NewEvent } from '../../../events/envelope.ts';
import { EventStoreError } from '../../../events/errors.ts';
import type { EventStore } from '../../../events/event-store/port.ts';
import { hostClock } from '../../../infra/host/clock.ts';
import { memoryEventStore } from '../../../infra/eventstore-memory/memory-event-store.ts';
import { snapshotFiles } from '../../../infra/snapshot-file/snapshot-files.ts';
import { stateHashInput } from '../../../projections/cluster-state/state-hash.ts';
import type { Snapshot } from '../../../projections/cluster-state/cluster-state.ts';
import type { Logger, Telemetry } from '../port.ts';
import type { FollowerProcess } from './create-follower.ts';
import { createFollower } from './create-follower.ts';
import { FollowerTimeout } from './follower-timeout.ts';

const quiet: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const telemetry: Telemetry = { span: (_name, _options, work) => work(undefined), counter: () => () => undefined, histogram: () => () => undefined, gauge: () => undefined };
const encoder = new TextEncoder();
const configMaps = { group: '', resource: 'configmaps' };

const put = (name: string, expected: number, text = `{"name":"${name}","at":${expected}}`): NewEvent => ({
  id: `${name}-${expected}`, type: 'ConfigMapUpdated', time: '2026-01-01T00:00:00.000Z', actor: 'me', correlation: 'c',
  ref: { ...configMaps, namespace: 'default', name }, operation: 'put', form: 'json',
  object: encoder.encode(text), decision: { reason: 'test' }, expected,
});

const hashOf = (snapshot: Snapshot): string => {
  const hash = createHash('sha256');
  for (const part of stateHashInput(snapshot, ['EVENTS'])) hash.update(part);
  return hash.digest('hex');
};


describe('follower', () => {
  let directory: string;
  let store: EventStore;
  const running: FollowerProcess[] = [];

  const follower = (overrides: { readonly store?: EventStore; readonly keep?: boolean } = {}): FollowerProcess => {
    const made = createFollower({
      store: overrides.store ?? store, streams: ['EVENTS', 'LEASES', 'EVENTOBJECTS'], clock: hostClock(), logger: quiet, telemetry,
      ...(overrides.keep === true && { snapshots: snapshotFiles(directory) }),
    });
    running.push(made);
    return made;
  };

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'snapshots-'));
    store = memoryEventStore({ now: () => 1 });
  });
  afterEach(async () => {
    for (const each of running.splice(0)) await each.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it('folds what is there and what comes, and tells listeners commit by commit', async () => {
    await store.append([put('a', 0)]);
    const each = follower();
    await each.start();
    await each.waitForHead(['EVENTS', 'LEASES', 'EVENTOBJECTS'], 1000);
    const seen: string[] = [];
    each.onCommit((changes, snapshot) => seen.push(`${changes.map(({ entry }) => entry.name).join('+')}@${snapshot().position('EVENTS')}`));
    await store.append([put('b', 0), put('c', 0)]);
    await store.append([put('a', 1)]);
    await each.waitFor({ stream: 'EVENTS', sequence: 4 }, 1000);
    expect(seen).to.deep.equal(['b+c@3', 'a@4']);
    expect(each.status()).to.deep.include({ caughtUp: true, positions: { EVENTS: 4, LEASES: 0, EVENTOBJECTS: 0 } });
  });

  it('answers an error, never older data, when a position is not reached in time', async () => {
    const each = follower();
    await each.start();
    let caught: unknown;
    await each.waitFor({ EVENTS: 7 }, 20).catch((error: unknown) => { caught = error; });
    expect(caught).to.be.instanceOf(FollowerTimeout);
    expect(caught).to.deep.include({ wanted: { EVENTS: 7 } });
  });

  it('resumes from its snapshot plus the tail and ends at the same state', async () => {
    for (let n = 0; n < 200; n += 1) await store.append([put(`n${n % 50}`, n < 50 ? 0 : n - 49)]);
    const first = follower({ keep: true });
    await first.start();
    await first.waitForHead(['EVENTS'], 1000);
    await first.stop();
    expect(await readdir(directory)).to.have.length(1);
    await store.append([put('tail', 0)]);
    const counted: number[] = [];
    const counting: EventStore = { ...store, subscribe: (stream, after, signal) => { if (stream === 'EVENTS') counted.push(after); return store.subscribe(stream, after, signal); } };
    const second = follower({ keep: true, store: counting });
    await second.start();
    const resumed = await second.waitForHead(['EVENTS'], 1000);
    expect(counted).to.deep.equal([200]);
    const fresh = follower();
    await fresh.start();
    expect(hashOf(resumed)).to.equal(hashOf(await fresh.waitForHead(['EVENTS'], 1000)));
  });

  it('drops a snapshot of another log and a torn one, and folds from the beginning', async () => {
    await store.append([put('old', 0)]);
    const first = follower({ keep: true });
    await first.start();
    await first.waitForHead(['EVENTS'], 1000);
    await first.stop();
    await writeFile(join(directory, '9999999999999999.state'), 'torn');
    const other = memoryEventStore({ now: () => 1 });
    await other.append([put('new', 0)]);
    const second = follower({ keep: true, store: other });
    await second.start();
    const snapshot = await second.waitForHead(['EVENTS'], 1000);
    expect([...snapshot.list(configMaps)].map(({ name }) => name)).to.deep.equal(['new']);
  });

  it('shares head requests, and never joins one that began earlier', async () => {
    const releases: (() => void)[] = [];
    let heads = 0;
    const slow: EventStore = { ...store, head: async (stream) => {
      heads += 1;
      if (heads <= 3) return store.head(stream);
      await new Promise<void>((resolve) => releases.push(resolve));
      return store.head(stream);
    } };
    const each = createFollower({ store: slow, streams: ['EVENTS'], clock: hostClock(), logger: quiet, telemetry });
    running.push(each);
    await each.start();
    heads = 3;
    const first = each.waitForHead(['EVENTS'], 1000);
    await store.append([put('a', 0)]);
    const late = [each.waitForHead(['EVENTS'], 1000), each.waitForHead(['EVENTS'], 1000)];
    releases[0]?.();
    await first;
    while (releases.length < 2) await new Promise((resolve) => setImmediate(resolve));
    releases[1]?.();
    for (const snapshot of await Promise.all(late)) expect(snapshot.position('EVENTS')).to.equal(1);
    expect(heads).to.equal(5);
  });

  it('halts for good on a gap and fails everyone who waits', async () => {
    const broken: EventStore = { ...store, subscribe: async function* (stream, after, signal) {
      if (stream === 'EVENTS') throw new EventStoreError('gap', 'sequence 3 is missing');
      yield* store.subscribe(stream, after, signal);
    } };
    const each = follower({ store: broken });
    const halts: string[] = [];
    each.onHalt((why) => halts.push(why));
    await each.start();
    let caught: unknown;
    await each.waitFor({ EVENTS: 1 }, 1000).catch((error: unknown) => { caught = error; });
    expect(caught).to.be.instanceOf(FollowerTimeout);
    expect(halts).to.deep.equal(['EVENTS: sequence 3 is missing']);
    expect(each.status().halted).to.equal('EVENTS: sequence 3 is missing');
  });

  it('goes on from its own position after the log was away', async () => {
    let failures = 0;
    const flaky: EventStore = { ...store, subscribe: async function* (stream, after, signal) {
      for await (const chunk of store.subscribe(stream, after, signal)) {
        yield chunk;
        if (stream === 'EVENTS' && failures++ < 2) throw new EventStoreError('unavailable', 'connection lost');
      }
    } };
    const each = follower({ store: flaky });
    await each.start();
    for (const name of ['a', 'b', 'c', 'd']) await store.append([put(name, 0)]);
    await each.waitFor({ EVENTS: 4 }, 5000);
    expect(each.snapshot().count(configMaps)).to.equal(4);
  });

  it('lists quarantined objects until they are rewritten', async () => {
    const each = follower();
    await each.start();
    await store.append([put('bad', 0, 'no json')]);
    await each.waitFor({ EVENTS: 1 }, 1000);
    expect(each.status().quarantined.map(({ why }) => why)).to.deep.equal(['configmaps default/bad: the stored object is not JSON']);
    await store.append([put('bad', 1)]);
    await each.waitFor({ EVENTS: 2 }, 1000);
    expect(each.status().quarantined).to.deep.equal([]);
  });
});
