import { setTimeout as delay } from 'node:timers/promises';
import type { StreamName } from '../../events/catalogue.ts';
import { STREAMS, streamOf } from '../../events/catalogue.ts';
import type { NewEvent } from '../../events/envelope.ts';
import { encodeEnvelope } from '../../events/envelope-codec.ts';
import { EventStoreError } from '../../events/errors.ts';
import type { AppendResult } from '../../events/event-store/port.ts';
import type { Publish, PublishOutcome } from './publish.ts';
import type { Standing } from './standing.ts';

export interface AppendDeps {
  readonly publish: Publish;
  /** Where an event's subject stands; `thorough` searches the whole history of a create for its own id. */
  readonly standing: (stream: StreamName, event: NewEvent, thorough: boolean) => Promise<Standing>;
  readonly maxBatch: number;
  readonly maxEventBytes: number;
  /** How long an append is tried before it fails with `unavailable`, its outcome unknown. */
  readonly timeoutMs: number;
}

const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 1000;

/** The one stream all events belong to. Throws EventStoreError unless they may be one append. */
const commonStream = (events: readonly NewEvent[], maxBatch: number): StreamName => {
  const [first] = events;
  if (!first) throw new EventStoreError('malformed', 'nothing to append');
  if (events.length > maxBatch) throw new EventStoreError('too-large', `${events.length} events exceed a batch of ${maxBatch}`);
  const stream = streamOf(first.ref);
  if (events.some((event) => streamOf(event.ref) !== stream)) throw new EventStoreError('malformed', 'a batch belongs to one stream');
  if (events.length > 1 && !STREAMS[stream].history) throw new EventStoreError('malformed', `${stream} takes one event per append: it forgets members of a batch one by one`);
  return stream;
};

interface Attempt {
  readonly expected: readonly number[];
  /** Whether an earlier publish of these events may have been stored. */
  readonly uncertain: boolean;
}

/** What to do after a conflict: it is final one way or the other, or the events go again on other sequences. */
type Settled = { readonly result: AppendResult } | { readonly expected: readonly number[] };

const settle = (events: readonly NewEvent[], standings: readonly Standing[]): Settled => {
  if (standings.every((standing) => standing.kind === 'stored')) {
    return { result: { ok: true, duplicate: true, sequences: standings.map(({ sequence }) => sequence) } };
  }
  for (const [index, standing] of standings.entries()) {
    const event = events[index] as NewEvent;
    // A member stored without the others belongs to another append that decided the same: a lost race like any other.
    if (standing.kind !== 'free') return { result: { ok: false, conflict: { index, ref: event.ref, actual: standing.sequence } } };
  }
  return { expected: standings.map((standing) => standing.sequence ?? 0) };
};

/** Appends as the log's rules say: conflicts as values, lost answers asked for again, creates over tombstones. */
export const appender = (deps: AppendDeps): ((events: readonly NewEvent[]) => Promise<AppendResult>) => {
  const afterConflict = async (stream: StreamName, events: readonly NewEvent[], uncertain: boolean): Promise<Settled> =>
    settle(events, await Promise.all(events.map((event) => deps.standing(stream, event, uncertain))));

  /** The attempt that follows an outcome, or the append's end. */
  const next = async (stream: StreamName, events: readonly NewEvent[], last: Attempt & { readonly outcome: PublishOutcome }): Promise<Attempt | AppendResult> => {
    const { outcome, expected } = last;
    if (outcome.kind === 'stored') return { ok: true, sequences: outcome.sequences, duplicate: outcome.duplicate };
    const uncertain = last.uncertain || outcome.kind === 'unknown';
    if (outcome.kind !== 'conflict') return { expected, uncertain };
    const settled = await afterConflict(stream, events, uncertain);
    return 'result' in settled ? settled.result : { expected: settled.expected, uncertain };
  };

  return async (events) => {
    const stream = commonStream(events, deps.maxBatch);
    const encoded = events.map((event) => encodeEnvelope(event, deps.maxEventBytes));
    if (new Set(encoded.map(({ subject }) => subject)).size !== events.length) {
      throw new EventStoreError('malformed', 'a batch changes an object at most once');
    }
    const deadline = Date.now() + deps.timeoutMs;
    let attempt: Attempt = { expected: events.map(({ expected }) => expected), uncertain: false };
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      const { expected, uncertain } = attempt;
      const outcome = await deps.publish(stream, encoded.map((each, index) => ({ id: (events[index] as NewEvent).id, encoded: each, expected: expected[index] ?? 0 })));
      const following = await next(stream, events, { expected, uncertain, outcome });
      if ('ok' in following) return following;
      if (Date.now() + pauseMs > deadline) {
        throw new EventStoreError('unavailable', 'the append was not acknowledged in time', { cause: 'cause' in outcome ? outcome.cause : undefined });
      }
      // Nothing stands in the way any more: the conflict was with a write in process.
      const unchanged = following.expected.every((sequence, index) => sequence === expected[index]);
      if (unchanged) await delay(pauseMs);
      attempt = following;
    }
  };
};
