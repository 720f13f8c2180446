import type { MsgHdrs, NatsConnection } from '@nats-io/transport-node';
import { MsgHdrsImpl, nuid } from '@nats-io/transport-node';
import type { StreamName } from '../../events/catalogue.ts';
import type { EncodedEvent } from '../../events/envelope-codec.ts';
import { EventStoreError } from '../../events/errors.ts';
import type { AcknowledgementOptions } from './acknowledgements.ts';
import { acknowledgedPublisher } from './acknowledgements.ts';
import { isForbidden, isNobodyThere } from './jetstream-api.ts';
import { BATCH_LENGTH_HEADER } from './stored-message.ts';

/** One event ready to go, and the last sequence its subject must have on the server. */
export interface Outgoing {
  readonly id: string;
  readonly encoded: EncodedEvent;
  readonly expected: number;
}

/**
 * What became of a publish. `conflict`: a subject has another last sequence, or the id is known. `again`: certainly
 * nothing was stored, and trying again may help. `unknown`: it may or may not have been stored.
 */
export type PublishOutcome =
  | { readonly kind: 'stored'; readonly sequences: readonly number[]; readonly duplicate: boolean }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'again'; readonly cause: unknown }
  | { readonly kind: 'unknown'; readonly cause: unknown };

interface PubAck {
  readonly seq?: number;
  readonly duplicate?: boolean;
  readonly error?: { readonly code: number; readonly err_code?: number; readonly description?: string };
}

const WRONG_LAST_SEQUENCE = 10071;
const BATCH_CONTAINS_DUPLICATE = 10201;
const CONFLICTS: ReadonlySet<number> = new Set([WRONG_LAST_SEQUENCE, BATCH_CONTAINS_DUPLICATE]);

/** Same id in process; wrong last sequence while another write is in process; batch incomplete; too many batches. */
const AGAIN: ReadonlySet<number> = new Set([10158, 10164, 10176, 10210]);
const TOO_LARGE: ReadonlySet<number> = new Set([10054, 10097, 10199]);
/** Another stream took the subject, batches or times to live are disabled: the stream is not as it was made. */
const MISCONFIGURED: ReadonlySet<number> = new Set([10060, 10165, 10166, 10174]);

const refused = (error: NonNullable<PubAck['error']>): PublishOutcome => {
  const code = error.err_code ?? 0;
  const message = `${error.description ?? 'refused'} (${code})`;
  if (CONFLICTS.has(code)) return { kind: 'conflict' };
  if (TOO_LARGE.has(code)) throw new EventStoreError('too-large', message);
  if (MISCONFIGURED.has(code)) throw new EventStoreError('misconfigured', message);
  if (AGAIN.has(code) || error.code >= 500) return { kind: 'again', cause: new Error(message) };
  throw new EventStoreError('unavailable', message);
};

const outcomeOfFault = (cause: unknown, subject: string): PublishOutcome => {
  if (isForbidden(cause)) throw new EventStoreError('misconfigured', `${subject} is not permitted`, { cause });
  return isNobodyThere(cause) ? { kind: 'again', cause } : { kind: 'unknown', cause };
};

/** Values are known to be printable ASCII; the client's own setter checks each name against all others. */
const messageHeaders = (values: Readonly<Record<string, string>>): MsgHdrs =>
  MsgHdrsImpl.fromRecord(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]])));

/** Publishes one event, or several as one atomic batch, once. */
export type Publish = (stream: StreamName, events: readonly Outgoing[]) => Promise<PublishOutcome>;

export interface PublishOptions extends AcknowledgementOptions {
  /** Time to live of messages of a stream, e.g. `3600s`; without one they stay. */
  readonly timeToLive: Readonly<Partial<Record<StreamName, string>>>;
}

export const publisher = (connection: NatsConnection, { timeToLive, ...options }: PublishOptions): Publish => {
  const acknowledged = acknowledgedPublisher(connection, options);
  const headersOf = (stream: StreamName, { id, encoded, expected }: Outgoing): Record<string, string> => {
    const ttl = timeToLive[stream];
    return {
      'Nats-Msg-Id': id,
      'Nats-Expected-Stream': stream,
      'Nats-Expected-Last-Subject-Sequence': String(expected),
      ...(ttl !== undefined && { 'Nats-TTL': ttl }),
      ...encoded.headers,
    };
  };

  const request = async ({ subject, body }: EncodedEvent, headers: Record<string, string>, count: number): Promise<PublishOutcome> => {
    try {
      const answer = await acknowledged(subject, body, messageHeaders(headers));
      const ack = answer.json<PubAck>();
      if (ack.error) return refused(ack.error);
      const last = ack.seq ?? 0;
      return { kind: 'stored', sequences: Array.from({ length: count }, (_, index) => last - count + 1 + index), duplicate: ack.duplicate === true };
    } catch (cause) {
      if (cause instanceof EventStoreError) throw cause;
      return outcomeOfFault(cause, subject);
    }
  };

  const batch = (stream: StreamName, events: readonly Outgoing[]): Promise<PublishOutcome> => {
    const id = nuid.next();
    const member = (event: Outgoing, index: number): Record<string, string> => ({
      ...headersOf(stream, event),
      'Nats-Batch-Id': id,
      'Nats-Batch-Sequence': String(index + 1),
      [BATCH_LENGTH_HEADER]: String(events.length),
    });
    const last = events.length - 1;
    for (const [index, event] of events.slice(0, last).entries()) {
      connection.publish(event.encoded.subject, event.encoded.body, { headers: messageHeaders(member(event, index)) });
    }
    const commit = events[last] as Outgoing;
    return request(commit.encoded, { ...member(commit, last), 'Nats-Batch-Commit': '1' }, events.length);
  };

  return async (stream, events) => {
    const [only] = events;
    if (!only) throw new EventStoreError('malformed', 'nothing to append');
    return events.length === 1 ? request(only.encoded, headersOf(stream, only), 1) : batch(stream, events);
  };
};
