import type { ListOptions } from '../read/list-options.ts';
import type { Scope } from '../scope.ts';
import type { WatchPlan } from './watch-plan.ts';

const BOOKMARK_EVERY_MS = 55_000;
const DEFAULT_TIMEOUT_MS = 30 * 60_000;
const TIMEOUT_SPREAD_MS = 30 * 60_000;

/** What ends a watch, or gives it something to say, besides changes. */
export interface WatchAlarms {
  /** The watch is over: its time is up, the client has gone, or the server closes. */
  ended(): boolean;
  /** True once about every minute, for a watcher that asked for bookmarks. */
  bookmarkDue(): boolean;
  stop(): void;
}

const timeoutOf = (scope: Scope, options: ListOptions): number => {
  if (options.timeoutSeconds !== undefined && options.timeoutSeconds > 0) return options.timeoutSeconds * 1000;
  return DEFAULT_TIMEOUT_MS + (scope.shared.deps.clock.now() % TIMEOUT_SPREAD_MS);
};

/** `wake` is called whenever one of them has gone off, and when the feed has changes. */
export const createWatchAlarms = ({ scope, options, feed }: WatchPlan, wake: () => void): WatchAlarms => {
  const { clock } = scope.shared.deps;
  let over = false;
  let due = false;
  const end = (): void => {
    over = true;
    wake();
  };
  const signals = [scope.request.signal, scope.shared.closing];
  for (const signal of signals) {
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
  }
  const cancelTimeout = clock.after(timeoutOf(scope, options), end);
  let cancelBookmark = (): void => undefined;
  const scheduleBookmark = (): void => {
    cancelBookmark = clock.after(BOOKMARK_EVERY_MS, () => {
      due = true;
      wake();
      scheduleBookmark();
    });
  };
  if (options.allowBookmarks) scheduleBookmark();
  const stopListening = feed?.onChange(wake);
  return {
    ended: () => over,
    bookmarkDue: () => {
      const was = due;
      due = false;
      return was;
    },
    stop: () => {
      cancelTimeout();
      cancelBookmark();
      stopListening?.();
      for (const signal of signals) signal.removeEventListener('abort', end);
    },
  };
};
