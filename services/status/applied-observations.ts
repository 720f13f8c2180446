import type { Recorded } from '../../events/envelope.ts';
import type { EventStore } from '../../events/event-store/port.ts';
import type { Json } from '../../events/json.ts';
import { isJsonObject } from '../../events/json.ts';
import type { Observation } from '../../events/node/messages.ts';
import type { ObjectRef } from '../../events/object-ref.ts';
import { objectKey, resourceKey } from '../../events/object-ref.ts';
import type { Entry } from '../../projections/cluster-state/cluster-state.ts';
import type { Follower } from '../kit/follower.ts';

/** Actor of every event that copies a node's observation. */
export const nodeActor = (node: string): string => `system:node:${node}`;

type Mark = Pick<Observation, 'boot' | 'counter' | 'time'>;

/** Which observation of an object is the newest in the log: the inbox delivers some twice, and to several replicas. */
export interface AppliedObservations {
  /** Whether the object already says this or something its node saw later. Reads the log only where memory does not reach. */
  covers(observation: Observation, about: { readonly ref: ObjectRef; readonly entry: Entry }): Promise<boolean>;
  /** This replica applied it; `sequence` is the object's version that includes it. */
  note(observation: Observation, ref: ObjectRef, sequence: number): void;
  stop(): void;
}

const keyOf = (ref: Pick<ObjectRef, 'group' | 'resource' | 'namespace' | 'name'>): string => `${resourceKey(ref)}/${objectKey(ref.namespace, ref.name)}`;

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

const markOf = (event: Recorded | undefined): Mark | undefined => {
  const observation = event?.decision.facts?.observation;
  if (!isJsonObject(observation) || typeof observation.counter !== 'number') return undefined;
  return { boot: text(observation.boot), counter: observation.counter, time: text(observation.time) };
};

/** Counters order one boot's observations; across boots only the node's own clock can. */
const isOlderOrSame = (observation: Mark, applied: Mark): boolean =>
  observation.boot === applied.boot ? observation.counter <= applied.counter : observation.time < applied.time;

interface Known {
  /** Undefined until an observation was applied. */
  readonly mark: Mark | undefined;
  /** An event with an observation not read yet. */
  readonly unread?: number;
}

interface Deps {
  readonly follower: Pick<Follower, 'onCommit'>;
  readonly store: Pick<EventStore, 'at' | 'read'>;
}

/** Newest observation among an object's events, for objects older than this process. */
const searchLog = async (store: Deps['store'], ref: ObjectRef, entry: Entry): Promise<Mark | undefined> => {
  const newest = markOf(await store.at('EVENTS', entry.sequence));
  if (newest !== undefined) return newest;
  let found: Mark | undefined;
  for await (const event of store.read('EVENTS', { after: 0, upTo: entry.sequence, ref })) found = markOf(event) ?? found;
  return found;
};

export const createAppliedObservations = ({ follower, store }: Deps): AppliedObservations => {
  const known = new Map<string, Known>();
  const own = new Set<number>();
  const stop = follower.onCommit((changes) => {
    for (const { operation, entry, before, event } of changes) {
      if (entry.group !== '' || (entry.resource !== 'pods' && entry.resource !== 'nodes')) continue;
      const key = keyOf(entry);
      if (operation === 'delete') known.delete(key);
      else if (before === undefined) known.set(key, { mark: undefined });
      else if (event.actor.startsWith(nodeActor('')) && !own.delete(entry.sequence)) known.set(key, { mark: known.get(key)?.mark, unread: entry.sequence });
    }
  });
  const newest = async (ref: ObjectRef, entry: Entry): Promise<Mark | undefined> => {
    const key = keyOf(ref);
    const state = known.get(key);
    if (state !== undefined && state.unread === undefined) return state.mark;
    const mark = state?.unread === undefined ? await searchLog(store, ref, entry) : markOf(await store.at('EVENTS', state.unread)) ?? state.mark;
    known.set(key, { mark });
    return mark;
  };
  return {
    covers: async (observation, { ref, entry }) => {
      const mark = await newest(ref, entry);
      return mark !== undefined && isOlderOrSame(observation, mark);
    },
    note: ({ boot, counter, time }, ref, sequence) => {
      const { unread = 0 } = known.get(keyOf(ref)) ?? {};
      if (unread < sequence) own.add(sequence);
      known.set(keyOf(ref), { mark: { boot, counter, time }, ...(unread > sequence && { unread }) });
    },
    stop,
  };
};
