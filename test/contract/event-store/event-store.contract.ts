import { expect } from 'chai';
import type { StreamName } from '../../../events/catalogue.ts';
import type { NewEvent, Recorded } from '../../../events/envelope.ts';
import { EventStoreError } from '../../../events/errors.ts';
import type { AppendResult, EventStore } from '../../../events/event-store/port.ts';
import { eventRef, freshRef, leaseRef, sampleEvent } from './sample-events.ts';

/** What the suite needs to know of an adapter beside its port. */
export interface EventStoreUnderTest {
  readonly store: () => EventStore;
  /** A second process's view of the same log. */
  readonly other: () => EventStore;
}

const sequencesOf = (result: AppendResult): readonly number[] => {
  if (!result.ok) throw new Error(`conflict at ${result.conflict.index}: ${result.conflict.actual}`);
  return result.sequences;
};

const sequenceOf = (result: AppendResult): number => sequencesOf(result)[0] as number;

const collect = async (events: AsyncIterable<Recorded>): Promise<readonly Recorded[]> => {
  const all: Recorded[] = [];
  for await (const event of events) all.push(event);
  return all;
};

/** Live events after a position until `count` have come. */
const take = async (store: EventStore, from: { readonly stream: StreamName; readonly after: number }, count: number): Promise<readonly Recorded[]> => {
  const abort = new AbortController();
  const seen: Recorded[] = [];
  for await (const events of store.subscribe(from.stream, from.after, abort.signal)) {
    expect(events).to.not.be.empty;
    seen.push(...events);
    if (seen.length >= count) abort.abort();
  }
  return seen.slice(0, count);
};

const expectCode = async (work: Promise<unknown>, code: string): Promise<void> => {
  const error = await work.then(() => undefined, (cause: unknown) => cause);
  expect(error).to.be.instanceOf(EventStoreError).with.property('code', code);
};

const createSome = async (store: EventStore, count: number): Promise<readonly NewEvent[]> => {
  const events = Array.from({ length: count }, () => sampleEvent(freshRef(), 0));
  await Promise.all(events.map((event) => store.append([event])));
  return events;
};

