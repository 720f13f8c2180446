import type { Clock, Logger } from '../kit/port.ts';
import type { EngineInfo, Runtime, RuntimeContainer, RuntimeEvent } from './port.ts';

export interface RuntimeWatchDeps {
  readonly runtime: Runtime;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Whether the runtime answers, on every attempt. */
  readonly onUp: (isUp: boolean) => void;
  readonly onEvent: (event: RuntimeEvent) => void;
}

/** Keeps in touch with the runtime: its events, and a recovery whenever some may have been missed. */
export interface RuntimeWatch {
  /** Waits for the runtime as long as it takes, and makes what every pod needs. */
  firstAnswer(): Promise<EngineInfo>;
  /** Who takes everything the runtime has, after each (re)connection and after `recoverSoon`; set before `begin`. */
  onRecovered(listener: (found: readonly RuntimeContainer[]) => Promise<void>): void;
  /** Resolves after the first recovery. */
  begin(): Promise<void>;
  /** A call failed: recover when the runtime answers again. */
  recoverSoon(): void;
  ended(): Promise<void>;
}

const RETRY_MS = 500;

export const watchRuntime = ({ runtime, clock, logger, signal, onUp, onEvent }: RuntimeWatchDeps): RuntimeWatch => {
  let loop = Promise.resolve();
  let recovering = false;
  let takeOver = (_found: readonly RuntimeContainer[]): Promise<void> => Promise.resolve();

  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const cancel = clock.after(RETRY_MS, resolve);
      signal.addEventListener('abort', () => {
        cancel();
        resolve();
      }, { once: true });
    });
  /** Tries until it works or the agent stops. */
  const persist = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        signal.throwIfAborted();
        onUp(false);
        logger.warn(`${what} failed, trying again`, { error: String(error) });
        await pause();
        signal.throwIfAborted();
      }
    }
  };
  const recover = (): Promise<void> => persist('recovering containers', async () => {
    const found = await runtime.recover();
    onUp(true);
    await takeOver(found);
  });
  const follow = async (first: () => void): Promise<void> => {
    await persist('following the runtime', async () => {
      const connection = Promise.withResolvers<undefined>();
      const recovered = connection.promise.then(recover).then(first);
      recovered.catch(() => undefined);
      for await (const event of runtime.events(signal, () => { connection.resolve(undefined); })) onEvent(event);
      if (!signal.aborted) throw new Error('the event stream ended');
    });
  };
  return {
    firstAnswer: () => persist('reaching the runtime', async () => {
      await runtime.prepare();
      return runtime.info();
    }),
    onRecovered: (listener) => { takeOver = listener; },
    begin: () => new Promise<void>((resolve) => {
      loop = follow(() => { resolve(); }).catch((error: unknown) => { if (!signal.aborted) logger.error('the runtime is no longer followed', { error: String(error) }); });
    }),
    recoverSoon: () => {
      if (recovering || signal.aborted) return;
      recovering = true;
      pause().then(recover).catch(() => undefined).finally(() => { recovering = false; });
    },
    ended: () => loop,
  };
};
