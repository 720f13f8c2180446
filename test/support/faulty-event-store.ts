import type { EventStore } from '../../events/event-store/port.ts';
import { EventStoreError } from '../../events/errors.ts';

/** What happens to one append. `lost-ack`: it is stored, but its writer hears of a fault. */
export type Fault = 'none' | 'unavailable' | 'lost-ack';

/** A store whose appends fail as `next` says, asked once per append: for simulations and for tests of retries. */
export const faultyEventStore = (store: EventStore, next: () => Fault): EventStore => ({
  ...store,
  append: async (events) => {
    const fault = next();
    if (fault === 'unavailable') throw new EventStoreError('unavailable', 'injected: nothing was stored');
    const result = await store.append(events);
    if (fault === 'lost-ack') throw new EventStoreError('unavailable', 'injected: the acknowledgement was lost');
    return result;
  },
});
