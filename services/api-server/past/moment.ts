import type { StreamName } from '../../../events/catalogue.ts';
import { badRequest } from '../../../events/errors.ts';
import type { EventStore } from '../../../events/event-store/port.ts';
import type { PastStates } from '../../../projections/time-travel/past-states.ts';
import { refuse } from '../answers/answer.ts';
import type { Source } from '../read/source.ts';
import { pastSource } from '../read/source.ts';

/** One moment of the past that a request is about. */
export interface Moment {
  readonly source: Source;
  /** What the clock said then: ages are reckoned from it. */
  readonly timeMs: number;
}

export interface MomentDeps {
  readonly store: Pick<EventStore, 'head' | 'sequenceAt'>;
  readonly states: PastStates;
  readonly clock: { now(): number };
}

/** `/at/<when>/rest` → when and `/rest`; undefined for a path of the present. */
export const splitMoment = (path: string): { readonly when: string; readonly path: string } | undefined => {
  const match = /^\/at\/([^/]+)(\/.*)?$/.exec(path);
  if (match === null) return undefined;
  const [, when = '', rest = '/'] = match;
  return { when: when.replaceAll(/%3a/gi, ':').replaceAll(/%2b/gi, '+'), path: rest };
};

interface Resolved {
  readonly sequence: number;
  /** Given when a time was asked for. */
  readonly timeMs: number | undefined;
}

const resolve = async ({ store, clock }: MomentDeps, when: string): Promise<Resolved> => {
  if (/^\d{1,15}$/.test(when)) {
    const [sequence, head] = [Number(when), await store.head('EVENTS')];
    return sequence <= head ? { sequence, timeMs: undefined } : refuse(badRequest(`the log has no event ${sequence} yet: the newest is ${head}`));
  }
  const timeMs = /^\d{4}-\d{2}-\d{2}[Tt ]/.test(when) ? Date.parse(when) : Number.NaN;
  if (Number.isNaN(timeMs)) return refuse(badRequest(`"${when}" is neither a sequence nor an RFC 3339 time`));
  if (timeMs > clock.now()) return refuse(badRequest(`${when} lies in the future`));
  return { sequence: await store.sequenceAt('EVENTS', timeMs), timeMs };
};

/**
 * The state at a sequence of EVENTS, or at an RFC 3339 time. Leases and Events are shown as far as their short-lived
 * streams still have them. Throws RefusalError 400 for what is no moment of this log.
 */
export const momentAt = async (deps: MomentDeps, when: string): Promise<Moment> => {
  const { sequence, timeMs: asked } = await resolve(deps, when);
  const main = await deps.states.at('EVENTS', sequence);
  const timeMs = asked ?? main.timeMs;
  const stateOf = async (stream: StreamName): Promise<typeof main.snapshot> => {
    if (stream === 'EVENTS') return main.snapshot;
    return (await deps.states.at(stream, await deps.store.sequenceAt(stream, timeMs))).snapshot;
  };
  return { source: pastSource(stateOf), timeMs };
};
