import { STREAM_NAMES } from '../../../events/catalogue.ts';
import type { Position, Vector } from '../../../events/envelope.ts';
import type { Clock } from '../port.ts';
import { FollowerTimeout } from './follower-timeout.ts';

export interface PositionWaiters {
  /** Resolves at once when the position is reached already. */
  wait(position: Position | Vector, timeoutMs: number): Promise<void>;
  /** To be called whenever the fold has moved. */
  moved(): void;
  /** Fails everyone who waits, and everyone who will. */
  fail(why: string): void;
}

interface Waiter {
  readonly wanted: Vector;
  readonly settle: (error?: Error) => void;
}

const vectorOf = (position: Position | Vector): Vector =>
  'sequence' in position && 'stream' in position ? { [position.stream]: position.sequence } : position;

const isReached = (reached: Vector, wanted: Vector): boolean =>
  STREAM_NAMES.every((stream) => (reached[stream] ?? 0) >= (wanted[stream] ?? 0));

export const createPositionWaiters = (clock: Clock, reached: () => Vector): PositionWaiters => {
  const waiters = new Set<Waiter>();
  let failed: string | undefined;

  const enqueue = (wanted: Vector, timeoutMs: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const cancel = clock.after(timeoutMs, () => waiter.settle(new FollowerTimeout(wanted, reached(), `not reached in ${timeoutMs} ms`)));
      const waiter: Waiter = {
        wanted,
        settle: (error) => {
          waiters.delete(waiter);
          cancel();
          if (error === undefined) resolve();
          else reject(error);
        },
      };
      waiters.add(waiter);
    });

  return {
    wait: async (position, timeoutMs) => {
      const wanted = vectorOf(position);
      if (isReached(reached(), wanted)) return;
      if (failed !== undefined) throw new FollowerTimeout(wanted, reached(), failed);
      await enqueue(wanted, timeoutMs);
    },
    moved: () => {
      if (waiters.size === 0) return;
      const at = reached();
      for (const waiter of waiters) if (isReached(at, waiter.wanted)) waiter.settle();
    },
    fail: (why) => {
      failed = why;
      for (const waiter of waiters) waiter.settle(new FollowerTimeout(waiter.wanted, reached(), why));
    },
  };
};