const describeSingleAppends = ({ store }: EventStoreUnderTest): void => {
  it('creates an object and gives back exactly what was appended', async () => {
    const event = sampleEvent(freshRef(), 0);
    const sequence = sequenceOf(await store().append([event]));
    const { expected: _, ...envelope } = event;
    const last = await store().last(event.ref);
    expect({ ...last, object: Uint8Array.from(last?.object ?? []), storedAtMs: 0 }).to.deep.equal({ ...envelope, stream: 'EVENTS', sequence, storedAtMs: 0 });
    expect(last?.storedAtMs).to.be.closeTo(Date.now(), 60_000);
  });

  it('updates on the right sequence, in ascending sequences', async () => {
    const ref = freshRef();
    const first = sequenceOf(await store().append([sampleEvent(ref, 0)]));
    const second = sequenceOf(await store().append([sampleEvent(ref, first)]));
    expect(second).to.be.greaterThan(first);
  });

  it('answers a stale expectation with a conflict that names the actual sequence', async () => {
    const ref = freshRef();
    const first = sequenceOf(await store().append([sampleEvent(ref, 0)]));
    const second = sequenceOf(await store().append([sampleEvent(ref, first)]));
    expect(await store().append([sampleEvent(ref, first)])).to.deep.equal({ ok: false, conflict: { index: 0, ref, actual: second } });
  });

  it('answers the creation of what exists with a conflict', async () => {
    const ref = freshRef();
    const first = sequenceOf(await store().append([sampleEvent(ref, 0)]));
    expect(await store().append([sampleEvent(ref, 0)])).to.deep.equal({ ok: false, conflict: { index: 0, ref, actual: first } });
  });

  it('answers the update of what never existed with a conflict without a sequence', async () => {
    const ref = freshRef();
    expect(await store().append([sampleEvent(ref, 7)])).to.deep.equal({ ok: false, conflict: { index: 0, ref, actual: undefined } });
  });

  it('creates over a tombstone', async () => {
    const ref = freshRef();
    const first = sequenceOf(await store().append([sampleEvent(ref, 0)]));
    const tombstone = sequenceOf(await store().append([sampleEvent(ref, first, { operation: 'delete' })]));
    expect((await store().last(ref))?.operation).to.equal('delete');
    const again = sequenceOf(await store().append([sampleEvent(ref, 0)]));
    expect(again).to.be.greaterThan(tombstone);
    expect(await store().last(ref)).to.include({ operation: 'put', sequence: again });
  });

  it('refuses an update on a version older than the tombstone', async () => {
    const ref = freshRef();
    const first = sequenceOf(await store().append([sampleEvent(ref, 0)]));
    const tombstone = sequenceOf(await store().append([sampleEvent(ref, first, { operation: 'delete' })]));
    expect(await store().append([sampleEvent(ref, first)])).to.deep.equal({ ok: false, conflict: { index: 0, ref, actual: tombstone } });
  });

  it('takes the same append twice as one event', async () => {
    const event = sampleEvent(freshRef(), 0);
    const sequence = sequenceOf(await store().append([event]));
    expect(await store().append([event])).to.deep.equal({ ok: true, sequences: [sequence], duplicate: true });
    const update = sampleEvent(event.ref, sequence);
    const second = sequenceOf(await store().append([update]));
    await store().append([sampleEvent(event.ref, second)]);
    expect(await store().append([update])).to.deep.equal({ ok: true, sequences: [second], duplicate: true });
  });

  it('takes a repeated create over a tombstone as one event', async () => {
    const ref = freshRef();
    const first = sequenceOf(await store().append([sampleEvent(ref, 0)]));
    await store().append([sampleEvent(ref, first, { operation: 'delete' })]);
    const create = sampleEvent(ref, 0);
    const sequence = sequenceOf(await store().append([create]));
    expect(await store().append([create])).to.deep.equal({ ok: true, sequences: [sequence], duplicate: true });
  });

  it('accepts an object of 1.5 MiB and refuses an event beyond its limit', async () => {
    const big = sampleEvent(freshRef(), 0, { size: 1.5 * 1024 * 1024 });
    await store().append([big]);
    expect((await store().last(big.ref))?.object.length).to.equal(big.object.length);
    await expectCode(store().append([sampleEvent(freshRef(), 0, { size: store().capabilities.maxEventBytes })]), 'too-large');
  });

  for (const [name, ref] of [['a Lease', leaseRef], ['an Event', eventRef]] as const) {
    it(`appends, updates, deletes and creates ${name} again in its own stream`, async () => {
      const subject = ref();
      const first = sequenceOf(await store().append([sampleEvent(subject, 0)]));
      const second = sequenceOf(await store().append([sampleEvent(subject, first)]));
      expect(await store().append([sampleEvent(subject, first)])).to.have.nested.property('conflict.actual', second);
      const gone = sequenceOf(await store().append([sampleEvent(subject, second, { operation: 'delete' })]));
      expect(sequenceOf(await store().append([sampleEvent(subject, 0)]))).to.be.greaterThan(gone);
    });
  }

  it('keeps names with dots, wildcards, colons, spaces and unicode apart', async () => {
    const names = ['a.b', 'a*b', 'a>b', 'a:b', 'a b', 'a%2Eb', 'ä🚢', '_', 'a'.repeat(253)];
    const { name: unique } = freshRef();
    for (const name of names) {
      const ref = { group: '', resource: 'configmaps', namespace: unique, name };
      await store().append([sampleEvent(ref, 0, { value: name })]);
      expect((await store().last(ref))?.ref).to.deep.equal(ref);
    }
  });
};

