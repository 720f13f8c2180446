import { createHash } from 'node:crypto';
import type { Digest } from '../../services/kit/port.ts';

const prefixed = (part: string | Uint8Array): { readonly length: Buffer; readonly bytes: string | Uint8Array } => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(typeof part === 'string' ? Buffer.byteLength(part) : part.length);
  return { length, bytes: part };
};

/** SHA-256 over parts, each preceded by its length in bytes (32 bits, big-endian). */
export const sha256Digest = (): Digest => ({
  hex: (length, ...parts) => {
    const hash = createHash('sha256');
    for (const part of parts) {
      const { length: size, bytes } = prefixed(part);
      hash.update(size).update(bytes);
    }
    return hash.digest('hex').slice(0, length);
  },
});
