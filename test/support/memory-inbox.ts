import type { Observation } from '../../events/node/messages.ts';
import type { InboxMessage, ObservationInbox } from '../../services/status/port.ts';

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