const describeBatches = ({ store, other }: EventStoreUnderTest): void => {
  it('appends a batch side by side, its last event marked', async () => {
    const events = Array.from({ length: 5 }, () => sampleEvent(freshRef(), 0));
    const sequences = sequencesOf(await store().append(events));
    const first = sequences[0] as number;
    expect(sequences).to.deep.equal([0, 1, 2, 3, 4].map((offset) => first + offset));
    const stored = await collect(store().read('EVENTS', { after: first - 1, upTo: first + 4 }));
    expect(stored.map(({ ref }) => ref)).to.deep.equal(events.map(({ ref }) => ref));
    expect(stored.map(({ batch }) => [batch?.index, batch?.last])).to.deep.equal([[0, false], [1, false], [2, false], [3, false], [4, true]]);
    expect(new Set(stored.map(({ batch }) => batch?.id)).size).to.equal(1);
  });

  it('appends nothing of a batch with one conflict and names the event', async () => {
    const taken = freshRef();
    const actual = sequenceOf(await store().append([sampleEvent(taken, 0)]));
    const fresh = [freshRef(), freshRef()];
    const batch = [sampleEvent(fresh[0] as typeof taken, 0), sampleEvent(taken, 0), sampleEvent(fresh[1] as typeof taken, 0)];
    const head = await store().head('EVENTS');
    expect(await store().append(batch)).to.deep.equal({ ok: false, conflict: { index: 1, ref: taken, actual } });
    expect(await store().head('EVENTS')).to.equal(head);
    for (const ref of fresh) expect(await store().last(ref)).to.equal(undefined);
  });

  it('takes the same batch twice as one', async () => {
    const batch = [sampleEvent(freshRef(), 0), sampleEvent(freshRef(), 0)];
    const sequences = sequencesOf(await store().append(batch));
    expect(await store().append(batch)).to.deep.equal({ ok: true, sequences, duplicate: true });
  });

  it('creates over tombstones within a batch', async () => {
    const ref = freshRef();
    const first = sequenceOf(await store().append([sampleEvent(ref, 0)]));
    await store().append([sampleEvent(ref, first, { operation: 'delete' })]);
    const sequences = sequencesOf(await store().append([sampleEvent(freshRef(), 0), sampleEvent(ref, 0)]));
    expect(await store().last(ref)).to.include({ sequence: sequences[1], operation: 'put' });
  });

  it('appends a batch of the largest size and refuses a larger one', async () => {
    const { maxBatch } = store().capabilities;
    const batch = Array.from({ length: maxBatch }, () => sampleEvent(freshRef(), 0));
    expect(sequencesOf(await store().append(batch))).to.have.length(maxBatch);
    await expectCode(store().append([...batch, sampleEvent(freshRef(), 0)]), 'too-large');
  });

  it('refuses a batch over two streams, an object changed twice, and nothing at all', async () => {
    const ref = freshRef();
    await expectCode(store().append([sampleEvent(ref, 0), sampleEvent(leaseRef(), 0)]), 'malformed');
    await expectCode(store().append([sampleEvent(ref, 0), sampleEvent(ref, 0)]), 'malformed');
    await expectCode(store().append([]), 'malformed');
  });

  for (const [name, ref] of [['Leases', leaseRef], ['Events', eventRef]] as const) {
    it(`refuses a batch of ${name}, of which old versions are forgotten one by one`, async () => {
      const refs = [ref(), ref()];
      await expectCode(store().append(refs.map((each) => sampleEvent(each, 0))), 'malformed');
      for (const each of refs) expect(await store().last(each)).to.equal(undefined);
    });
  }

  it('lets one of two writers of one object win each round', async () => {
    const ref = freshRef();
    let expected = sequenceOf(await store().append([sampleEvent(ref, 0)]));
    for (let round = 0; round < 20; round += 1) {
      const results = await Promise.all([store(), other()].map((each) => each.append([sampleEvent(ref, expected)])));
      const winners = results.filter(({ ok }) => ok);
      expect(winners).to.have.length(1);
      expected = sequenceOf(winners[0] as AppendResult);
      expect(results.find(({ ok }) => !ok)).to.have.nested.property('conflict.actual', expected);
    }
  });

  it('lets one of two batches over one fence win each round, with none of the loser stored', async () => {
    const fence = freshRef();
    let expected = sequenceOf(await store().append([sampleEvent(fence, 0)]));
    for (let round = 0; round < 20; round += 1) {
      const children = [freshRef(), freshRef()];
      const results = await Promise.all([store(), other()].map((each, index) =>
        each.append([sampleEvent(fence, expected), sampleEvent(children[index] as typeof fence, 0)])));
      const winner = results.findIndex(({ ok }) => ok);
      expect(results.filter(({ ok }) => ok)).to.have.length(1);
      expected = sequenceOf(results[winner] as AppendResult);
      expect(results[1 - winner]).to.deep.equal({ ok: false, conflict: { index: 0, ref: fence, actual: expected } });
      expect(await store().last(children[1 - winner] as typeof fence)).to.equal(undefined);
    }
  });
};

