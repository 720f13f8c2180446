/** The few steps of a pulled stream that take time, one at a time. */
export interface WaitingSteps {
  /** Begins one; its bytes, if any, are there to be taken when `ready` is called. */
  start(step: Promise<Uint8Array | undefined>): void;
  isBusy(): boolean;
  /** What the last step made, once; throws what it threw. */
  take(): Uint8Array | undefined;
}

export const createWaitingSteps = (ready: () => void): WaitingSteps => {
  let busy = false;
  let made: Uint8Array | undefined;
  let failure: { readonly error: unknown } | undefined;
  const end = (): void => {
    busy = false;
    ready();
  };
  return {
    start: (step) => {
      busy = true;
      step.then(
        (bytes) => {
          made = bytes;
          end();
        },
        (error: unknown) => {
          failure = { error };
          end();
        },
      );
    },
    isBusy: () => busy,
    take: () => {
      if (failure !== undefined) throw failure.error;
      const taken = made;
      made = undefined;
      return taken;
    },
  };
};
