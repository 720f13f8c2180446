import { setTimeout as pause } from 'node:timers/promises';

const PAUSE_MS = 100;
/** How long to wait where a test does not say; a run that expects failures shortens it. */
const PATIENCE_MS = Number(process.env['SHIPLOG_TEST_PATIENCE_MS'] ?? 30_000);

/** Waits until the reading passes the check and answers it; past the time it throws with the last reading. */
export const eventually = async <T>(what: string, read: () => Promise<T> | T, options: { readonly until: (value: T) => boolean; readonly withinMs?: number }): Promise<T> => {
  const deadline = Date.now() + (options.withinMs ?? PATIENCE_MS);
  for (;;) {
    const value = await read();
    if (options.until(value)) return value;
    if (Date.now() > deadline) throw new Error(`${what} did not happen in time; last seen: ${JSON.stringify(value)}`);
    await pause(PAUSE_MS);
  }
};
