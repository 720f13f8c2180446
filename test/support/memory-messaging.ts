import type { Observation } from '../../events/node/messages.ts';
import type { Message, Messaging } from '../../services/kit/messaging/port.ts';
import { MessagingError } from '../../services/kit/messaging/port.ts';
import type { InboxMessage, ObservationInbox } from '../../services/status/port.ts';

const matches = (pattern: string, subject: string): boolean => {
  const [wanted, given] = [pattern.split('.'), subject.split('.')];
  return wanted.length === given.length && wanted.every((token, index) => token === '*' || token === given[index]);
};

/** Core messages within one process: exact subjects and `*`, every subscriber at once, no queue groups. */
export const memoryMessaging = (): Messaging => {
  const subscriptions = new Set<{ readonly pattern: string; readonly handler: (message: Message) => void }>();
  const deliver = (message: Message): boolean => {
    const found = [...subscriptions].filter(({ pattern }) => matches(pattern, message.subject));
    for (const { handler } of found) queueMicrotask(() => handler(message));
    return found.length > 0;
  };
  return {
    publish: (subject, data) => { deliver({ subject, data }); },
    request: (subject, data, timeoutMs) => new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new MessagingError('timeout', `no answer on ${subject}`)), timeoutMs);
      const respond = (answer: Uint8Array): void => { clearTimeout(timer); resolve(answer); };
      if (!deliver({ subject, data, respond })) { clearTimeout(timer); reject(new MessagingError('no-responders', subject)); }
    }),
    subscribe: (pattern, handler) => {
      const subscription = { pattern, handler };
      subscriptions.add(subscription);
      return () => { subscriptions.delete(subscription); };
    },
    publishDurable: () => Promise.reject(new MessagingError('unavailable', 'no streams here')),
    onReconnect: () => () => undefined,
  };
};

/** An inbox fed by hand. Messages not acknowledged are delivered again after a nak, as the real one's. */
export interface MemoryInbox extends ObservationInbox {
  put(observation: Observation, subject?: string): void;
  readonly acknowledged: readonly Observation[];
}

export const memoryInbox = (): MemoryInbox => {
  const queue: { readonly observation: Observation; readonly subject: string; readonly deliveries: number }[] = [];
  const acknowledged: Observation[] = [];
  const waiting = new Set<() => void>();
  const wake = (): void => { for (const each of waiting) each(); waiting.clear(); };
  const push = (item: (typeof queue)[number]): void => { queue.push(item); wake(); };
  async function* receive(signal: AbortSignal): AsyncGenerator<InboxMessage> {
    signal.addEventListener('abort', wake, { once: true });
    while (!signal.aborted) {
      const item = queue.shift();
      if (item === undefined) {
        await new Promise<void>((resolve) => { waiting.add(resolve); });
        continue;
      }
      const { observation, subject, deliveries } = item;
      yield {
        observation, subject, deliveries,
        ack: () => { acknowledged.push(observation); return Promise.resolve(); },
        nak: (delayMs) => { setTimeout(() => push({ observation, subject, deliveries: deliveries + 1 }), Math.min(delayMs, 50)); },
      };
    }
  }
  return { receive, put: (observation, subject = `obs.${observation.node}.x`) => push({ observation, subject, deliveries: 1 }), acknowledged };
};
