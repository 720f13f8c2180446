import { streamOf } from '../../../events/catalogue.ts';
import type { ResourceRef } from '../../../events/object-ref.ts';
import { objectKey } from '../../../events/object-ref.ts';
import type { Entry, Snapshot } from '../../../projections/cluster-state/cluster-state.ts';
import type { ChangeFeed } from './change-window.ts';

/** The objects of one resource at one resourceVersion. */
export interface Listing {
  readonly resourceVersion: number;
  /** The newest state the listing is made from. */
  readonly newest: Snapshot;
  get(namespace: string, name: string): Entry | undefined;
  /** By object key. */
  list(options: ListRange): Iterable<Entry>;
  count(namespace: string): number;
}

/** What of a listing to go through. */
export interface ListRange {
  readonly namespace: string;
  /** Behind this object key. */
  readonly after?: string;
  /** Entries of the newest state to take instead of all, in order, within the range; `restored` then chooses among older versions. */
  readonly among?: Iterable<Entry>;
  readonly restored?: (entry: Entry) => boolean;
}

const optionsOf = ({ namespace, after }: ListRange): { readonly namespace?: string; readonly after?: string } => ({
  ...(namespace !== '' && { namespace }),
  ...(after !== undefined && { after }),
});

/** The newest state, as the snapshot has it. */
export const listingOf = (snapshot: Snapshot, resource: ResourceRef): Listing => ({
  resourceVersion: snapshot.position(streamOf(resource)),
  newest: snapshot,
  get: (namespace, name) => snapshot.get(resource, namespace, name),
  list: (options) => options.among ?? snapshot.list(resource, optionsOf(options)),
  count: (namespace) => snapshot.count(resource, namespace === '' ? undefined : namespace),
});

type Place = Pick<Entry, 'namespace' | 'name'>;

/** Order of lists, as upstream's store has it: by object key, by code unit. */
export const compareEntries = (left: Place, right: Place): number => {
  const [a, b] = [objectKey(left.namespace, left.name), objectKey(right.namespace, right.name)];
  if (a === b) return 0;
  return a < b ? -1 : 1;
};

/** What each object changed since was before: undefined when it did not exist. */
const changedSince = (feed: ChangeFeed, sequence: number, upTo: number): Map<string, Entry | undefined> => {
  const before = new Map<string, Entry | undefined>();
  const end = feed.end();
  for (let index = feed.indexAfter(sequence); index < end; index += 1) {
    const change = feed.at(index);
    if (change === undefined || change.event.sequence > upTo) continue;
    const key = objectKey(change.entry.namespace, change.entry.name);
    if (!before.has(key)) before.set(key, change.before);
  }
  return before;
};

function* merged(current: Iterable<Entry>, changed: ReadonlyMap<string, Entry | undefined>, restored: readonly Entry[]): Iterable<Entry> {
  let next = 0;
  for (const entry of current) {
    if (changed.has(objectKey(entry.namespace, entry.name))) continue;
    for (let old = restored[next]; old !== undefined && compareEntries(old, entry) < 0; old = restored[next]) {
      yield old;
      next += 1;
    }
    yield entry;
  }
  yield* restored.slice(next);
}

const splitKey = (key: string): Place => {
  const at = key.indexOf('/');
  return at < 0 ? { namespace: '', name: key } : { namespace: key.slice(0, at), name: key.slice(at + 1) };
};

/**
 * The state at an older sequence (within a batch: at the batch's end), rebuilt by undoing the window's changes after it; undefined when the window no
 * longer reaches back that far. Every API server can rebuild the pages another one began.
 */
export const listingAt = (snapshot: Snapshot, resource: ResourceRef, at: { readonly feed: ChangeFeed; readonly sequence: number }): Listing | undefined => {
  const { feed } = at;
  const sequence = feed.wholeCommit(at.sequence);
  const newest = listingOf(snapshot, resource);
  if (sequence >= newest.resourceVersion) return newest;
  if (sequence < feed.floor()) return undefined;
  const changed = changedSince(feed, sequence, newest.resourceVersion);
  if (changed.size === 0) return { ...newest, resourceVersion: sequence };
  const old = [...changed.values()].filter((entry) => entry !== undefined).sort(compareEntries);
  const list: Listing['list'] = (range) => {
    const { namespace, after, restored: chosen } = range;
    const behind = after === undefined ? undefined : splitKey(after);
    const restored = old.filter((entry) => (namespace === '' || entry.namespace === namespace) && (behind === undefined || compareEntries(entry, behind) > 0) && (chosen?.(entry) ?? true));
    return merged(newest.list(range), changed, restored);
  };
  return {
    resourceVersion: sequence,
    newest: snapshot,
    get: (namespace, name) => {
      const key = objectKey(namespace, name);
      return changed.has(key) ? changed.get(key) : newest.get(namespace, name);
    },
    list,
    count: (namespace) => {
      let total = newest.count(namespace);
      for (const [key, before] of changed) {
        const where = splitKey(key);
        if (namespace !== '' && where.namespace !== namespace) continue;
        total += (before === undefined ? 0 : 1) - (newest.get(where.namespace, where.name) === undefined ? 0 : 1);
      }
      return total;
    },
  };
};
