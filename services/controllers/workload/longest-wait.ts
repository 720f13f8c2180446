const LONGEST_MS = 86_400_000;

/** A wait as timers bear it: after a day at most a plan is made again, and waits on. */
export const boundedWait = (ms: number): number => Math.min(ms, LONGEST_MS);
