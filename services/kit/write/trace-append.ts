import type { NewEvent } from '../../../events/envelope.ts';
import type { AppendResult, EventStore } from '../../../events/event-store/port.ts';
import type { ObjectRef } from '../../../events/object-ref.ts';
import type { Clock, Telemetry } from '../port.ts';
import { objectAttributes } from '../span-attributes.ts';

export interface TraceAppendDeps {
  readonly store: Pick<EventStore, 'append'>;
  readonly clock: Clock;
  /** Absent: nothing is measured. */
  readonly telemetry?: Telemetry | undefined;
}

interface Appending {
  /** What the events will be about; the first names the span. */
  readonly refs: readonly ObjectRef[];
  readonly traceparent: string | undefined;
  /** Makes the events; they carry the given context, so that whoever acts upon them continues from here. */
  readonly compose: (traceparent: string | undefined) => Promise<readonly NewEvent[]>;
}

export type TraceAppend = (appending: Appending) => Promise<AppendResult>;

/** Appends in a span of the trace the write belongs to, if it belongs to any, and measures how long the log takes. */
export const createTraceAppend = ({ store, clock, telemetry }: TraceAppendDeps): TraceAppend => {
  const seconds = telemetry?.histogram('shiplog_append_seconds', 'From sending events to the log until they are durable, by result');
  const append = async (events: readonly NewEvent[]): Promise<AppendResult> => {
    const startedMs = clock.now();
    let result = 'failed';
    try {
      const appended = await store.append(events);
      result = appended.ok ? 'stored' : 'conflict';
      return appended;
    } finally {
      seconds?.((clock.now() - startedMs) / 1000, { result });
    }
  };
  return async ({ refs, traceparent, compose }) => {
    const [first] = refs;
    if (telemetry === undefined || traceparent === undefined || first === undefined) return append(await compose(traceparent));
    const attributes = { ...objectAttributes(first), 'shiplog.events': refs.length };
    return telemetry.span('append', { traceparent, attributes }, async (own) => append(await compose(own)));
  };
};
