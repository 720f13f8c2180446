import type { StreamName } from '../catalogue.ts';
import type { NewEvent, Recorded } from '../envelope.ts';
import type { ObjectRef } from '../object-ref.ts';

/** What an adapter can do, as data; callers branch on these, never on which adapter it is. */
export interface Capabilities {
  /** Most events in one atomic append. */
  readonly maxBatch: number;
  /** Largest object plus decision in one event, bytes. */
  readonly maxEventBytes: number;
  /** Whether an acknowledged append survives the process's end. */
  readonly durable: boolean;
}

/** A conflict is an expected outcome: somebody else wrote the subject first. `index` names the event of the batch. */
export type AppendResult =
  | { readonly ok: true; readonly sequences: readonly number[]; readonly duplicate: boolean }
  | { readonly ok: false; readonly conflict: { readonly index: number; readonly ref: ObjectRef; readonly actual: number | undefined } };

/**
 * The log. Faults (server away, no majority, bad message) throw an `EventStoreError`; conflicts are values.
 * Every adapter passes test/contract/event-store.
 */
export interface EventStore {
  readonly capabilities: Capabilities;
  /**
   * Appends one event, or several of one stream all-or-nothing. Acknowledged means durable. Retries an unknown
   * outcome by itself: the id makes the same append idempotent. A create (`expected: 0`) over a tombstone succeeds
   * on the tombstone's sequence. A stream without history (`STREAMS[stream].history`) takes one event per append and
   * throws `malformed` for more: it forgets old versions one by one, and what is left of a batch would look broken off.
   */
  append(events: readonly NewEvent[]): Promise<AppendResult>;
  /** The subject's last event, tombstones included, read from the leader. */
  last(ref: ObjectRef): Promise<Recorded | undefined>;
  /** The event at a sequence; undefined when the stream holds none there. */
  at(stream: StreamName, sequence: number): Promise<Recorded | undefined>;
  /** Events with `after < sequence <= upTo`, in order; of one object when `ref` is given. */
  read(stream: StreamName, range: { readonly after: number; readonly upTo: number; readonly ref?: ObjectRef }): AsyncIterable<Recorded>;
  /**
   * Live events after a sequence, in order, in non-empty arrays as they arrive; survives reconnects; throws
   * `EventStoreError` code `gap` if an event is missing from EVENTS; ends when the signal aborts.
   */
  subscribe(stream: StreamName, after: number, signal: AbortSignal): AsyncIterable<readonly Recorded[]>;
  /** Sequence of the newest event, from a leader with a fresh majority; throws otherwise. */
  head(stream: StreamName): Promise<number>;
  /** The greatest sequence stored at or before the time; 0 when there is none. */
  sequenceAt(stream: StreamName, timeMs: number): Promise<number>;
}
