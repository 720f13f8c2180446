import type { Position, Recorded } from '../../../events/envelope.ts';
import { formatPosition } from '../../../events/envelope.ts';
import type { ObjectRef } from '../../../events/object-ref.ts';
import { deletionMark } from './marks.ts';

/** One step of a chain of causes, from effect to cause. */
export interface Link {
  readonly event: Recorded;
  /** How it brought about the link before it. */
  readonly relation: 'subject' | 'caused-by' | 'deletion-asked-for';
}

/** The log as the walk needs it. */
export interface CauseLog {
  at(position: Position): Promise<Recorded | undefined>;
  /** All events of one object with `sequence <= upTo`, oldest first. */
  history(ref: ObjectRef, upTo: number): Promise<readonly Recorded[]>;
}

const MAX_LINKS = 64;

/** The version that asked for the deletion which this event completed. */
const askedFor = async (event: Recorded, log: CauseLog): Promise<Link | undefined> => {
  if (event.operation !== 'delete') return undefined;
  const mark = deletionMark(await log.history(event.ref, event.sequence));
  return mark === undefined ? undefined : { event: mark, relation: 'deletion-asked-for' };
};

const causeOf = async (event: Recorded, log: CauseLog): Promise<Link | undefined> => {
  const asked = await askedFor(event, log);
  if (asked !== undefined || event.causation === undefined) return asked;
  const cause = await log.at(event.causation);
  return cause === undefined ? undefined : { event: cause, relation: 'caused-by' };
};

/**
 * From an event back to where it all began: a person, a clock, or what a node observed. A completed deletion leads to
 * the version that asked for it; everything else to the event its writer acted upon.
 */
export const walkCauses = async (start: Recorded, log: CauseLog): Promise<readonly Link[]> => {
  const links: Link[] = [{ event: start, relation: 'subject' }];
  const seen = new Set([formatPosition(start)]);
  for (let link = await causeOf(start, log); link !== undefined && links.length < MAX_LINKS; link = await causeOf(link.event, log)) {
    const position = formatPosition(link.event);
    if (seen.has(position)) break;
    seen.add(position);
    links.push(link);
  }
  return links;
};
