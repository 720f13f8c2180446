import type { Observation } from '../../events/node/messages.ts';
import type { InboxMessage, ObservationInbox } from '../../services/status/port.ts';

/** An inbox fed by hand. Messages not acknowledged are delivered again after a nak, as the real one's. */
export interface MemoryInbox extends ObservationInbox {
  put(observation: Observation, subject?: string): void;
  readonly acknowledged: readonly Observation[];
}

export const memoryInbox = (): MemoryInbox => {
  const queue: { readonly observation: Observation; readonly subject: string; readonly sequence: number; readonly deliveries: number }[] = [];
  const acknowledged: Observation[] = [];
  let last = 0;
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
      const { observation, subject, sequence, deliveries } = item;
      yield {
        observation, subject, sequence, deliveries,
        ack: () => { acknowledged.push(observation); return Promise.resolve(); },
        nak: (delayMs) => { setTimeout(() => push({ observation, subject, sequence, deliveries: deliveries + 1 }), Math.min(delayMs, 50)); },
      };
    }
  }
  return { receive, put: (observation, subject = `obs.${observation.node}.x`) => push({ observation, subject, sequence: (last += 1), deliveries: 1 }), acknowledged };
};
