import { randomUUID } from 'node:crypto';
import type { EventStore } from '../../events/event-store/port.ts';
import type { Observation } from '../../events/node/messages.ts';
import { encodeToken } from '../../events/subject.ts';
import { memoryEventStore } from '../../infra/eventstore-memory/memory-event-store.ts';
import { jetstreamEventStore } from '../../infra/eventstore-jetstream/jetstream-event-store.ts';
import { natsMessaging } from '../../infra/nats/messaging.ts';
import { observationsInbox } from '../../infra/nats/observations-inbox.ts';
import type { NatsIdentity, NatsRole } from '../../infra/nats/users.ts';
import { inboxPrefixOf } from '../../infra/nats/users.ts';
import type { Messaging } from '../../services/kit/messaging/port.ts';
import type { ObservationInbox } from '../../services/status/port.ts';
import { memoryInbox } from '../support/memory-inbox.ts';
import { createMemoryBus } from '../support/memory-messaging.ts';
import { startNats } from '../support/nats.ts';

/** What the control plane stands on: a log, messages and an inbox, as each role may use them. */
export interface Ground {
  store(role: NatsRole): Promise<EventStore>;
  messaging(identity: NatsIdentity): Promise<Messaging>;
  inbox(): Promise<ObservationInbox>;
  /** Publishes as the sender; `again` sends what was sent before once more. */
  observe(observation: Observation, options?: { readonly sender?: string; readonly again?: boolean }): Promise<void>;
  /** Observations taken from the inbox for good. */
  acknowledged(): number;
  stop(): Promise<void>;
}

const subjectOf = (observation: Observation, sender = observation.node): string =>
  `obs.${encodeToken(sender)}.${observation.fact.about === 'pod' ? observation.fact.podUid : 'node'}`;

/** Everything within the process. */
export const memoryGround = async (): Promise<Ground> => {
  const store = memoryEventStore({ now: Date.now });
  const bus = createMemoryBus();
  const inbox = memoryInbox();
  return {
    store: async () => store,
    messaging: async () => bus.client(),
    inbox: async () => inbox,
    observe: async (observation, options) => inbox.put(observation, subjectOf(observation, options?.sender)),
    acknowledged: () => inbox.acknowledged.length,
    stop: async () => undefined,
  };
};

/** Counts what the status service acknowledges. */
const counting = (inbox: ObservationInbox, count: () => void): ObservationInbox => ({
  receive: async function* (signal) {
    for await (const message of inbox.receive(signal)) yield { ...message, ack: async () => { await message.ack(); count(); } };
  },
});

/** A real nats-server with the real permission table, one connection per role and node. */
export const natsGround = async (): Promise<Ground> => {
  const nats = await startNats({ nodes: ['n1', 'n2'] });
  const report = (): void => undefined;
  const senders = new Map<string, Promise<Messaging>>();
  let acknowledged = 0;
  const messaging = async (identity: NatsIdentity): Promise<Messaging> => natsMessaging({ connection: await nats.connect(identity), report });
  const senderOf = (node: string): Promise<Messaging> => {
    const found = senders.get(node) ?? messaging({ node });
    senders.set(node, found);
    return found;
  };
  return {
    store: async (role) => jetstreamEventStore({ connection: await nats.connect({ role }), inboxPrefix: inboxPrefixOf({ role }) }),
    messaging,
    inbox: async () => counting(observationsInbox({ connection: await nats.connect({ role: 'status' }), report }), () => { acknowledged += 1; }),
    observe: async (observation, { sender = observation.node, again = false } = {}) => {
      const { boot, counter } = observation;
      const id = again || sender !== observation.node ? randomUUID() : `${observation.node}/${boot}/${counter}`;
      await (await senderOf(sender)).publishDurable(subjectOf(observation, sender), new TextEncoder().encode(JSON.stringify(observation)), id);
    },
    acknowledged: () => acknowledged,
    stop: () => nats.stop(),
  };
};
