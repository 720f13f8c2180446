/**
 * Reads exact lengths from chunks of any length. Each answer is a buffer of its own, which the caller may keep;
 * undefined once fewer bytes are left.
 */
export const createByteReader = (chunks: AsyncIterable<Uint8Array>): ((length: number) => Promise<Uint8Array | undefined>) => {
  const source = chunks[Symbol.asyncIterator]();
  let chunk: Uint8Array = new Uint8Array(0);
  let used = 0;

  const refill = async (): Promise<boolean> => {
    const next = await source.next();
    if (next.done === true) return false;
    chunk = next.value;
    used = 0;
    return true;
  };

  return async (length) => {
    const out = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      if (used === chunk.length && !(await refill())) return undefined;
      const part = chunk.subarray(used, used + Math.min(chunk.length - used, length - filled));
      out.set(part, filled);
      filled += part.length;
      used += part.length;
    }
    return out;
  };
};
