import type { Messaging } from '../../services/kit/messaging/port.ts';
import { MessagingError } from '../../services/kit/messaging/port.ts';

/** A bus in memory; each `client` is one connection to it. */
export interface MemoryBus {
  client(): Messaging & {
    /** While cut off nothing is sent or received; `true` again tells onReconnect listeners. */
    setConnected(connected: boolean): void;
  };
  /** Everything published durably, once per id. */
  readonly durable: readonly { readonly subject: string; readonly data: Uint8Array }[];
  /** Called with each durable message as it comes in. */
  onDurable(listener: (subject: string, data: Uint8Array) => void): void;
}

interface Subscription {
  readonly subject: string;
  readonly deliver: (data: Uint8Array, subject: string, respond?: (data: Uint8Array) => void) => boolean;
}

const matches = (pattern: string, subject: string): boolean => {
  const parts = subject.split('.');
  const tokens = pattern.split('.');
  return tokens.every((token, index) => token === '>' || token === '*' || token === parts[index]) && (tokens.at(-1) === '>' || tokens.length === parts.length);
};

export const createMemoryBus = (): MemoryBus => {
  const subscriptions = new Set<Subscription>();
  const ids = new Set<string>();
  const durable: { subject: string; data: Uint8Array }[] = [];
  const listeners: ((subject: string, data: Uint8Array) => void)[] = [];
  const deliver = (subject: string, data: Uint8Array, respond?: (data: Uint8Array) => void): boolean =>
    [...subscriptions].filter((each) => matches(each.subject, subject)).map((each) => each.deliver(data, subject, respond)).some(Boolean);

  const client: MemoryBus['client'] = () => {
    let connected = true;
    const reconnects = new Set<() => void>();
    const check = (): void => { if (!connected) throw new MessagingError('unavailable', 'cut off'); };
    return {
      publish: (subject, data) => { if (connected) setImmediate(() => { deliver(subject, data); }); },
      request: async (subject, data, timeoutMs) => {
        check();
        return new Promise((resolve, reject) => {
          const timer = setTimeout(() => { reject(new MessagingError('timeout', subject)); }, timeoutMs);
          const answered = deliver(subject, data, (answer) => {
            clearTimeout(timer);
            if (connected) setImmediate(() => { resolve(answer); });
          });
          if (answered) return;
          clearTimeout(timer);
          reject(new MessagingError('no-responders', subject));
        });
      },
      subscribe: (subject, handler) => {
        const subscription: Subscription = {
          subject,
          deliver: (data, on, respond) => {
            if (connected) handler({ subject: on, data, ...(respond && { respond }) });
            return connected;
          },
        };
        subscriptions.add(subscription);
        return () => { subscriptions.delete(subscription); };
      },
      publishDurable: async (subject, data, msgId) => {
        check();
        await new Promise((resolve) => { setImmediate(resolve); });
        check();
        if (ids.has(msgId)) return;
        ids.add(msgId);
        durable.push({ subject, data });
        for (const listener of listeners) listener(subject, data);
      },
      onReconnect: (listener) => {
        reconnects.add(listener);
        return () => { reconnects.delete(listener); };
      },
      setConnected: (now) => {
        connected = now;
        if (now) for (const listener of reconnects) listener();
      },
    };
  };
  return { client, durable, onDurable: (listener) => { listeners.push(listener); } };
};
