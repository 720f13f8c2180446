import type { Clock } from '../port.ts';

/**
 * Keys waiting to be worked on. A key is queued at most once and worked on by one worker at a time; added while it is
 * being worked on, it runs once more afterwards. So the queue never holds more than there are keys.
 */
export interface WorkQueue {
  add(key: string): void;
  /** Adds the key after the delay, unless it is due earlier already. */
  addAfter(key: string, delayMs: number): void;
  /** Adds the key after a pause that doubles with every retry since `forget`. */
  retry(key: string): void;
  /** The key did well: its next retry starts with the shortest pause. */
  forget(key: string): void;
  /** Keys ready and not yet begun. */
  depth(): number;
  /** Takes no more keys; resolves when the workers under way are done. */
  stop(): Promise<void>;
}

export interface WorkQueueDeps {
  readonly clock: Clock;
  /** Works on a key. Must not throw: whoever fails says so by `retry`. */
  readonly work: (key: string) => Promise<void>;
  readonly workers: number;
}

const FIRST_RETRY_MS = 10;
const LONGEST_RETRY_MS = 60_000;

export const createWorkQueue = ({ clock, work, workers }: WorkQueueDeps): WorkQueue => {
  const ready = new Set<string>();
  const running = new Map<string, Promise<void>>();
  const again = new Set<string>();
  const delayed = new Map<string, { readonly dueMs: number; readonly cancel: () => void }>();
  const failures = new Map<string, number>();
  let stopped = false;

  const begin = (key: string): void => {
    ready.delete(key);
    const done = work(key).finally(() => {
      running.delete(key);
      if (again.delete(key)) add(key);
      drain();
    });
    running.set(key, done);
  };

  const drain = (): void => {
    for (const key of ready) {
      if (stopped || running.size >= workers) return;
      begin(key);
    }
  };

  const add = (key: string): void => {
    if (stopped) return;
    if (running.has(key)) again.add(key);
    else ready.add(key);
    drain();
  };

  const addAfter = (key: string, delayMs: number): void => {
    if (stopped) return;
    const dueMs = clock.now() + delayMs;
    const known = delayed.get(key);
    if (known !== undefined && known.dueMs <= dueMs) return;
    known?.cancel();
    const cancel = clock.after(delayMs, () => {
      delayed.delete(key);
      add(key);
    });
    delayed.set(key, { dueMs, cancel });
  };

  return {
    add,
    addAfter,
    retry: (key) => {
      const count = failures.get(key) ?? 0;
      failures.set(key, count + 1);
      addAfter(key, Math.min(FIRST_RETRY_MS * 2 ** Math.min(count, 20), LONGEST_RETRY_MS));
    },
    forget: (key) => void failures.delete(key),
    depth: () => ready.size,
    stop: async () => {
      stopped = true;
      for (const { cancel } of delayed.values()) cancel();
      delayed.clear();
      ready.clear();
      await Promise.all(running.values());
    },
  };
};
