import { expect } from 'chai';
import { headers } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import type { NewEvent, Recorded } from '../../../events/envelope.ts';
import { encodeEnvelope } from '../../../events/envelope-codec.ts';
import type { EventStore } from '../../../events/event-store/port.ts';
import { subjectOf } from '../../../events/subject.ts';
import { jetstreamEventStore } from '../../../infra/eventstore-jetstream/jetstream-event-store.ts';
import type { NatsRole } from '../../../infra/nats/users.ts';
import { inboxPrefixOf } from '../../../infra/nats/users.ts';
import type { TestNats } from '../../support/nats.ts';
import { startNats } from '../../support/nats.ts';
import type { Tampering } from '../../support/tampered-connection.ts';
import { tamperedConnection } from '../../support/tampered-connection.ts';
import { eventRef, freshRef, sampleEvent } from './sample-events.ts';

const open = (connection: NatsConnection, role: NatsRole = 'api'): EventStore =>
  jetstreamEventStore({ connection, inboxPrefix: inboxPrefixOf({ role }), appendTimeoutMs: 30_000, requestTimeoutMs: 1_000, eventObjectTtlSeconds: 2 });

/** Tampers with the first publishes to the log, then lets everything pass. */
const tampering = (...steps: readonly Tampering[]): ((subject: string) => Tampering) => {
  const left = [...steps];
  return (subject) => (subject.startsWith('ev.') ? left.shift() ?? 'pass' : 'pass');
};

const refusal = (code: number): Tampering => ({ answer: { error: { code: 400, err_code: code, description: 'injected' }, stream: 'EVENTS', seq: 0 } });

const historyOf = async (store: EventStore, event: NewEvent): Promise<readonly Recorded[]> => {
  const all: Recorded[] = [];
  for await (const each of store.read('EVENTS', { after: 0, upTo: await store.head('EVENTS'), ref: event.ref })) all.push(each);
  return all;
};

