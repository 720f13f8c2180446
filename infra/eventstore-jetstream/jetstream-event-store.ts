import type { NatsConnection } from '@nats-io/transport-node';
import type { StreamName } from '../../events/catalogue.ts';
import { streamOf } from '../../events/catalogue.ts';
import type { Recorded } from '../../events/envelope.ts';
import { MAX_EVENT_BYTES } from '../../events/envelope-codec.ts';
import { EventStoreError } from '../../events/errors.ts';
import type { EventStore } from '../../events/event-store/port.ts';
import { subjectOf } from '../../events/subject.ts';
import { appender } from './append.ts';
import { isCommitted } from './committed.ts';
import type { FollowDeps } from './follow.ts';
import { follow, readRange } from './follow.ts';
import type { JetStreamApi } from './jetstream-api.ts';
import { jetStreamApi } from './jetstream-api.ts';
import { publisher } from './publish.ts';
import { reconnects } from './reconnects.ts';
import type { StandingDeps } from './standing.ts';
import { lastCommitted, standingOf } from './standing.ts';
import { recordedOf } from './stored-message.ts';
import type { StoredMessage } from './stored-message.ts';

export interface JetStreamEventStoreOptions {
  /** A connection that reconnects for ever and whose requests fail when it is lost (connectNats); not closed here. */
  readonly connection: NatsConnection;
  /** The connection's own inbox prefix. */
  readonly inboxPrefix: string;
  /** How long an append is tried. Default 20 s. */
  readonly appendTimeoutMs?: number;
  /** How long one request may take. Default 5 s. */
  readonly requestTimeoutMs?: number;
  /** Events of EVENTOBJECTS are forgotten this long after their last change. Default an hour. */
  readonly eventObjectTtlSeconds?: number;
}

const MAX_BATCH = 500;
const APPEND_TIMEOUT_MS = 20_000;
const REQUEST_TIMEOUT_MS = 5_000;
const EVENT_OBJECT_TTL_SECONDS = 3600;

async function* committedHistory(deps: FollowDeps, stream: StreamName, range: { readonly after: number; readonly upTo: number; readonly subject: string }): AsyncGenerator<StoredMessage> {
  for await (const message of readRange(deps, stream, range)) {
    if (await isCommitted(deps.api, stream, message)) yield message;
  }
}

async function* recordedRange(deps: FollowDeps, stream: StreamName, range: { readonly after: number; readonly upTo: number; readonly subject: string | undefined }): AsyncGenerator<Recorded> {
  const { subject } = range;
  const messages = subject === undefined ? readRange(deps, stream, range) : committedHistory(deps, stream, { ...range, subject });
  for await (const message of messages) yield recordedOf(stream, message);
}

async function* recordedFeed(deps: FollowDeps, stream: StreamName, at: { readonly after: number; readonly signal: AbortSignal }): AsyncGenerator<readonly Recorded[]> {
  for await (const messages of follow(deps, stream, at)) yield messages.map((message) => recordedOf(stream, message));
}

/** Greatest sequence stored at or before the time, by bisection; sequences a stream no longer holds are stepped over. */
const sequenceAt = async (api: JetStreamApi, stream: StreamName, timeMs: number): Promise<number> => {
  const { first, last } = await api.info(stream);
  let low = first;
  let high = last;
  let found = 0;
  while (low <= high && last > 0) {
    const middle = Math.floor((low + high) / 2);
    const message = await api.nextBySubject(stream, middle - 1);
    if (!message || message.sequence > high || message.storedAtMs > timeMs) {
      high = middle - 1;
    } else {
      found = message.sequence;
      low = message.sequence + 1;
    }
  }
  return found;
};

const headOf = async (api: JetStreamApi, stream: StreamName): Promise<number> => {
  const { last, majority } = await api.info(stream);
  if (!majority) throw new EventStoreError('unavailable', `the leader of ${stream} has no fresh majority`);
  return last;
};

/** The log on NATS JetStream. Reads and heads come from a stream's leader; appends run concurrently. */
export const jetstreamEventStore = (options: JetStreamEventStoreOptions): EventStore => {
  const { connection, inboxPrefix, requestTimeoutMs = REQUEST_TIMEOUT_MS } = options;
  const api = jetStreamApi(connection, requestTimeoutMs);
  const deps: FollowDeps = { connection, inboxPrefix, api, onReconnect: reconnects(connection) };
  const standing: StandingDeps = { api, history: (stream, subject, upTo) => committedHistory(deps, stream, { after: 0, upTo, subject }) };

  return {
    capabilities: { maxBatch: MAX_BATCH, maxEventBytes: MAX_EVENT_BYTES, durable: true },
    append: appender({
      publish: publisher(connection, { inboxPrefix, timeoutMs: requestTimeoutMs, timeToLive: { EVENTOBJECTS: `${options.eventObjectTtlSeconds ?? EVENT_OBJECT_TTL_SECONDS}s` } }),
      standing: (stream, event, thorough) => standingOf(standing, stream, { event, thorough }),
      maxBatch: MAX_BATCH,
      maxEventBytes: MAX_EVENT_BYTES,
      timeoutMs: options.appendTimeoutMs ?? APPEND_TIMEOUT_MS,
    }),
    last: async (ref) => {
      const stream = streamOf(ref);
      const message = await lastCommitted(standing, stream, subjectOf(ref));
      return message && recordedOf(stream, message);
    },
    at: async (stream, sequence) => {
      const message = await api.bySequence(stream, sequence);
      return message && await isCommitted(api, stream, message) ? recordedOf(stream, message) : undefined;
    },
    read: (stream, { after, upTo, ref }) => recordedRange(deps, stream, { after, upTo, subject: ref && subjectOf(ref) }),
    subscribe: (stream, after, signal) => recordedFeed(deps, stream, { after, signal }),
    head: (stream) => headOf(api, stream),
    sequenceAt: (stream, timeMs) => sequenceAt(api, stream, timeMs),
  };
};
