import type { StreamName } from '../../events/catalogue.ts';
import { STREAMS } from '../../events/catalogue.ts';
import type { Envelope, Recorded } from '../../events/envelope.ts';
import type { HeaderLookup } from '../../events/envelope-codec.ts';
import { decodeEnvelope } from '../../events/envelope-codec.ts';
import { EventStoreError } from '../../events/errors.ts';
import type { ObjectRef } from '../../events/object-ref.ts';
import { parseSubject } from '../../events/subject.ts';

/** A message as a stream holds it, before it is read as an event. */
export interface StoredMessage {
  readonly subject: string;
  readonly sequence: number;
  readonly storedAtMs: number;
  readonly header: HeaderLookup;
  readonly body: Uint8Array;
}

/** Number of events in a batch, on each of its members: where the commit must be, counted from any member. */
export const BATCH_LENGTH_HEADER = 'ce-batchlen';

/**
 * Headers as stored: `NATS/1.0`, then `Name: value` lines. The first of several equal names counts. Looked for on
 * demand: a fold asks for few of them, once, and every event of a replay passes here.
 */
export const parseHeaders = (text: string): HeaderLookup => (name) => {
  const line = text.indexOf(`\r\n${name}:`);
  if (line === -1) return undefined;
  const start = line + name.length + 3;
  const end = text.indexOf('\r\n', start);
  return text.slice(start, end === -1 ? undefined : end).trim();
};

/** A member's place in its atomic batch; undefined for an event appended alone. */
export const batchOf = (header: HeaderLookup): Recorded['batch'] => {
  const id = header('Nats-Batch-Id');
  if (id === undefined) return undefined;
  return { id, index: Number(header('Nats-Batch-Sequence')) - 1, last: header('Nats-Batch-Commit') !== undefined };
};

/** Sequence at which the batch of a member must have its commit. */
export const commitSequence = ({ sequence, header }: StoredMessage): number =>
  sequence + Number(header(BATCH_LENGTH_HEADER) ?? Number.NaN) - Number(header('Nats-Batch-Sequence'));

/** The server put it there when the subject's last message expired; it stands for a deletion. */
const isExpiryMarker = (header: HeaderLookup): boolean => header('Nats-Marker-Reason') !== undefined;

const NOBODY: Omit<Envelope, 'ref'> = {
  id: '', type: '', time: '', actor: '', correlation: '', operation: 'put', form: 'json', object: new Uint8Array(0), decision: { reason: '' },
};

const expired = (subject: string, time: string): Envelope => {
  const ref = parseSubject(subject);
  const id = `expired ${subject} ${time}`;
  return {
    ...NOBODY, ref, id, correlation: id, time, type: 'EventExpired', actor: 'system:nats', operation: 'delete',
    // The marker carries no object: a fold ends the object as it last knew it.
    decision: { reason: 'nothing changed it for its time to live' },
  };
};

const refOrNothing = (subject: string): ObjectRef => {
  try {
    return parseSubject(subject);
  } catch {
    return { group: '', resource: '', namespace: '', name: subject };
  }
};

const envelopeOf = ({ subject, header, body, storedAtMs }: StoredMessage): Envelope & Pick<Recorded, 'malformed'> => {
  try {
    if (isExpiryMarker(header)) return expired(subject, new Date(storedAtMs).toISOString());
    return decodeEnvelope(subject, header, body);
  } catch (cause) {
    if (!(cause instanceof EventStoreError)) throw cause;
    return { ...NOBODY, ref: refOrNothing(subject), malformed: cause.message };
  }
};

/** The message as an event. One that cannot be read has `malformed` set and nothing else but its place to rely on. */
export const recordedOf = (stream: StreamName, message: StoredMessage): Recorded => {
  // A batch an earlier version stored without history: its other members may be forgotten, so each stands alone.
  const batch = STREAMS[stream].history ? batchOf(message.header) : undefined;
  // Assigned, not spread: spreading would parse the decision, which is parsed on first use.
  return Object.assign(envelopeOf(message), {
    stream,
    sequence: message.sequence,
    storedAtMs: message.storedAtMs,
    ...(batch && { batch }),
  });
};