describe('event store on JetStream, when things go wrong', () => {
  let nats: TestNats;
  let connection: NatsConnection;
  let store: EventStore;

  before(async () => {
    nats = await startNats({ eventObjectTtlSeconds: 2 });
    connection = await nats.connect({ role: 'api' });
    store = open(connection);
  });
  after(() => nats.stop());

  it('stores an event once although its acknowledgement was lost', async () => {
    const event = sampleEvent(freshRef(), 0);
    const result = await open(tamperedConnection(connection, tampering('lose-answer', 'lose-answer'))).append([event]);
    expect(result).to.include({ ok: true, duplicate: true });
    expect((await historyOf(store, event)).map(({ id }) => id)).to.deep.equal([event.id]);
  });

  it('recognises its create after a lost acknowledgement even when it was updated and built on a tombstone', async () => {
    const ref = freshRef();
    const first = await store.append([sampleEvent(ref, 0)]);
    await store.append([sampleEvent(ref, first.ok ? first.sequences[0] ?? 0 : 0, { operation: 'delete' })]);
    const create = sampleEvent(ref, 0);
    // The create meets the tombstone, goes again on its sequence, is stored, its answer lost; then somebody updates it.
    let stored = 0;
    const connectionThatLoses = tamperedConnection(connection, (subject) => (subject.startsWith('ev.') && ++stored === 2 ? 'lose-answer' : 'pass'));
    const meddling = Object.create(connectionThatLoses) as NatsConnection;
    meddling.request = async (...args) => connectionThatLoses.request(...args).catch(async (cause: unknown) => {
      const live = await store.last(ref);
      await store.append([sampleEvent(ref, live?.sequence ?? 0)]);
      throw cause;
    });
    const result = await open(meddling).append([create]);
    expect(result).to.include({ ok: true, duplicate: true });
    expect((await historyOf(store, create)).filter(({ id }) => id === create.id)).to.have.length(1);
  });

  it('stores a batch once although its acknowledgement was lost', async () => {
    const batch = [sampleEvent(freshRef(), 0), sampleEvent(freshRef(), 0)];
    const head = await store.head('EVENTS');
    expect(await open(tamperedConnection(connection, tampering('lose-answer'))).append(batch)).to.deep.equal({ ok: true, duplicate: true, sequences: [head + 1, head + 2] });
    expect(await store.head('EVENTS')).to.equal(head + 2);
  });

  for (const [code, why] of [[10158, 'the same id is in process'], [10164, 'another write is in process'], [10210, 'too many batches are in flight'], [10071, 'the sequence was wrong for a moment'], [10201, 'an id was known for a moment']] as const) {
    it(`tries again when ${why} (${code})`, async () => {
      const events = [sampleEvent(freshRef(), 0)];
      expect(await open(tamperedConnection(connection, tampering(refusal(code), refusal(code)))).append(events)).to.include({ ok: true, duplicate: false });
    });
  }

  it('finds its own event behind a conflict (10071)', async () => {
    const event = sampleEvent(freshRef(), 0);
    const stored = await store.append([event]);
    expect(await open(tamperedConnection(connection, tampering(refusal(10071)))).append([event])).to.deep.equal({ ok: true, duplicate: true, sequences: stored.ok ? stored.sequences : [] });
  });

  it('leaves nothing of a batch that is never committed, though the server is killed', async () => {
    const events = [sampleEvent(freshRef(), 0), sampleEvent(freshRef(), 0)];
    const head = await store.head('EVENTS');
    for (const [index, event] of events.entries()) {
      const { subject, headers: values, body } = encodeEnvelope(event);
      const withBatch = headers();
      const all = { ...values, 'Nats-Batch-Id': 'half', 'Nats-Batch-Sequence': String(index + 1), 'Nats-Msg-Id': event.id, 'Nats-Expected-Last-Subject-Sequence': '0' };
      for (const [name, value] of Object.entries(all)) withBatch.set(name, value);
      connection.publish(subject, body, { headers: withBatch });
    }
    await connection.flush();
    await nats.kill9();
    await nats.restart();
    expect(await store.head('EVENTS')).to.equal(head);
    for (const { ref } of events) expect(await store.last(ref)).to.equal(undefined);
    expect(await store.append(events)).to.deep.equal({ ok: true, duplicate: false, sequences: [head + 1, head + 2] });
  });

  it('stores each batch once and whole though the server is killed in the middle of it', async () => {
    for (let round = 0; round < 6; round += 1) {
      const head = await store.head('EVENTS');
      const appended = store.append(Array.from({ length: 300 }, () => sampleEvent(freshRef(), 0, { size: 10_000 })));
      await new Promise((resolve) => setTimeout(resolve, 10 + round * 20));
      await nats.restart();
      expect(await appended).to.have.property('ok', true);
      expect(await store.head('EVENTS')).to.equal(head + 300);
    }
  });

  it('says at once that a role may not write', async () => {
    const forbidden = open(await nats.connect({ role: 'setup' }), 'setup');
    const code = await forbidden.append([sampleEvent(freshRef(), 0)]).then(() => undefined, (error: unknown) => (error as { code?: string }).code);
    expect(code).to.equal('misconfigured');
  });

  it('loses no acknowledged event, doubles none and keeps order for a subscriber while the server is killed again and again', async () => {
    const after = await store.head('EVENTS');
    const abort = new AbortController();
    const seen: Recorded[] = [];
    const total = 600;
    const subscribed = (async () => {
      for await (const events of open(await nats.connect({ role: 'controllers' }), 'controllers').subscribe('EVENTS', after, abort.signal)) {
        seen.push(...events);
        if (seen.length >= total) abort.abort();
      }
    })();
    const events = Array.from({ length: total }, () => sampleEvent(freshRef(), 0));
    const queue = [...events];
    let killing = true;
    const kills = (async () => {
      for (let kill = 0; kill < 3; kill += 1) {
        const goal = Math.floor((total * (kill + 1)) / 5);
        while (seen.length < goal && killing) await new Promise((resolve) => setImmediate(resolve));
        await nats.restart();
      }
    })();
    const acknowledged = new Map<string, number>();
    await Promise.all(Array.from({ length: 32 }, async () => {
      for (let event = queue.shift(); event; event = queue.shift()) {
        const result = await store.append([event]);
        if (result.ok) acknowledged.set(event.id, result.sequences[0] ?? 0);
      }
    }));
    killing = false;
    await kills;
    await subscribed;
    expect(acknowledged.size).to.equal(total);
    expect(seen.map(({ sequence }) => sequence)).to.deep.equal(Array.from({ length: total }, (_, index) => after + 1 + index));
    for (const { id, sequence } of seen) expect(acknowledged.get(id)).to.equal(sequence);
  });

  it('ends a subscription with a gap when the log is shorter than the reader knows', async () => {
    const feed = store.subscribe('EVENTS', (await store.head('EVENTS')) + 10, new AbortController().signal)[Symbol.asyncIterator]();
    const error = await feed.next().then(() => undefined, (cause: unknown) => cause);
    expect(error).to.have.property('code', 'gap');
  });

  it('marks a message that is no event instead of failing the subscription', async () => {
    const after = await store.head('EVENTS');
    const ref = freshRef();
    await connection.request(subjectOf(ref), 'not an event', { timeout: 5000 });
    const abort = new AbortController();
    for await (const [event] of store.subscribe('EVENTS', after, abort.signal)) {
      expect(event).to.deep.include({ ref, sequence: after + 1 });
      expect(event?.malformed).to.be.a('string');
      abort.abort();
    }
  });

  it('tells of an Event object that expired as of a deletion', async () => {
    const after = await store.head('EVENTOBJECTS');
    const event = sampleEvent(eventRef(), 0);
    await store.append([event]);
    const abort = new AbortController();
    const seen: Recorded[] = [];
    for await (const events of store.subscribe('EVENTOBJECTS', after, abort.signal)) {
      seen.push(...events);
      if (seen.length === 2) abort.abort();
    }
    expect(seen.map(({ operation, ref }) => [operation, ref])).to.deep.equal([['put', event.ref], ['delete', event.ref]]);
    expect(await store.append([sampleEvent(event.ref, 0)])).to.include({ ok: true });
  });

  it('refuses reads and appends with `unavailable` when the server stays away', async () => {
    const lonely = jetstreamEventStore({ connection, inboxPrefix: inboxPrefixOf({ role: 'api' }), appendTimeoutMs: 600, requestTimeoutMs: 300 });
    await nats.kill9();
    for (const work of [lonely.head('EVENTS'), lonely.append([sampleEvent(freshRef(), 0)])]) {
      expect(await work.then(() => undefined, (cause: unknown) => cause)).to.have.property('code', 'unavailable');
    }
    await nats.restart();
    expect(await store.head('EVENTS')).to.be.greaterThan(0);
  });
});
