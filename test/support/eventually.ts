import { setTimeout as pause } from 'node:timers/promises';

const PAUSE_MS = 100;

/** Waits until the reading passes the check and answers it; past the time it throws with the last reading. */
export const eventually = async <T>(what: string, read: () => Promise<T> | T, options: { readonly until: (value: T) => boolean; readonly withinMs?: number }): Promise<T> => {
  const deadline = Date.now() + (options.withinMs ?? 30_000);
  for (;;) {
    const value = await read();
    if (options.until(value)) return value;
    if (Date.now() > deadline) throw new Error(`${what} did not happen in time; last seen: ${JSON.stringify(value)}`);
    await pause(PAUSE_MS);
  }
};
