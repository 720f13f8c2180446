import type { NatsConnection } from '@nats-io/transport-node';

/** Watches a connection for reconnects, until it is closed, on behalf of any number of listeners. */
export const reconnects = (connection: NatsConnection): ((listener: () => void) => () => void) => {
  const listeners = new Set<() => void>();
  const watch = async (): Promise<void> => {
    for await (const status of connection.status()) {
      if (status.type === 'reconnect' || status.type === 'close') for (const listener of [...listeners]) listener();
    }
  };
  void watch();
  return (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
};
