import { expect } from 'chai';
import { isCommitted } from './committed.ts';
import type { JetStreamApi } from './jetstream-api.ts';
import type { StoredMessage } from './stored-message.ts';
import { parseHeaders } from './stored-message.ts';

const member = (sequence: number, fields: Readonly<Record<string, string>> = {}): StoredMessage => ({
  subject: 'ev._.pods.default.a', sequence, storedAtMs: 0, body: new Uint8Array(0),
  header: parseHeaders(['NATS/1.0', ...Object.entries(fields).map(([name, value]) => `${name}: ${value}`)].join('\r\n')),
});
const batched = (sequence: number, index: number, more: Readonly<Record<string, string>> = {}): StoredMessage =>
  member(sequence, { 'Nats-Batch-Id': 'b', 'Nats-Batch-Sequence': String(index), 'ce-batchlen': '3', ...more });

/** A stream that holds these messages and ends where `last` says at each look. */
const holding = (messages: readonly StoredMessage[], last: () => number): JetStreamApi => ({
  bySequence: async (_, sequence) => messages.find((message) => message.sequence === sequence),
  lastBySubject: async () => undefined,
  nextBySubject: async () => undefined,
  info: async () => ({ first: 1, last: last(), majority: true }),
  createConsumer: async () => ({ pending: 0 }),
});

describe('a batch member', () => {
  const commit = batched(12, 3, { 'Nats-Batch-Commit': '1' });

  it('stands alone when it belongs to no batch', async () => {
    expect(await isCommitted(holding([], () => 10), 'EVENTS', member(10))).to.equal(true);
  });
  it('stands when the commit is at its place', async () => {
    expect(await isCommitted(holding([commit], () => 12), 'EVENTS', batched(10, 1))).to.equal(true);
    expect(await isCommitted(holding([commit], () => 12), 'EVENTS', commit)).to.equal(true);
  });
  it('is void when something else is at the commit\'s place', async () => {
    expect(await isCommitted(holding([member(12)], () => 12), 'EVENTS', batched(10, 1))).to.equal(false);
    expect(await isCommitted(holding([batched(12, 1, { 'Nats-Batch-Id': 'other' })], () => 14), 'EVENTS', batched(11, 2))).to.equal(false);
  });
  it('is void when the stream ends before the commit and stands still', async () => {
    expect(await isCommitted(holding([], () => 11), 'EVENTS', batched(10, 1))).to.equal(false);
  });
  it('stands though a later write had its commit forgotten, where no history is kept', async () => {
    for (const stream of ['LEASES', 'EVENTOBJECTS'] as const) expect(await isCommitted(holding([member(13)], () => 13), stream, batched(10, 1))).to.equal(true);
    expect(await isCommitted(holding([member(13)], () => 13), 'EVENTS', batched(10, 1))).to.equal(false);
  });
  it('is waited for while the stream still grows', async () => {
    const messages: StoredMessage[] = [];
    let looks = 0;
    const growing = holding(messages, () => {
      looks += 1;
      if (looks === 4) messages.push(commit);
      return 8 + looks;
    });
    expect(await isCommitted(growing, 'EVENTS', batched(10, 1))).to.equal(true);
  });
});
