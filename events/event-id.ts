import type { Envelope } from './envelope.ts';
import { decisionBytes } from './envelope-codec.ts';
import { subjectOf } from './subject.ts';

/** First `length` hex characters of a collision-resistant hash over the parts, each length-prefixed; `Digest.hex` of services/kit is one. */
export type HexDigest = (length: number, ...parts: readonly (string | Uint8Array)[]) => string;

/** Hex characters of an event id: 128 bits. */
const ID_LENGTH = 32;

/**
 * An event's id: hash(subject, expected sequence, body, nonce), where the body is the object followed by the decision.
 * Deciding the same twice for the same call on the same version is the same event, which is what makes an append safe
 * to repeat; the nonce tells calls apart.
 */
export const eventId = (
  hex: HexDigest,
  event: Pick<Envelope, 'ref' | 'object' | 'decision'> & { readonly expected: number; readonly nonce: string },
): string => hex(ID_LENGTH, subjectOf(event.ref), String(event.expected), event.object, decisionBytes(event.decision), event.nonce);
