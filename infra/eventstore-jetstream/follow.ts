import type { NatsConnection } from '@nats-io/transport-node';
import { setTimeout as delay } from 'node:timers/promises';
import type { StreamName } from '../../events/catalogue.ts';
import { STREAMS } from '../../events/catalogue.ts';
import { EventStoreError } from '../../events/errors.ts';
import type { JetStreamApi } from './jetstream-api.ts';
import type { Delivered, OrderedReader } from './ordered-reader.ts';
import { openReader } from './ordered-reader.ts';

export interface FollowDeps {
  readonly connection: NatsConnection;
  readonly inboxPrefix: string;
  readonly api: JetStreamApi;
  /** Calls back after each reconnect, until the returned function is called. */
  readonly onReconnect: (listener: () => void) => () => void;
}

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 1000;

/** Opens a reader, trying for ever while the server is away; undefined once the signal aborts. */
const openUntilAborted = async (deps: FollowDeps, stream: StreamName, at: { readonly after: number; readonly signal: AbortSignal }): Promise<OrderedReader | undefined> => {
  for (let pauseMs = FIRST_PAUSE_MS; !at.signal.aborted; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      const { last } = await deps.api.info(stream);
      if (last < at.after) throw new EventStoreError('gap', `${stream} ends at ${last}, before position ${at.after}: it has lost events`);
      return await openReader(deps.connection, deps.api, { stream, after: at.after, inboxPrefix: deps.inboxPrefix });
    } catch (cause) {
      const retriable = cause instanceof EventStoreError && cause.code === 'unavailable' && !deps.connection.isClosed();
      if (!retriable) throw cause;
      await delay(pauseMs, undefined, { signal: at.signal }).catch(() => undefined);
    }
  }
  return undefined;
};

/** Throws EventStoreError `gap` unless sequences ascend, without a hole where history is promised. */
const checkOrder = (stream: StreamName, after: number, messages: readonly Delivered[]): void => {
  let previous = after;
  for (const { sequence } of messages) {
    const fits = STREAMS[stream].history ? sequence === previous + 1 : sequence > previous;
    if (!fits) throw new EventStoreError('gap', `${stream}: ${sequence} follows ${previous}`);
    previous = sequence;
  }
};

/** Messages of a stream behind `after`, for ever, across reconnects and server restarts. */
export async function* follow(deps: FollowDeps, stream: StreamName, at: { readonly after: number; readonly signal: AbortSignal }): AsyncGenerator<readonly Delivered[]> {
  let { after } = at;
  while (!at.signal.aborted) {
    const reader = await openUntilAborted(deps, stream, { after, signal: at.signal });
    if (!reader) return;
    const close = (): void => reader.close();
    at.signal.addEventListener('abort', close, { once: true });
    const forget = deps.onReconnect(close);
    if (at.signal.aborted) close();
    try {
      for (let messages = await reader.take(); messages && !at.signal.aborted; messages = await reader.take()) {
        checkOrder(stream, after, messages);
        after = messages.at(-1)?.sequence ?? after;
        yield messages;
      }
    } finally {
      forget();
      at.signal.removeEventListener('abort', close);
      reader.close();
    }
  }
}

const RANGE_ATTEMPTS = 5;

interface Range {
  readonly after: number;
  readonly upTo: number;
  readonly subject?: string | undefined;
}

/** Nothing of the range comes behind this message. */
const isLastOf = ({ upTo }: Range, { sequence, pending }: Delivered): boolean => pending === 0 || sequence >= upTo;

/** The range's messages; returns where to go on if the reader was lost before the last of them, else undefined. */
async function* within(reader: OrderedReader, range: Range): AsyncGenerator<Delivered, number | undefined> {
  if (reader.pendingAtOpen === 0) return undefined;
  let { after } = range;
  for (let messages = await reader.take(); messages; messages = await reader.take()) {
    for (const message of messages) {
      if (message.sequence <= range.upTo) yield message;
      if (isLastOf(range, message)) return undefined;
      after = message.sequence;
    }
  }
  return after;
}

const openRange = (deps: FollowDeps, stream: StreamName, { after, subject }: Range): Promise<OrderedReader> =>
  openReader(deps.connection, deps.api, { stream, after, inboxPrefix: deps.inboxPrefix, ...(subject !== undefined && { subject }) });

/**
 * Stored messages with `after < sequence <= upTo`, of one subject if given; ends where the stream ends. A reader that
 * is lost is replaced a few times, then EventStoreError `unavailable` is thrown.
 */
export async function* readRange(deps: FollowDeps, stream: StreamName, range: Range): AsyncGenerator<Delivered> {
  let after: number | undefined = range.after;
  for (let attempt = 0; attempt < RANGE_ATTEMPTS; attempt += 1) {
    if (after === undefined || after >= range.upTo) return;
    const reader = await openRange(deps, stream, { ...range, after });
    try {
      after = yield* within(reader, { ...range, after });
    } finally {
      reader.close();
    }
  }
  if (after !== undefined) throw new EventStoreError('unavailable', `${stream} broke off at ${after}`);
}
