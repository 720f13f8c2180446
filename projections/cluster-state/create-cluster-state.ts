import type { StreamName } from '../../events/catalogue.ts';
import type { Recorded, Vector } from '../../events/envelope.ts';
import type { ResourceRef } from '../../events/object-ref.ts';
import { objectKey, resourceKey } from '../../events/object-ref.ts';
import { differenceOf } from '../ordered-map/difference.ts';
import type { FrozenMap, OrderedMapEditor } from '../ordered-map/ordered-map.ts';
import { createOrderedMap } from '../ordered-map/ordered-map.ts';
import type { Change, ClusterState, Entry, Snapshot } from './cluster-state.ts';
import { quarantineReason } from './quarantine.ts';
import type { Slabs } from './slabs.ts';
import { createSlabs } from './slabs.ts';

/** A cluster state that can take over what a snapshot file holds, before anything is applied to it. */
export interface RestorableClusterState extends ClusterState {
  /** Takes entries whose bodies are views on buffers nobody else changes. */
  restore(entries: readonly Entry[]): void;
  /** Positions folded so far; cheaper than a snapshot's. */
  vector(): Vector;
  /** Bytes of bodies kept for the newest state, and how many of them it needs. */
  usage(): { readonly heldBytes: number; readonly liveBytes: number };
}

interface Tree {
  readonly ref: ResourceRef;
  /** Its place in `Trees` and in every snapshot's maps. */
  readonly index: number;
  readonly map: OrderedMapEditor<Entry>;
}

/** In the order they came; none ever goes. */
type Trees = Map<string, Tree>;

const NOTHING: FrozenMap<Entry> = createOrderedMap<Entry>().freeze();

/** `/`, which ends the namespace in a key, and the character behind it. */
const PAST_SLASH = '0';

const rangeOf = (namespace: string | undefined, after: string | undefined): readonly [from: string, to: string | undefined] => {
  if (namespace === undefined || namespace === '') return [after === undefined ? '' : `${after}\0`, undefined];
  const start = `${namespace}/`;
  const behind = after === undefined ? '' : `${after}\0`;
  return [behind > start ? behind : start, `${namespace}${PAST_SLASH}`];
};

/** Trees that came after the snapshot have no map in it. */
const snapshotOf = (trees: ReadonlyMap<string, Pick<Tree, 'ref' | 'index'>>, maps: readonly FrozenMap<Entry>[], vector: Vector): Snapshot => {
  const mapOf = (resource: ResourceRef): FrozenMap<Entry> | undefined => maps[trees.get(resourceKey(resource))?.index ?? maps.length];
  return {
    vector,
    position: (stream) => vector[stream] ?? 0,
    get: (resource, namespace, name) => mapOf(resource)?.get(objectKey(namespace, name)),
    list: (resource, { namespace, after } = {}) => mapOf(resource)?.range(...rangeOf(namespace, after)) ?? [],
    count: (resource, namespace) => {
      const map = mapOf(resource);
      if (map === undefined || namespace === undefined || namespace === '') return map?.size ?? 0;
      return map.rank(`${namespace}${PAST_SLASH}`) - map.rank(`${namespace}/`);
    },
    differences: (resource, older) => differenceOf(older.versionOf?.(resource) ?? NOTHING, mapOf(resource) ?? NOTHING),
    versionOf: mapOf,
    resources: () => [...trees.values()].filter(({ index }) => (maps[index]?.size ?? 0) > 0).map(({ ref }) => ref),
  };
};

const treeOf = (trees: Trees, { group, resource }: ResourceRef): Tree => {
  const key = resourceKey({ group, resource });
  const known = trees.get(key);
  if (known !== undefined) return known;
  const tree = { ref: { group, resource }, index: trees.size, map: createOrderedMap<Entry>() };
  trees.set(key, tree);
  return tree;
};

const factsOf = (event: Recorded): Change['event'] => ({
  id: event.id,
  type: event.type,
  actor: event.actor,
  correlation: event.correlation,
  ...(event.causation && { causation: event.causation }),
  ...(event.traceparent !== undefined && { traceparent: event.traceparent }),
  storedAtMs: event.storedAtMs,
  stream: event.stream,
  sequence: event.sequence,
});

