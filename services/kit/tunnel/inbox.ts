/** Items waiting for their one consumer. */
export interface Inbox<T> extends AsyncIterable<T> {
  push(item: T): void;
  /** The consumer gets what is there, then the end. */
  end(): void;
}

/** `onTake` is told of each item as the consumer takes it. */
export const createInbox = <T>(onTake: (item: T) => void): Inbox<T> => {
  const items: T[] = [];
  let ended = false;
  let wake: (() => void) | undefined;
  const poke = (): void => {
    wake?.();
    wake = undefined;
  };
  async function* iterate(): AsyncGenerator<T> {
    for (;;) {
      const item = items.shift();
      if (item !== undefined) {
        onTake(item);
        yield item;
      } else if (ended) return;
      else await new Promise<void>((resolve) => { wake = resolve; });
    }
  }
  return {
    push: (item) => {
      if (ended) return;
      items.push(item);
      poke();
    },
    end: () => {
      ended = true;
      poke();
    },
    [Symbol.asyncIterator]: iterate,
  };
};
