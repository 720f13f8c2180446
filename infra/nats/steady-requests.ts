import type { Msg, NatsConnection, Payload, RequestOptions } from '@nats-io/transport-node';
import { ConnectionError, TimeoutError } from '@nats-io/transport-node';

const DEFAULT_TIMEOUT_MS = 1000;

interface Link {
  readonly isUp: () => boolean;
  /** Resolves at the next reconnect. */
  readonly reconnected: () => Promise<unknown>;
  /** Calls back when the connection is lost, until the returned function is called. */
  readonly onLost: (listener: (error: Error) => void) => () => void;
}

const watchLink = (connection: NatsConnection): Link => {
  let up = true;
  let reconnected = Promise.withResolvers<undefined>();
  const listeners = new Set<(error: Error) => void>();
  const goDown = (): void => {
    up = false;
    const error = new ConnectionError('the connection was lost');
    const told = [...listeners];
    listeners.clear();
    for (const listener of told) listener(error);
  };
  const comeUp = (): void => {
    up = true;
    reconnected.resolve(undefined);
    reconnected = Promise.withResolvers<undefined>();
  };
  const watch = async (): Promise<void> => {
    for await (const { type } of connection.status()) {
      if (type === 'disconnect' || type === 'close') goDown();
      if (type === 'reconnect') comeUp();
    }
    goDown();
  };
  void watch();
  return {
    isUp: () => up,
    reconnected: () => reconnected.promise,
    onLost: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};

const withTimeout = async (work: Promise<unknown>, timeoutMs: number): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => { timer = setTimeout(() => reject(new TimeoutError()), timeoutMs); });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
};

/** The answer, or the loss of the connection before it. Leaves nothing behind on the link: it outlives every request. */
const untilLost = (link: Link, answer: Promise<Msg>): Promise<Msg> =>
  new Promise((resolve, reject) => {
    const forget = link.onLost(reject);
    answer.then(
      (message) => {
        forget();
        resolve(message);
      },
      (error: unknown) => {
        forget();
        reject(error instanceof Error ? error : new ConnectionError(String(error)));
      },
    );
  });

/**
 * Makes the connection's requests honest about reconnects. The client drops what is sent while it is disconnected and
 * then waits for an answer that cannot come: here a request waits for the connection first, within its time-out, and
 * fails at once when the connection is lost before the answer (it may or may not have been handled). Changes the
 * connection in place, so that JetStream and KV clients over it gain the same.
 */
export const makeRequestsSteady = (connection: NatsConnection): NatsConnection => {
  const link = watchLink(connection);
  const request = connection.request.bind(connection);
  connection.request = async (subject: string, payload?: Payload, options?: RequestOptions): Promise<Msg> => {
    const timeout = options?.timeout ?? DEFAULT_TIMEOUT_MS;
    const deadline = Date.now() + timeout;
    if (!link.isUp() && !connection.isClosed()) await withTimeout(link.reconnected(), timeout);
    return untilLost(link, request(subject, payload, { ...options, timeout: Math.max(1, deadline - Date.now()) }));
  };
  return connection;
};
