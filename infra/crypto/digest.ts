import { hash } from 'node:crypto';
import type { Digest } from '../../services/kit/port.ts';

const LENGTH_BYTES = 4;

const bytesOf = (part: string | Uint8Array): Uint8Array => (typeof part === 'string' ? Buffer.from(part) : part);

/** The parts, each behind its length in bytes (32 bits, big-endian): one hash over them costs less than one per part. */
const joined = (parts: readonly Uint8Array[]): Buffer => {
  const whole = Buffer.allocUnsafe(parts.reduce((sum, part) => sum + LENGTH_BYTES + part.length, 0));
  let at = 0;
  for (const part of parts) {
    at = whole.writeUInt32BE(part.length, at);
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

/** SHA-256 over parts, each preceded by its length. */
export const sha256Digest = (): Digest => ({ hex: (length, ...parts) => hash('sha256', joined(parts.map(bytesOf)), 'hex').slice(0, length) });
