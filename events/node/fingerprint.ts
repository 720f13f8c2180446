const MASK = 0x1fffff;

/** One 53-bit mixing pass over UTF-16 units, seeded. */
const mix53 = (text: string, seed: number): number => {
  let high = 0xdeadbeef ^ seed;
  let low = 0x41c6ce57 ^ seed;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (MASK & low) + (high >>> 0);
};

/**
 * 28 hex characters that are equal for equal texts and practically never for others. Not cryptographic: it tells
 * copies apart (control plane and agent compare them), it proves nothing. The same in every process and version.
 */
export const fingerprint = (text: string): string =>
  mix53(text, 0).toString(16).padStart(14, '0') + mix53(text, 0x9e3779b9).toString(16).padStart(14, '0');
