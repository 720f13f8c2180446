const PRIME_1 = 0x9e3779b1;
const PRIME_2 = 0x85ebca77;
const PRIME_3 = 0xc2b2ae3d;
const PRIME_4 = 0x27d4eb2f;
const PRIME_5 = 0x165667b1;

const rotate = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));
const round = (lane: number, word: number): number => Math.imul(rotate((lane + Math.imul(word, PRIME_2)) | 0, 13), PRIME_1);

const stripes = (view: DataView, seed: number): number => {
  let a = (seed + PRIME_1 + PRIME_2) | 0;
  let b = (seed + PRIME_2) | 0;
  let c = seed | 0;
  let d = (seed - PRIME_1) | 0;
  const end = view.byteLength - 16;
  for (let at = 0; at <= end; at += 16) {
    a = round(a, view.getInt32(at, true));
    b = round(b, view.getInt32(at + 4, true));
    c = round(c, view.getInt32(at + 8, true));
    d = round(d, view.getInt32(at + 12, true));
  }
  return (rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18)) | 0;
};

const tail = (view: DataView, start: number, hash: number): number => {
  let value = hash;
  let at = start;
  for (; at + 4 <= view.byteLength; at += 4) {
    value = Math.imul(rotate((value + Math.imul(view.getInt32(at, true), PRIME_3)) | 0, 17), PRIME_4);
  }
  for (; at < view.byteLength; at += 1) {
    value = Math.imul(rotate((value + Math.imul(view.getUint8(at), PRIME_5)) | 0, 11), PRIME_1);
  }
  return value;
};

const avalanche = (hash: number): number => {
  let value = Math.imul(hash ^ (hash >>> 15), PRIME_2);
  value = Math.imul(value ^ (value >>> 13), PRIME_3);
  return (value ^ (value >>> 16)) >>> 0;
};

/** xxHash32: finds torn and flipped bytes at memory speed. Not for anything an adversary could gain from. */
export const xxh32 = (bytes: Uint8Array, seed = 0): number => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const striped = bytes.length >= 16 ? stripes(view, seed) : (seed + PRIME_5) | 0;
  return avalanche(tail(view, bytes.length & ~15, (striped + bytes.length) | 0));
};
