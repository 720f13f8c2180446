import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import type { Recorded } from '../../events/envelope.ts';
import { jetstreamEventStore } from '../../infra/eventstore-jetstream/jetstream-event-store.ts';
import { hostClock } from '../../infra/host/clock.ts';
import { inboxPrefixOf } from '../../infra/nats/users.ts';
import type { Clock } from '../../services/kit/port.ts';
import { apiClientAt } from '../support/api-client.ts';
import type { ApiClient } from '../support/api-client.ts';
import { startInProcessApi } from '../support/in-process-api.ts';
import type { InProcessApi } from '../support/in-process-api.ts';
import { seededRandom, testSeed } from '../support/seeded-random.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import { configMapsOf } from './config-maps.ts';
import type { ConfigMapList } from './config-maps.ts';
import { startCutWatcher } from './cut-watcher.ts';
import type { CutWatcher } from './cut-watcher.ts';
import { startPairWriter, valuesOfPair } from './pair-writer.ts';
import { COUNTER, runRandomWriter } from './random-writer.ts';
import type { Recording } from './random-writer.ts';
import { atomic, bookmarkable, consistent, fresh, kept, ordered, readYourWrites, resumable, stateAt, unique } from './validators.ts';
import type { Listing, Version } from './validators.ts';

const NAMESPACE = 'guarantees';
const WRITERS = 4;
const STEPS = 50;
const WATCHERS = 4;
const seed = testSeed();

/** Bookmarks come every minute: here, every few milliseconds. */
const hastyClock = (): Clock => {
  const clock = hostClock();
  return { now: clock.now, after: (delayMs, callback) => clock.after(delayMs === 55_000 ? 40 : delayMs, callback) };
};

const eventsOf = async ({ nats }: InProcessApi): Promise<readonly Recorded[]> => {
  const identity = { role: 'api' } as const;
  const store = jetstreamEventStore({ connection: await nats.connect(identity), inboxPrefix: inboxPrefixOf(identity) });
  const events: Recorded[] = [];
  for await (const event of store.read('EVENTS', { after: 0, upTo: await store.head('EVENTS') })) events.push(event);
  return events;
};

const versionsOf = (events: readonly Recorded[]): readonly Version[] =>
  events.filter(({ ref }) => ref.resource === 'configmaps' && ref.namespace === NAMESPACE)
    .map(({ ref, sequence, operation }) => ({ name: ref.name, version: sequence, gone: operation === 'delete' }));

const listingOf = ({ version, items }: ConfigMapList): Listing => ({ version, items: items.map((item) => `${item.name}@${item.version}`) });

