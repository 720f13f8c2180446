/** An async iterable fed from outside; ends when told to or when the signal aborts. */
export interface Queue<T> extends AsyncIterable<T> {
  push(item: T): void;
  end(): void;
}

export const createQueue = <T>(signal?: AbortSignal): Queue<T> => {
  const items: T[] = [];
  let ended = signal?.aborted ?? false;
  let wake = Promise.withResolvers<undefined>();
  const poke = (): void => {
    wake.resolve(undefined);
    wake = Promise.withResolvers();
  };
  const end = (): void => {
    ended = true;
    poke();
  };
  signal?.addEventListener('abort', end, { once: true });
  async function* iterate(): AsyncGenerator<T> {
    for (;;) {
      const next = wake.promise;
      const item = items.shift();
      if (item !== undefined) yield item;
      else if (ended) return;
      else await next;
    }
  }
  return {
    push: (item) => {
      if (ended) return;
      items.push(item);
      poke();
    },
    end,
    [Symbol.asyncIterator]: iterate,
  };
};
