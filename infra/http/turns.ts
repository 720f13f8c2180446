/** Work of many clients in turns, so that requests are answered meanwhile. */
export interface Turns {
  /** Runs the work soon, after what was given before. */
  take(work: () => void): void;
}

/** Turns taken in one stretch, milliseconds. */
const STRETCH_MS = 3;
const COMPACT_AT = 4_096;

export const createTurns = (): Turns => {
  let waiting: (() => void)[] = [];
  let [first, scheduled] = [0, false];
  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(run);
  };
  const run = (): void => {
    scheduled = false;
    const until = performance.now() + STRETCH_MS;
    for (; first < waiting.length && performance.now() < until; first += 1) waiting[first]?.();
    if (first === waiting.length || first >= COMPACT_AT) {
      waiting = waiting.slice(first);
      first = 0;
    }
    if (waiting.length > 0) schedule();
  };
  return {
    take: (work) => {
      waiting.push(work);
      schedule();
    },
  };
};
