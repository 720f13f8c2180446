import type { Clock } from '../../services/kit/port.ts';

/** The machine's clock. A delay of 0 runs as soon as pending I/O was looked at. */
export const hostClock = (): Clock => ({
  now: () => Date.now(),
  after: (delayMs, callback) => {
    if (delayMs <= 0) {
      const immediate = setImmediate(callback);
      return () => clearImmediate(immediate);
    }
    // Node fires timers beyond 2^31-1 ms at once; nobody waits 24 days in one piece.
    const timer = setTimeout(callback, Math.min(delayMs, 2_147_483_647));
    return () => clearTimeout(timer);
  },
});
