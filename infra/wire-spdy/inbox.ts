/** Items waiting for their one consumer. */
export interface Inbox<T> {
  push(item: T): void;
  /** The consumer gets what is there, then the end. */
  end(): void;
  /** The consumer gets nothing more. */
  drop(): void;
  /** Runs until the end; `onTake` is told of each item as it is taken. */
  items(onTake?: (item: T) => void): AsyncGenerator<T>;
}

export const createInbox = <T>(): Inbox<T> => {
  let waiting: T[] = [];
  let isOver = false;
  let wake: (() => void) | undefined;
  const poke = (): void => {
    wake?.();
    wake = undefined;
  };
  const end = (): void => {
    isOver = true;
    poke();
  };
  return {
    push: (item) => {
      if (isOver) return;
      waiting.push(item);
      poke();
    },
    end,
    drop: () => {
      waiting = [];
      end();
    },
    async *items(onTake) {
      for (;;) {
        const item = waiting.shift();
        if (item !== undefined) {
          onTake?.(item);
          yield item;
        } else if (isOver) return;
        else await new Promise<void>((resolve) => { wake = resolve; });
      }
    },
  };
};
