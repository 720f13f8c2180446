import type { EventStore } from '../../../events/event-store/port.ts';
import { jetstreamEventStore } from '../../../infra/eventstore-jetstream/jetstream-event-store.ts';
import { inboxPrefixOf } from '../../../infra/nats/users.ts';
import type { TestNats } from '../../support/nats.ts';
import { startNats } from '../../support/nats.ts';
import { describeEventStore } from './event-store.contract.ts';

describe('event store on JetStream', () => {
  let nats: TestNats;
  let store: EventStore;
  let other: EventStore;

  before(async () => {
    nats = await startNats();
    const open = async (role: 'api' | 'controllers'): Promise<EventStore> =>
      jetstreamEventStore({ connection: await nats.connect({ role }), inboxPrefix: inboxPrefixOf({ role }) });
    store = await open('api');
    other = await open('controllers');
  });
  after(() => nats.stop());

  describeEventStore({ store: () => store, other: () => other });
});
