/** A level-triggered signal between one waiter and many wakers: a wake before the wait is not lost. */
export interface Wakeup {
  wake(): void;
  /** Resolves at the next wake, or at once when one came since the last wait. */
  wait(): Promise<void>;
}

export const createWakeup = (): Wakeup => {
  let pending = false;
  let resume: (() => void) | undefined;
  return {
    wake: () => {
      pending = true;
      resume?.();
      resume = undefined;
    },
    wait: async () => {
      if (!pending) await new Promise<void>((resolve) => { resume = resolve; });
      pending = false;
    },
  };
};