/** What both kinds of entry share; group, resource and namespace strings are those already held. */
const entryOf = (event: Recorded, tree: ResourceRef, before: Entry | undefined): Omit<Entry, 'body'> => {
  const quarantined = quarantineReason(event);
  return {
    group: tree.group,
    resource: tree.resource,
    namespace: before?.namespace ?? event.ref.namespace,
    name: before?.name ?? event.ref.name,
    sequence: event.sequence,
    previous: before?.sequence ?? 0,
    form: event.form,
    ...(quarantined !== undefined && { quarantined }),
  };
};

interface Held {
  readonly trees: Trees;
  readonly slabs: Slabs;
}

const foldPut = ({ trees, slabs }: Held, event: Recorded): Change => {
  const tree = treeOf(trees, event.ref);
  const key = objectKey(event.ref.namespace, event.ref.name);
  const before = tree.map.get(key);
  const entry: Entry = { ...entryOf(event, tree.ref, before), body: slabs.put(event.object) };
  tree.map.set(key, entry);
  if (before !== undefined) slabs.release(before.body);
  return { operation: 'put', entry, before, event: factsOf(event) };
};

/** A deletion without an object (a message that expired) ends the object as it last was. */
const foldDelete = ({ trees, slabs }: Held, event: Recorded): Change | undefined => {
  const tree = treeOf(trees, event.ref);
  const before = tree.map.delete(objectKey(event.ref.namespace, event.ref.name));
  if (before === undefined) return undefined;
  slabs.release(before.body);
  const body = event.object.length === 0 ? { body: before.body, form: before.form } : { body: event.object.slice() };
  return { operation: 'delete', entry: { ...entryOf(event, tree.ref, before), ...body }, before, event: factsOf(event) };
};

/** Entries looked at per commit while there is much to compact: a lap over 50,000 objects takes some 800 commits. */
const STRIDE = 64;

/** Moves bodies out of mostly dead slabs, a few entries a time, so that no commit pays for all. */
const createSweeper = ({ trees, slabs }: Held): (() => void) => {
  let order: readonly string[] = [];
  let after = '';

  const move = (map: OrderedMapEditor<Entry>, entries: readonly Entry[]): void => {
    for (const entry of entries) {
      if (!slabs.wasteful(entry.body)) continue;
      map.set(objectKey(entry.namespace, entry.name), { ...entry, body: slabs.put(entry.body) });
      slabs.release(entry.body);
    }
  };

  return () => {
    if (!slabs.needsCompaction()) return;
    if (order.length === 0) order = [...trees.keys()];
    const map = trees.get(order[0] ?? '')?.map;
    const entries = map === undefined ? [] : [...firstOf(map.range(after), STRIDE)];
    if (map !== undefined) move(map, entries);
    const last = entries.at(-1);
    after = last === undefined ? '' : `${objectKey(last.namespace, last.name)}\0`;
    if (last === undefined) order = order.slice(1);
  };
};

function* firstOf<T>(items: Iterable<T>, most: number): Iterable<T> {
  let left = most;
  for (const item of items) {
    yield item;
    left -= 1;
    if (left === 0) return;
  }
}

/** An empty cluster. Bodies are copied out of the events' payloads, which may be dropped after `apply`. */
export const createClusterState = (start: Vector = {}): RestorableClusterState => {
  const held: Held = { trees: new Map(), slabs: createSlabs() };
  const sweep = createSweeper(held);
  let vector: Vector = start;
  let latest: Snapshot | undefined;

  const advance = (stream: StreamName, sequence: number): void => {
    if (sequence <= (vector[stream] ?? 0)) return;
    vector = { ...vector, [stream]: sequence };
    latest = undefined;
  };

  const fold = (event: Recorded): Change | undefined => {
    if (event.sequence <= (vector[event.stream] ?? 0)) return undefined;
    // A message whose subject names no object concerns none; the follower reports it.
    if (event.ref.resource === '') return undefined;
    return event.operation === 'put' ? foldPut(held, event) : foldDelete(held, event);
  };

  return {
    apply: (commit) => {
      const changes = commit.map(fold).filter((change) => change !== undefined);
      const last = commit.at(-1);
      if (last !== undefined) advance(last.stream, last.sequence);
      sweep();
      return changes;
    },
    advance,
    snapshot: () => {
      latest ??= snapshotOf(held.trees, Array.from(held.trees.values(), ({ map }) => map.freeze()), vector);
      return latest;
    },
    restore: (entries) => {
      for (const entry of entries) {
        treeOf(held.trees, entry).map.set(objectKey(entry.namespace, entry.name), entry);
        held.slabs.adopt(entry.body);
      }
      latest = undefined;
    },
    vector: () => vector,
    usage: held.slabs.usage,
  };
};
