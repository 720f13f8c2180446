import { STREAM_NAMES } from './catalogue.ts';
import type { Decision, Envelope, ObjectForm, Position } from './envelope.ts';
import { formatPosition } from './envelope.ts';
import { EventStoreError } from './errors.ts';
import { isJsonObject } from './json.ts';
import { parseSubject, subjectOf } from './subject.ts';

/** One event as a message: CloudEvents 1.0, NATS binary mode. Header values are percent-encoded ASCII. */
export interface EncodedEvent {
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The object (`ce-objlen` bytes) followed by the decision as JSON. */
  readonly body: Uint8Array;
}

/** A stored message's headers: each name's value, or undefined. */
export type HeaderLookup = (name: string) => string | undefined;

export const MAX_HEADER_BYTES = 16 * 1024;

/** Largest body, bytes: a 1.5 MiB object, its encryption and its decision fit well below NATS' `max_payload` of 8 MB. */
export const MAX_EVENT_BYTES = 4 * 1024 * 1024;

const SPEC_VERSION = '1.0';
const SOURCE = 'shiplog';

/** CloudEvents' NATS binding: printable ASCII stays, but space, `"` and `%` are encoded like everything else. */
const UNSAFE = /[^\x21\x23\x24\x26-\x7e]+/gu;
const SAFE = /^[\x21\x23\x24\x26-\x7e]*$/;

const encodeValue = (value: string): string => {
  if (SAFE.test(value)) return value;
  if (!value.isWellFormed()) throw new EventStoreError('malformed', 'a header with a lone surrogate cannot be written');
  return value.replace(UNSAFE, (run) => {
    let out = '';
    for (const byte of new TextEncoder().encode(run)) out += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    return out;
  });
};

const decodeValue = (name: string, value: string): string => {
  if (!value.includes('%')) return value;
  try {
    return decodeURIComponent(value);
  } catch (cause) {
    throw new EventStoreError('malformed', `header ${name} is not percent-encoded`, { cause });
  }
};

/** The decision as stored behind the object. */
export const decisionBytes = (decision: Decision): Uint8Array => new TextEncoder().encode(JSON.stringify(decision));

const concat = (first: Uint8Array, second: Uint8Array): Uint8Array => {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
};

const headersOf = (envelope: Envelope): Record<string, string> => {
  const headers: Record<string, string> = {
    'ce-specversion': SPEC_VERSION,
    'ce-id': encodeValue(envelope.id),
    'ce-type': encodeValue(envelope.type),
    'ce-source': SOURCE,
    'ce-time': encodeValue(envelope.time),
    'ce-actor': encodeValue(envelope.actor),
    'ce-correlationid': encodeValue(envelope.correlation),
    'ce-operation': envelope.operation,
    'ce-form': envelope.form,
    'ce-objlen': String(envelope.object.length),
  };
  if (envelope.causation) headers['ce-causationid'] = formatPosition(envelope.causation);
  if (envelope.traceparent) headers['ce-traceparent'] = encodeValue(envelope.traceparent);
  return headers;
};

const headerBytes = (headers: Readonly<Record<string, string>>): number => {
  let total = 0;
  for (const [name, value] of Object.entries(headers)) total += name.length + value.length + 4;
  return total;
};

/**
 * An envelope as a message. Throws EventStoreError `too-large` (headers over 16 KiB, body over `maxEventBytes`) and
 * `malformed` (text that is not well-formed Unicode).
 */
export const encodeEnvelope = (envelope: Envelope, maxEventBytes: number = MAX_EVENT_BYTES): EncodedEvent => {
  const subject = subjectOf(envelope.ref);
  const headers = headersOf(envelope);
  const size = headerBytes(headers);
  if (size > MAX_HEADER_BYTES) throw new EventStoreError('too-large', `${size} bytes of headers exceed ${MAX_HEADER_BYTES}`);
  const body = concat(envelope.object, decisionBytes(envelope.decision));
  if (body.length > maxEventBytes) throw new EventStoreError('too-large', `an event of ${body.length} bytes exceeds ${maxEventBytes}`);
  return { subject, headers, body };
};

const malformed = (what: string): never => {
  throw new EventStoreError('malformed', what);
};

const required = (header: HeaderLookup, name: string): string => {
  const value = header(name);
  return value === undefined ? malformed(`header ${name} is missing`) : decodeValue(name, value);
};

/** `EVENTS/42`. Throws EventStoreError `malformed`. */
export const parsePosition = (text: string): Position => {
  const [name, digits] = text.split('/');
  const stream = STREAM_NAMES.find((each) => each === name);
  if (!stream || !digits || !/^[1-9][0-9]{0,15}$/.test(digits)) return malformed(`not a position: ${JSON.stringify(text)}`);
  return { stream, sequence: Number(digits) };
};

const isDecision = (value: unknown): value is Decision => isJsonObject(value) && typeof value['reason'] === 'string';

/** Reads a stored decision. Throws EventStoreError `malformed`. */
export const parseDecision = (bytes: Uint8Array): Decision => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new EventStoreError('malformed', 'the decision is not JSON', { cause });
  }
  return isDecision(parsed) ? parsed : malformed('the decision has no reason');
};

const operationOf = (header: HeaderLookup): Envelope['operation'] => {
  const value = required(header, 'ce-operation');
  return value === 'put' || value === 'delete' ? value : malformed(`unknown operation ${JSON.stringify(value)}`);
};

const formOf = (header: HeaderLookup): ObjectForm => {
  const value = required(header, 'ce-form');
  return value === 'json' || value === 'sealed' ? value : malformed(`unknown form ${JSON.stringify(value)}`);
};

const objectLength = (header: HeaderLookup, bodyLength: number): number => {
  const text = required(header, 'ce-objlen');
  const length = /^[0-9]{1,9}$/.test(text) ? Number(text) : -1;
  return length >= 0 && length <= bodyLength ? length : malformed(`ce-objlen ${JSON.stringify(text)} does not fit a body of ${bodyLength} bytes`);
};

/**
 * Inverse of encodeEnvelope. `object` is a view of `body`. The decision is parsed on first use, so that folds, which
 * never look at it, do not pay for it; a decision that is not JSON throws EventStoreError `malformed` then. Everything
 * else that is wrong throws it at once.
 */
export const decodeEnvelope = (subject: string, header: HeaderLookup, body: Uint8Array): Envelope => {
  const specversion = required(header, 'ce-specversion');
  if (specversion !== SPEC_VERSION) malformed(`CloudEvents ${JSON.stringify(specversion)} is not ${SPEC_VERSION}`);
  const length = objectLength(header, body.length);
  const causation = header('ce-causationid');
  const traceparent = header('ce-traceparent');
  let decision: Decision | undefined;
  return {
    id: required(header, 'ce-id'),
    type: required(header, 'ce-type'),
    time: required(header, 'ce-time'),
    actor: required(header, 'ce-actor'),
    correlation: required(header, 'ce-correlationid'),
    ...(causation !== undefined && { causation: parsePosition(causation) }),
    ...(traceparent !== undefined && { traceparent: decodeValue('ce-traceparent', traceparent) }),
    ref: parseSubject(subject),
    operation: operationOf(header),
    form: formOf(header),
    object: body.subarray(0, length),
    get decision() {
      decision ??= parseDecision(body.subarray(length));
      return decision;
    },
  };
};
