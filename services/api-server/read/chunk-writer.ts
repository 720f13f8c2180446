/** Gathers many small byte strings in one buffer after another. */
export interface ChunkWriter {
  /** Copies the bytes, from an offset on. */
  put(bytes: Uint8Array, from?: number): void;
  /** Writes a non-negative integer in decimal. */
  number(value: number): void;
  /** Whether enough is gathered to be worth sending. */
  isFull(): boolean;
  /** What was gathered; the writer begins anew with another buffer. */
  take(): Uint8Array;
}

const CHUNK_BYTES = 64 * 1024;
const MOST_DIGITS = 16;
const ZERO = 0x30;

export const createChunkWriter = (sizeBytes = CHUNK_BYTES): ChunkWriter => {
  // Room for the item that fills it, so that few items need a bigger buffer.
  let buffer = new Uint8Array(sizeBytes + sizeBytes / 4);
  let used = 0;
  const make = (room: number): void => {
    if (used + room <= buffer.length) return;
    const bigger = new Uint8Array(Math.max(buffer.length * 2, used + room));
    bigger.set(buffer.subarray(0, used));
    buffer = bigger;
  };
  return {
    put: (bytes, from = 0) => {
      make(bytes.length - from);
      buffer.set(from === 0 ? bytes : bytes.subarray(from), used);
      used += bytes.length - from;
    },
    number: (value) => {
      make(MOST_DIGITS);
      let rest = value;
      let digits = 1;
      for (let above = 10; above <= value; above *= 10) digits += 1;
      for (let at = used + digits - 1; at >= used; at -= 1) {
        buffer[at] = ZERO + (rest % 10);
        rest = Math.floor(rest / 10);
      }
      used += digits;
    },
    isFull: () => used >= sizeBytes,
    take: () => {
      const taken = buffer.subarray(0, used);
      buffer = new Uint8Array(sizeBytes + sizeBytes / 4);
      used = 0;
      return taken;
    },
  };
};
