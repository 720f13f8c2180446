import type { StreamName } from '../../events/catalogue.ts';
import { STREAMS, streamOf } from '../../events/catalogue.ts';
import type { NewEvent, Recorded } from '../../events/envelope.ts';
import { encodeEnvelope, MAX_EVENT_BYTES } from '../../events/envelope-codec.ts';
import { EventStoreError } from '../../events/errors.ts';
import type { AppendResult, EventStore } from '../../events/event-store/port.ts';
import { subjectOf } from '../../events/subject.ts';

interface MemoryStream {
  /** Index is sequence − 1. */
  readonly events: Recorded[];
  /** Sequences of each subject, ascending. */
  readonly bySubject: Map<string, number[]>;
  readonly sequenceById: Map<string, number>;
  /** Wakes subscribers waiting at the head. */
  readonly waiting: Set<() => void>;
}

const newStream = (): MemoryStream => ({ events: [], bySubject: new Map(), sequenceById: new Map(), waiting: new Set() });

const MAX_BATCH = 500;

const lastOf = (stream: MemoryStream, subject: string): Recorded | undefined => {
  const sequence = stream.bySubject.get(subject)?.at(-1);
  return sequence === undefined ? undefined : stream.events[sequence - 1];
};

/** Whether the event may follow the subject's last one: an exact match, or a create over a tombstone. */
const fits = (last: Recorded | undefined, expected: number): boolean =>
  (last?.sequence ?? 0) === expected || (expected === 0 && last?.operation === 'delete');

const repeated = (stream: MemoryStream, events: readonly NewEvent[]): AppendResult | undefined => {
  const sequences = events.map((event) => stream.sequenceById.get(`${subjectOf(event.ref)} ${event.id}`));
  return sequences.every((sequence) => sequence !== undefined) ? { ok: true, sequences, duplicate: true } : undefined;
};

const firstConflict = (stream: MemoryStream, events: readonly NewEvent[]): AppendResult | undefined => {
  for (const [index, { ref, expected }] of events.entries()) {
    const last = lastOf(stream, subjectOf(ref));
    if (!fits(last, expected)) return { ok: false, conflict: { index, ref, actual: last?.sequence } };
  }
  return undefined;
};

const store = (stream: MemoryStream, recorded: Recorded): void => {
  const subject = subjectOf(recorded.ref);
  stream.events.push(recorded);
  stream.sequenceById.set(`${subject} ${recorded.id}`, recorded.sequence);
  const sequences = stream.bySubject.get(subject);
  if (sequences) sequences.push(recorded.sequence);
  else stream.bySubject.set(subject, [recorded.sequence]);
};

const recordedOf = (event: NewEvent, place: Pick<Recorded, 'stream' | 'sequence' | 'storedAtMs' | 'batch'>): Recorded => {
  const { expected: _, ...envelope } = event;
  return { ...envelope, object: event.object.slice(), decision: structuredClone(event.decision), ...place };
};

/** The one stream all events belong to. Throws EventStoreError `malformed` unless they agree and are 1 to `maxBatch`. */
const streamOfAll = (events: readonly NewEvent[]): StreamName => {
  const [first] = events;
  if (!first) throw new EventStoreError('malformed', 'nothing to append');
  if (events.length > MAX_BATCH) throw new EventStoreError('too-large', `${events.length} events exceed a batch of ${MAX_BATCH}`);
  const name = streamOf(first.ref);
  if (events.some((event) => streamOf(event.ref) !== name)) throw new EventStoreError('malformed', 'a batch belongs to one stream');
  if (events.length > 1 && !STREAMS[name].history) throw new EventStoreError('malformed', `${name} takes one event per append: it forgets members of a batch one by one`);
  if (new Set(events.map((event) => subjectOf(event.ref))).size !== events.length) {
    throw new EventStoreError('malformed', 'a batch changes an object at most once');
  }
  return name;
};

const nextWake = async (stream: MemoryStream, signal: AbortSignal): Promise<void> => {
  await new Promise<void>((resolve) => {
    const wake = (): void => {
      stream.waiting.delete(wake);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    stream.waiting.add(wake);
    signal.addEventListener('abort', wake, { once: true });
  });
};

async function* follow(stream: MemoryStream, after: number, signal: AbortSignal): AsyncGenerator<readonly Recorded[]> {
  let position = after;
  while (!signal.aborted) {
    const fresh = stream.events.slice(position);
    if (fresh.length === 0) {
      await nextWake(stream, signal);
    } else {
      position += fresh.length;
      yield fresh;
    }
  }
}

async function* between(stream: MemoryStream, range: { readonly after: number; readonly upTo: number; readonly subject: string | undefined }): AsyncGenerator<Recorded> {
  const { after, upTo, subject } = range;
  for (const event of stream.events.slice(after, upTo)) {
    if (subject === undefined || subjectOf(event.ref) === subject) yield event;
  }
}

/**
 * The log in memory, for unit tests and simulations: the same contract as the durable one, minus durability.
 * `now` gives `storedAtMs`; times never go back. Events of LEASES and EVENTOBJECTS are kept for ever.
 */
export const memoryEventStore = (deps: { readonly now: () => number; readonly maxEventBytes?: number }): EventStore => {
  const maxEventBytes = deps.maxEventBytes ?? MAX_EVENT_BYTES;
  const streams: Readonly<Record<StreamName, MemoryStream>> = { EVENTS: newStream(), LEASES: newStream(), EVENTOBJECTS: newStream() };
  let batches = 0;

  const append = async (events: readonly NewEvent[]): Promise<AppendResult> => {
    const name = streamOfAll(events);
    const stream = streams[name];
    for (const event of events) encodeEnvelope(event, maxEventBytes);
    const settled = repeated(stream, events) ?? firstConflict(stream, events);
    if (settled) return settled;
    const storedAtMs = Math.max(deps.now(), stream.events.at(-1)?.storedAtMs ?? 0);
    const id = events.length > 1 ? `batch-${++batches}` : undefined;
    const sequences = events.map((event, index) => {
      const sequence = stream.events.length + 1;
      store(stream, recordedOf(event, { stream: name, sequence, storedAtMs, ...(id && { batch: { id, index, last: index === events.length - 1 } }) }));
      return sequence;
    });
    for (const wake of stream.waiting) wake();
    return { ok: true, sequences, duplicate: false };
  };

  return {
    capabilities: { maxBatch: MAX_BATCH, maxEventBytes, durable: false },
    append,
    last: async (ref) => lastOf(streams[streamOf(ref)], subjectOf(ref)),
    at: async (name, sequence) => streams[name].events[sequence - 1],
    read: (name, { after, upTo, ref }) => between(streams[name], { after, upTo, subject: ref && subjectOf(ref) }),
    subscribe: (name, after, signal) => follow(streams[name], after, signal),
    head: async (name) => streams[name].events.length,
    sequenceAt: async (name, timeMs) => streams[name].events.findLast((event) => event.storedAtMs <= timeMs)?.sequence ?? 0,
  };
};