const describeReads = ({ store, other }: EventStoreUnderTest): void => {
  it('says nothing of an object that never was, nor of a sequence not reached', async () => {
    expect(await store().last(freshRef())).to.equal(undefined);
    expect(await store().at('EVENTS', (await store().head('EVENTS')) + 1000)).to.equal(undefined);
  });

  it('finds an event at its sequence and the newest at the head', async () => {
    const event = sampleEvent(freshRef(), 0);
    const sequence = sequenceOf(await store().append([event]));
    expect(await store().at('EVENTS', sequence)).to.include({ id: event.id, sequence });
    expect(await other().head('EVENTS')).to.equal(sequence);
  });

  it('reads a range, its start excluded and its end included', async () => {
    const before = await store().head('EVENTS');
    await createSome(store(), 10);
    const sequences = (await collect(store().read('EVENTS', { after: before + 2, upTo: before + 7 }))).map(({ sequence }) => sequence);
    expect(sequences).to.deep.equal([3, 4, 5, 6, 7].map((offset) => before + offset));
    expect(await collect(store().read('EVENTS', { after: before + 10, upTo: before + 99 }))).to.deep.equal([]);
    expect(await collect(store().read('EVENTS', { after: before + 8, upTo: before + 99 }))).to.have.length(2);
  });

  it('reads one object\'s events of a range', async () => {
    const ref = freshRef();
    const first = sequenceOf(await store().append([sampleEvent(ref, 0)]));
    await createSome(store(), 3);
    const second = sequenceOf(await store().append([sampleEvent(ref, first)]));
    await createSome(store(), 3);
    const third = sequenceOf(await store().append([sampleEvent(ref, second, { operation: 'delete' })]));
    const history = async (after: number, upTo: number): Promise<readonly number[]> =>
      (await collect(store().read('EVENTS', { after, upTo, ref }))).map(({ sequence }) => sequence);
    expect(await history(0, third)).to.deep.equal([first, second, third]);
    expect(await history(first, third - 1)).to.deep.equal([second]);
    expect(await history(third, third + 5)).to.deep.equal([]);
  });

  it('resolves a time to the newest sequence stored by then', async () => {
    const [first, second] = [await createSome(store(), 1), await createSome(store(), 1)].map(([event]) => event as NewEvent);
    const early = await store().last((first as NewEvent).ref) as Recorded;
    const late = await store().last((second as NewEvent).ref) as Recorded;
    expect(await store().sequenceAt('EVENTS', late.storedAtMs + 1)).to.equal(await store().head('EVENTS'));
    expect(await store().sequenceAt('EVENTS', early.storedAtMs)).to.be.within(early.sequence, late.sequence);
    expect(await store().sequenceAt('EVENTS', 1)).to.equal(0);
  });
};

const describeSubscriptions = ({ store, other }: EventStoreUnderTest): void => {
  it('delivers what is there and what comes, in order, each once', async () => {
    const after = await store().head('EVENTS');
    await createSome(store(), 20);
    const seen = take(other(), { stream: 'EVENTS', after }, 60);
    await createSome(store(), 40);
    expect((await seen).map(({ sequence }) => sequence)).to.deep.equal(Array.from({ length: 60 }, (_, index) => after + 1 + index));
  });

  it('starts from any position', async () => {
    const after = await store().head('EVENTS');
    const events = await createSome(store(), 10);
    const [one] = await take(store(), { stream: 'EVENTS', after: after + 6 }, 1);
    expect(one?.sequence).to.equal(after + 7);
    expect(events.map(({ id }) => id)).to.include(one?.id);
  });

  it('delivers ascending sequences of Leases, whose older versions may be gone', async () => {
    const after = await store().head('LEASES');
    const ref = leaseRef();
    let expected = 0;
    for (let beat = 0; beat < 5; beat += 1) expected = sequenceOf(await store().append([sampleEvent(ref, expected)]));
    const abort = new AbortController();
    let previous = after;
    for await (const events of store().subscribe('LEASES', after, abort.signal)) {
      for (const { sequence } of events) {
        expect(sequence).to.be.greaterThan(previous);
        previous = sequence;
      }
      if (previous === expected) abort.abort();
    }
  });

  it('ends when its signal aborts, waiting or not', async () => {
    const abort = new AbortController();
    const feed = store().subscribe('EVENTS', await store().head('EVENTS'), abort.signal)[Symbol.asyncIterator]();
    const waiting = feed.next();
    abort.abort();
    expect((await waiting).done).to.equal(true);
    const none = store().subscribe('EVENTS', 0, AbortSignal.abort())[Symbol.asyncIterator]();
    expect((await none.next()).done).to.equal(true);
  });

  it('shows a batch whole and in order to a subscriber', async () => {
    const after = await store().head('EVENTS');
    await store().append(Array.from({ length: 50 }, () => sampleEvent(freshRef(), 0)));
    const seen = await take(other(), { stream: 'EVENTS', after }, 50);
    expect(seen.map(({ batch }) => batch?.index)).to.deep.equal(Array.from({ length: 50 }, (_, index) => index));
    expect(seen.filter(({ batch }) => batch?.last)).to.have.length(1);
  });
};

/** The contract every EventStore adapter keeps. */
export const describeEventStore = (under: EventStoreUnderTest): void => {
  describe('appending one event', () => describeSingleAppends(under));
  describe('appending batches', () => describeBatches(under));
  describe('reading', () => describeReads(under));
  describe('subscribing', () => describeSubscriptions(under));
};
