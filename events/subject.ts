import type { StreamFacts } from './catalogue.ts';
import { STREAM_NAMES, STREAMS, streamOf } from './catalogue.ts';
import { EventStoreError } from './errors.ts';
import type { ObjectRef } from './object-ref.ts';

/** NATS reserves `.`, `*`, `>`, spaces and a leading `$`; what is not listed here is percent-encoded byte by byte. */
const PLAIN = /^[A-Za-z0-9_:-]+$/;
const NOT_PLAIN = /[^A-Za-z0-9_:-]+/gu;

/** What an absent token (core group, no namespace) is written as; a token that is itself `_` becomes `%5F`. */
const ABSENT = '_';

/** Longest subject an event may have, bytes: the server's control line is 4 KiB and holds a reply subject as well. */
export const MAX_SUBJECT_BYTES = 3072;

const percentBytes = (text: string): string => {
  let out = '';
  for (const byte of new TextEncoder().encode(text)) out += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  return out;
};

/**
 * One subject token for any well-formed string: reversible, never empty, free of characters NATS reserves.
 * Throws EventStoreError `malformed` for text that is not well-formed Unicode.
 */
export const encodeToken = (text: string): string => {
  if (text === '') return ABSENT;
  if (text === ABSENT) return '%5F';
  if (PLAIN.test(text)) return text;
  if (!text.isWellFormed()) throw new EventStoreError('malformed', 'a name with a lone surrogate has no subject');
  return text.replace(NOT_PLAIN, percentBytes);
};

/** Inverse of encodeToken. Throws EventStoreError `malformed`. */
export const decodeToken = (token: string): string => {
  if (token === ABSENT) return '';
  if (!token.includes('%')) return token;
  try {
    return decodeURIComponent(token);
  } catch (cause) {
    throw new EventStoreError('malformed', `not a subject token: ${JSON.stringify(token)}`, { cause });
  }
};

/**
 * The subject of an object: `<prefix>.<group or _>.<resource>.<namespace or _>.<name>`. It is the object's identity in
 * the log and its domain of optimistic concurrency. Throws EventStoreError `too-large` for absurdly long names.
 */
export const subjectOf = (ref: ObjectRef): string => {
  const { prefix } = STREAMS[streamOf(ref)];
  const subject = `${prefix}.${encodeToken(ref.group)}.${encodeToken(ref.resource)}.${encodeToken(ref.namespace)}.${encodeToken(ref.name)}`;
  if (subject.length > MAX_SUBJECT_BYTES) {
    throw new EventStoreError('too-large', `a subject of ${subject.length} bytes is longer than ${MAX_SUBJECT_BYTES}`);
  }
  return subject;
};

const streamWithPrefix = (prefix: string | undefined): StreamFacts | undefined => {
  const name = STREAM_NAMES.find((each) => STREAMS[each].prefix === prefix);
  return name && STREAMS[name];
};

/** Inverse of subjectOf. Throws EventStoreError `malformed` for a subject that is not an object's. */
export const parseSubject = (subject: string): ObjectRef => {
  const [prefix, group, resource, namespace, name, ...rest] = subject.split('.');
  if (!streamWithPrefix(prefix) || !group || !resource || !namespace || !name || rest.length > 0) {
    throw new EventStoreError('malformed', `not an object's subject: ${JSON.stringify(subject)}`);
  }
  return { group: decodeToken(group), resource: decodeToken(resource), namespace: decodeToken(namespace), name: decodeToken(name) };
};
