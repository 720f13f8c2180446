/**
 * Name suffixes that are a function of the decision that needed them. A controller that decides the same thing twice
 * asks for the same names, and the log refuses the second creation; with random names it would make a second set.
 *
 * The hash spreads names, it protects nothing: whoever may create pods may choose their names anyway, and a name
 * already taken is skipped by the planner. So a fast non-cryptographic hash is enough, and the function stays pure
 * (the platform's SHA-256 is behind the Digest port).
 */

/** Kubernetes' name alphabet: no vowels and no 0, 1, 3, so that no words arise. */
const NAME_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

const fnv1aOfBytes = (bytes: Uint8Array, seed: number): number => {
  let hash = seed;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, FNV_PRIME);
  return hash >>> 0;
};

/** FNV-1a over the text's UTF-8 bytes, an unsigned 32-bit number. */
export const fnv1a = (text: string, seed: number = FNV_OFFSET): number => {
  let hash = seed;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return fnv1aOfBytes(new TextEncoder().encode(text.slice(index)), hash);
    // An ASCII character is its own byte; almost every name is nothing else.
    hash = Math.imul(hash ^ code, FNV_PRIME);
  }
  return hash >>> 0;
};

/** Murmur3's finalizer: every input bit reaches every output bit, which FNV alone does not give for short texts. */
const mix = (value: number): number => {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

/**
 * `length` characters of the name alphabet from the parts, in order; each part counts with its length, so
 * ('ab', 'c') and ('a', 'bc') differ. Length 5 gives 14 million suffixes.
 */
export const deterministicSuffix = (length: number, ...parts: readonly (string | number)[]): string => {
  const text = parts.map((part) => `${String(part).length}:${part}`).join('|');
  let state = mix(fnv1a(text));
  let suffix = '';
  for (let index = 0; index < length; index += 1) {
    suffix += NAME_ALPHABET[state % NAME_ALPHABET.length];
    state = mix(fnv1a(text, state) + index);
  }
  return suffix;
};

/** Upstream's SafeEncodeString: each character of the text mapped into the name alphabet, same length. */
export const encodeInNameAlphabet = (text: string): string =>
  [...text].map((character) => NAME_ALPHABET[character.charCodeAt(0) % NAME_ALPHABET.length]).join('');
