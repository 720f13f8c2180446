import { memoryEventStore } from '../../../infra/eventstore-memory/memory-event-store.ts';
import { describeEventStore } from './event-store.contract.ts';

describe('event store in memory', () => {
  const store = memoryEventStore({ now: Date.now });
  describeEventStore({ store: () => store, other: () => store });

  it.skip('resumes after a server restart (memory is not durable: there is no server to restart)');
});
