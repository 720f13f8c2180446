import { EventStoreError } from '../../events/errors.ts';
import type { StreamName } from '../../events/catalogue.ts';
import type { Recorded } from '../../events/envelope.ts';
import type { EventStore } from '../../events/event-store/port.ts';
import type { ObjectRef } from '../../events/object-ref.ts';
import { subjectOf } from '../../events/subject.ts';

/** A log that holds recorded EVENTS and nothing else; whoever appends is refused. */
export const recordedStore = (events: readonly Recorded[]): EventStore => {
  const of = (stream: StreamName, ref?: ObjectRef): readonly Recorded[] => {
    const subject = ref && subjectOf(ref);
    return events.filter((event) => event.stream === stream && (subject === undefined || subjectOf(event.ref) === subject));
  };
  const head = (stream: StreamName): number => of(stream).at(-1)?.sequence ?? 0;
  return {
    capabilities: { maxBatch: 1, maxEventBytes: 1, durable: false },
    append: () => Promise.reject(new EventStoreError('unavailable', 'a recorded history is over')),
    last: (ref) => Promise.resolve(of('EVENTS', ref).at(-1)),
    at: (stream, sequence) => Promise.resolve(of(stream).find((event) => event.sequence === sequence)),
    async *read(stream, { after, upTo, ref }) {
      for (const event of of(stream, ref)) if (event.sequence > after && event.sequence <= upTo) yield await Promise.resolve(event);
    },
    async *subscribe(stream, after, signal) {
      const tail = of(stream).filter(({ sequence }) => sequence > after);
      if (tail.length > 0) yield tail;
      if (!signal.aborted) await new Promise((resolve) => { signal.addEventListener('abort', resolve, { once: true }); });
    },
    head: (stream) => Promise.resolve(head(stream)),
    sequenceAt: (stream, timeMs) => Promise.resolve(of(stream).findLast(({ storedAtMs }) => storedAtMs <= timeMs)?.sequence ?? 0),
  };
};
