import type { Clock, Logger } from '../port.ts';

export interface SnapshotSchedule {
  /** Counts events folded; starts a write when it is time. Never blocks. */
  folded(events: number): void;
  /** Writes what is not written yet and stops. */
  stop(): Promise<void>;
}

/** Replaying 50,000 events takes about a second; rewriting the file for fewer than 1,000 is not worth its disk traffic. */
const EVERY_EVENTS = 50_000;
const EVERY_MS = 5 * 60_000;
const WORTH_WRITING_EVENTS = 1_000;

/** Decides when a snapshot is written; at most one at a time. A failed write is logged and tried again at the next occasion. */
export const createSnapshotSchedule = (deps: { readonly write: () => Promise<void>; readonly clock: Clock; readonly logger: Logger }): SnapshotSchedule => {
  const { write, clock, logger } = deps;
  let pending = 0;
  let running: Promise<void> | undefined;
  let cancel: (() => void) | undefined;

  const run = (): Promise<void> => {
    pending = 0;
    running ??= write()
      .catch((error: unknown) => logger.error('writing a snapshot failed', { error: String(error) }))
      .finally(() => {
        running = undefined;
      });
    return running;
  };

  const arm = (): void => {
    cancel = clock.after(EVERY_MS, () => {
      if (pending >= WORTH_WRITING_EVENTS) void run();
      arm();
    });
  };
  arm();

  return {
    folded: (events) => {
      pending += events;
      if (pending >= EVERY_EVENTS && running === undefined) void run();
    },
    stop: async () => {
      cancel?.();
      await running;
      if (pending > 0) await run();
    },
  };
};
