/** Runs work one piece at a time per key, in the order given, and a bounded number of keys at once. */
export interface Lanes {
  /** Resolves as soon as the work is taken on; waits while too much is under way. `work` must not throw. */
  run(key: string, work: () => Promise<void>): Promise<void>;
  /** Resolves when all work taken on is done. */
  idle(): Promise<void>;
  /** Pieces taken on and not done. */
  underWay(): number;
}

export const createLanes = (limit: number): Lanes => {
  const tails = new Map<string, Promise<void>>();
  const waiting: (() => void)[] = [];
  let underWay = 0;
  const run = async (key: string, work: () => Promise<void>): Promise<void> => {
    while (underWay >= limit) await new Promise<void>((resolve) => { waiting.push(resolve); });
    underWay += 1;
    const tail = (tails.get(key) ?? Promise.resolve()).then(work).finally(() => {
      underWay -= 1;
      if (tails.get(key) === tail) tails.delete(key);
      waiting.shift()?.();
    });
    tails.set(key, tail);
  };
  return { run, idle: async () => { await Promise.all(tails.values()); }, underWay: () => underWay };
};
