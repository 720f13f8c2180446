/** Wakes listeners, many of them in stretches, so that others have their turn in between. */
export interface Waking {
  wake(): void;
  onWake(listener: () => void): () => void;
}

/** Listeners woken in one stretch; they only note that there is something to do. */
const AT_ONCE = 5_000;

/** `later` runs work when others had their turn. */
export const createWaking = (later: (work: () => void) => void): Waking => {
  const listeners = new Set<() => void>();
  let [lapping, missed] = [false, false];
  const lap = (waiting: readonly (() => void)[]): void => {
    for (const listener of waiting.slice(0, AT_ONCE)) listener();
    if (waiting.length > AT_ONCE) return void later(() => lap(waiting.slice(AT_ONCE)));
    lapping = false;
    if (missed) wake();
  };
  /** A lap under way is finished first: those still to come see the news with it, the others in the next. */
  const wake = (): void => {
    missed = lapping;
    if (lapping) return;
    lapping = true;
    lap([...listeners]);
  };
  return {
    wake,
    onWake: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
