import type { Position } from '../../events/envelope.ts';
import { formatPosition } from '../../events/envelope.ts';
import type { EventStore } from '../../events/event-store/port.ts';
import type { WriteContext } from './command.ts';
import type { Follower } from './follower.ts';

export type Cause = NonNullable<WriteContext['cause']>;

/** Answers for an event's place what a follow-up event must cite. */
export interface EventOrigins {
  /** Undefined when the log holds no event there. Recent events are answered from memory, others read from the log. */
  of(position: Position): Promise<Cause | undefined>;
  stop(): void;
}

const REMEMBERED = 10_000;

/** Remembers the origins of the newest events as they are folded. */
export const createEventOrigins = ({ follower, store }: { readonly follower: Pick<Follower, 'onCommit'>; readonly store: Pick<EventStore, 'at'> }): EventOrigins => {
  const recent = new Map<string, Cause>();
  const remember = (cause: Cause): Cause => {
    recent.set(formatPosition(cause.position), cause);
    const [oldest] = recent.keys();
    if (recent.size > REMEMBERED && oldest !== undefined) recent.delete(oldest);
    return cause;
  };
  const stop = follower.onCommit((changes) => {
    for (const { event: { stream, sequence, correlation, traceparent } } of changes) remember({ position: { stream, sequence }, correlation, traceparent });
  });
  const of = async (position: Position): Promise<Cause | undefined> => {
    const known = recent.get(formatPosition(position));
    if (known !== undefined) return known;
    const event = await store.at(position.stream, position.sequence);
    return event && remember({ position, correlation: event.correlation, traceparent: event.traceparent });
  };
  return { of, stop };
};
