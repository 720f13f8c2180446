/** Choices that are the same for the same seed. */
export interface SeededRandom {
  /** 0 ≤ x < most, whole. */
  below(most: number): number;
  pick<T>(items: readonly T[]): T;
  /** True in one of so many cases. */
  oneIn(most: number): boolean;
}

/** `$SHIPLOG_SEED`, to repeat a run; else another one each time. */
export const testSeed = (): number => Number(process.env['SHIPLOG_SEED'] ?? Date.now() % 1_000_000_000);

/** Mulberry32; `stream` gives each of several users choices of their own. */
export const seededRandom = (seed: number, stream = 0): SeededRandom => {
  let state = (seed ^ Math.imul(stream + 1, 0x9e3779b9)) >>> 0;
  const below = (most: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * most);
  };
  return {
    below,
    oneIn: (most) => below(most) === 0,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
  };
};