describe(`what the API promises, held by random clients of two servers on one log (SHIPLOG_SEED=${seed})`, function () {
  this.timeout(90_000);
  const maps = configMapsOf(NAMESPACE);
  const random = seededRandom(seed);
  const record: Recording = { acknowledged: [], readBacks: [], increments: [], newest: 0 };
  const lists: { readonly acknowledged: number; readonly list: ConfigMapList; readonly at: string }[] = [];
  let servers: readonly InProcessApi[] = [];
  let clients: readonly ApiClient[] = [];
  let watchers: readonly CutWatcher[] = [];
  let happened: readonly Version[] = [];
  let events: readonly Recorded[] = [];
  let from = 0;
  let evens = new Map<string, number>();
  let finalEvens: ConfigMapList | undefined;
  let counted = '';

  const anyOf = (choices: SeededRandom) => (): ApiClient => choices.pick(clients);

  /** Lists in one piece and in pages, each page from whichever server, for as long as there is writing. */
  const listWhile = async (choices: SeededRandom, isWriting: () => boolean): Promise<void> => {
    while (isWriting()) {
      const acknowledged = record.newest;
      const limit = choices.pick([0, 1, 2, 5]);
      const list = await maps.list(anyOf(choices), { limit });
      lists.push({ acknowledged, list, at: `pages of ${limit}` });
      await pause(5);
      if (!choices.oneIn(3)) continue;
      const past = from + choices.below(list.version - from);
      lists.push({ acknowledged: 0, at: `at ${past}`, list: await maps.list(anyOf(choices), { at: `/at/${past}`, limit: choices.pick([0, 2]) }) });
      lists.push({ acknowledged: 0, at: `exactly ${past}`, list: await maps.list(anyOf(choices), { query: `&resourceVersion=${past}&resourceVersionMatch=Exact` }) });
    }
  };

  const work = async (): Promise<void> => {
    const shared = ['shared-0', 'shared-1'];
    const writers = Array.from({ length: WRITERS }, (_, index) => {
      const own = seededRandom(seed, index + 1);
      return runRandomWriter({ random: own, apis: anyOf(own), maps, names: [`own-${index}-a`, `own-${index}-b`, `own-${index}-c`, ...shared], record, steps: STEPS });
    });
    const pairs = startPairWriter(servers.map(({ writer }) => writer), NAMESPACE);
    let writing = true;
    const listers = [11, 12].map((stream) => listWhile(seededRandom(seed, stream), () => writing));
    await Promise.all(writers).finally(() => { writing = false; });
    await Promise.all([pairs.stop(), ...listers]);
  };

  const watchersFrom = (version: number): readonly CutWatcher[] =>
    Array.from({ length: WATCHERS }, (_, index) => {
      const own = seededRandom(seed, index + 21);
      return startCutWatcher({ random: own, apis: anyOf(own), path: index === 0 ? `${maps.path}?labelSelector=parity%3Deven` : maps.path, from: version });
    });

  before(async () => {
    const first = await startInProcessApi({ clock: hastyClock() });
    servers = [first, await startInProcessApi({ clock: hastyClock(), beside: first })];
    clients = servers.map(({ port, tls }) => apiClientAt({ host: '127.0.0.1', port, tls }));
    const [one] = clients;
    await one?.send('POST', '/api/v1/namespaces', { metadata: { name: NAMESPACE } });
    if (one !== undefined) await maps.create(one, { name: COUNTER, data: { n: '0' } });
    from = (await maps.list(anyOf(random))).version;
    watchers = watchersFrom(from);
    await work();
    const last = (await maps.list(anyOf(random))).version;
    finalEvens = await maps.list(anyOf(random), { query: '&labelSelector=parity%3Deven' });
    counted = (await maps.get(anyOf(random)(), COUNTER))?.data['n'] ?? '';
    events = await eventsOf(first);
    happened = versionsOf(events);
    await Promise.all(watchers.map((watcher) => watcher.until(last)));
    evens = evensSeenBy(watchers[0]);
  });

  after(async () => {
    for (const client of clients) client.close();
    for (const server of servers.toReversed()) await server.stop();
  });

  const evensSeenBy = (watcher: CutWatcher | undefined): Map<string, number> => {
    const state = new Map<string, number>();
    for (const frame of watcher?.frames ?? []) {
      if ('bookmark' in frame) continue;
      if (frame.gone) state.delete(frame.name);
      else state.set(frame.name, frame.version);
    }
    return state;
  };
  const versionsSeenBy = ({ frames }: CutWatcher): readonly Version[] => frames.filter((frame) => 'name' in frame);
  const since = (): readonly Version[] => happened.filter(({ version }) => version > from);

  it('puts enough to the test', () => {
    expect(since().length, 'changes').to.be.greaterThan(STEPS);
    expect(lists.filter(({ list }) => list.pages > 1).length, 'lists in pages').to.be.greaterThan(5);
    expect(watchers.reduce((sum, watcher) => sum + watcher.cuts(), 0), 'cuts').to.be.greaterThan(20);
    expect(watchers.flatMap(({ frames }) => frames.filter((frame) => 'bookmark' in frame)).length, 'bookmarks').to.be.greaterThan(5);
  });

  it('ordered: no watch goes back', () => {
    for (const { frames } of watchers) expect(ordered(frames.map((frame) => ('bookmark' in frame ? frame.bookmark : frame.version)))).to.deep.equal([]);
  });

  it('unique: no event is stored twice, no version given twice', () => {
    expect(unique(events.map(({ id }) => id))).to.deep.equal([]);
    expect(unique(record.increments.map(String))).to.deep.equal([]);
  });

  it('kept: every acknowledged write is in the log', () => {
    const puts = new Set(happened.filter(({ gone }) => !gone).map(({ name, version }) => `${name}@${version}`));
    expect(kept(record.acknowledged, puts)).to.deep.equal([]);
  });

  it('resumable: a watch cut anywhere tells of every change exactly once', () => {
    for (const watcher of watchers.slice(1)) expect(resumable(versionsSeenBy(watcher), since())).to.deep.equal([]);
  });

  it('resumable: a watch of some objects, cut anywhere, adds up to their list', () => {
    expect([...evens].map(([name]) => name).sort()).to.deep.equal(finalEvens?.items.map(({ name }) => name));
    expect([...evens.values()].sort()).to.deep.equal(finalEvens?.items.map(({ version }) => version).sort());
  });

  it('bookmarkable: whoever goes on from a bookmark misses nothing', () => {
    for (const { frames } of watchers.slice(1)) expect(bookmarkable(frames, since())).to.deep.equal([]);
  });

  it('atomic: no list shows half a batch, in pages or not, now or then', () => {
    const readings = lists.filter(({ list }) => list.items.some(({ name }) => name.startsWith('pair-'))).map(({ at, list }) => ({ at: `${at}: ${list.version}`, values: valuesOfPair(list.items) }));
    expect(readings.length).to.be.greaterThan(10);
    expect(new Set(readings.map(({ values }) => values[0])).size, 'different values').to.be.greaterThan(5);
    expect(atomic(readings)).to.deep.equal([]);
  });

  it('readYourWrites: a read after a write sees it, through whichever server', () => {
    expect(record.readBacks.length).to.be.greaterThan(STEPS);
    expect(readYourWrites(record.readBacks, happened)).to.deep.equal([]);
  });

  it('consistent: a list is the state at its version, in pages or not, now or then', () => {
    expect(consistent(lists.map(({ list }) => listingOf(list)), happened)).to.deep.equal([]);
  });

  it('fresh: a list is never older than what was acknowledged before it', () => {
    expect(fresh(lists.map(({ acknowledged, list }) => ({ acknowledged, version: list.version })))).to.deep.equal([]);
  });

  it('counts every acknowledged increment once', () => {
    expect(record.increments.length).to.be.greaterThan(5);
    expect(counted).to.equal(String(record.increments.length));
  });

  it('consistent: a watch that begins with what exists says when that is all', async () => {
    const [api] = servers;
    const answer = await clients[1]?.open(`${maps.path}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`);
    const names: string[] = [];
    for await (const chunk of answer ?? []) {
      const frames = (chunk as Buffer).toString('utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as { type: string; object: { metadata: { name?: string; resourceVersion: string } } });
      names.push(...frames.filter(({ type }) => type === 'ADDED').map(({ object }) => `${object.metadata.name ?? ''}@${object.metadata.resourceVersion}`));
      if (frames.some(({ type }) => type === 'BOOKMARK')) break;
    }
    expect(api).not.to.equal(undefined);
    expect(names.toSorted()).to.deep.equal(stateAt(happened, Number.MAX_SAFE_INTEGER));
  });
});
