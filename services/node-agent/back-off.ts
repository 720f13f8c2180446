import type { BackOff } from './pod-memory.ts';

const INITIAL_MS = 10_000;
const MAX_MS = 300_000;
/** A container that ran this long before it ended starts with a clean record. */
const RESET_MS = 2 * MAX_MS;

const isStale = (entry: BackOff | undefined, eventMs: number): entry is undefined => entry === undefined || eventMs - entry.updatedAtMs > RESET_MS;

/** When a container that ended at `endedMs` may start again; undefined when at once. */
export const backOffUntil = (entry: BackOff | undefined, endedMs: number): number | undefined =>
  isStale(entry, endedMs) ? undefined : endedMs + entry.delayMs;

/** The record after a restart at `nowMs`: 10 s, doubling to 5 min. */
export const nextBackOff = (entry: BackOff | undefined, endedMs: number, nowMs: number): BackOff => ({
  delayMs: isStale(entry, endedMs) ? INITIAL_MS : Math.min(MAX_MS, entry.delayMs * 2),
  updatedAtMs: nowMs,
});

/** Delay of the next try of something that failed: `first`, doubling to `max`. */
export const nextDelay = (previousMs: number | undefined, first: number, max: number): number =>
  previousMs === undefined ? first : Math.min(max, previousMs * 2);

/** `10s`, `2m40s`: as Go prints durations. */
export const durationText = (ms: number): string => {
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds}s` : `${minutes}m${seconds % 60}s`;
};
