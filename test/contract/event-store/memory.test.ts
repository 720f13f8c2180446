import { expect } from 'chai';
import { memoryEventStore } from '../../../infra/eventstore-memory/memory-event-store.ts';
import { describeEventStore } from './event-store.contract.ts';

describe('event store in memory', () => {
  const store = memoryEventStore({ now: Date.now });
  describeEventStore({ store: () => store, other: () => store });

  it('says that it does not outlive its process, so that nobody looks for it after a restart', () => {
    expect(store.capabilities.durable).to.equal(false);
  });
});
