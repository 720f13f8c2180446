import { streamOf } from '../../events/catalogue.ts';
import type { Recorded } from '../../events/envelope.ts';

const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

/**
 * Why an event cannot be folded, or undefined. A pure function of event and catalogue, so that every process that
 * folds the same log quarantines the same objects. Bodies are not parsed: a fold is as fast as copying.
 */
export const quarantineReason = (event: Recorded): string | undefined => {
  if (event.malformed !== undefined) return event.malformed;
  const home = streamOf(event.ref);
  if (home !== event.stream) return `${event.ref.resource} belong in ${home}, not in ${event.stream}`;
  if (event.ref.name === '') return 'the event names no object';
  if (event.operation === 'delete') return undefined;
  if (event.object[0] !== OPENING_BRACE) return 'the stored object is not JSON';
  if (event.form === 'json' && event.object.at(-1) !== CLOSING_BRACE) return 'the stored object is cut off';
  return undefined;
};
