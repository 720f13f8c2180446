import { STREAMS, streamOf } from '../../events/catalogue.ts';
import type { JsonObject } from '../../events/json.ts';
import { jsonEqual } from '../../events/json-equal.ts';
import { listAt, objectAt, objectsAt, stringAt, withValueAt } from '../../events/json-path.ts';
import type { ObjectRef, ResourceOf, ResourceRef } from '../../events/object-ref.ts';
import { objectKey, resourceKey } from '../../events/object-ref.ts';
import type { Entry, Snapshot } from '../../projections/cluster-state/cluster-state.ts';
import { createEntrySearch } from '../../projections/cluster-state/entry-search.ts';
import type { Command, CreateObject, DeleteObject, UpdateObject } from '../../services/kit/command.ts';
import type { View, Viewed } from '../../services/kit/reconciler.ts';
import { formatTime } from '../../services/kit/timestamp.ts';

/**
 * A little model of the cluster for property tests of planners: stored objects with sequences, views that stay as they
 * were taken, atomic batches with compare-and-set. The write pipeline itself has its own tests; here only its outcomes
 * matter: which batch wins, what is gone when, generations.
 */
export interface ModelCluster {
  /** A view of this moment; later writes do not reach it. */
  view(): View;
  /** All or nothing; false when a precondition, a name or an absence refuses it. */
  execute(commands: readonly Command[]): boolean;
  /** Writes an object as its user or its node would, without preconditions; undefined removes it. */
  write(ref: ObjectRef, change: (object: JsonObject) => JsonObject | undefined): void;
  now(): number;
  advance(ms: number): void;
  readonly writes: () => number;
}

interface Stored {
  readonly ref: ObjectRef;
  readonly sequence: number;
  readonly object: JsonObject;
}
type State = ReadonlyMap<string, Stored>;

const keyOf = (ref: ObjectRef): string => `${resourceKey(ref)} ${objectKey(ref.namespace, ref.name)}`;
const plain = (object: JsonObject): JsonObject => JSON.parse(JSON.stringify(object)) as JsonObject;

const entryOf = ({ ref, sequence, object }: Stored): Entry =>
  ({ ...ref, sequence, previous: 0, form: 'json', body: new TextEncoder().encode(JSON.stringify(object)) });

const snapshotOf = (state: State, sequence: number): Snapshot => {
  const of = (resource: ResourceRef, namespace?: string): Stored[] =>
    [...state.values()]
      .filter(({ ref }) => resourceKey(ref) === resourceKey(resource) && (namespace === undefined || ref.namespace === namespace))
      .sort((a, b) => (keyOf(a.ref) < keyOf(b.ref) ? -1 : 1));
  return {
    vector: { EVENTS: sequence },
    position: () => sequence,
    get: (resource, namespace, name) => {
      const found = state.get(keyOf({ ...resource, namespace, name }));
      return found && entryOf(found);
    },
    list: (resource, { namespace, after = '' } = {}) => of(resource, namespace).filter(({ ref }) => after === '' || objectKey(ref.namespace, ref.name) > after).map(entryOf),
    count: (resource, namespace) => of(resource, namespace).length,
    resources: () => [...new Map([...state.values()].map(({ ref: { group, resource } }) => [resourceKey({ group, resource }), { group, resource }])).values()],
  };
};

const viewOf = (state: State, sequence: number): View => {
  const snapshot = snapshotOf(state, sequence);
  const viewed = <T>(stored: Stored): Viewed<T> => ({ entry: entryOf(stored), object: stored.object as T });
  const list = <T>(resource: ResourceOf<T>, namespace?: string): Viewed<T>[] =>
    [...state.values()]
      .filter(({ ref }) => resourceKey(ref) === resourceKey(resource) && (namespace === undefined || ref.namespace === namespace))
      .sort((a, b) => (keyOf(a.ref) < keyOf(b.ref) ? -1 : 1))
      .map((stored) => viewed<T>(stored));
  const isControlledBy = (uid: string) => ({ object }: Viewed<unknown>): boolean =>
    objectsAt(object as JsonObject, 'metadata', 'ownerReferences').some((reference) => reference['uid'] === uid && reference['controller'] === true);
  return {
    snapshot: () => snapshot,
    get: (resource, namespace, name) => {
      const found = state.get(keyOf({ ...resource, namespace, name }));
      return found && viewed(found);
    },
    list,
    controlledBy: (resource, namespace, uid) => list(resource, namespace).filter(isControlledBy(uid)),
    labelled: (resource, namespace, { key, value }) => list(resource, namespace).filter(({ object }) => objectAt(object as JsonObject, 'metadata', 'labels')[key] === value),
    read: <T>(_resource: ResourceOf<T>, entry: Entry): Viewed<T> => ({ entry, object: JSON.parse(new TextDecoder().decode(entry.body)) as T }),
    search: createEntrySearch(),
  };
};

const isDeleting = (object: JsonObject): boolean => stringAt(object, 'metadata', 'deletionTimestamp') !== '';
const isHeld = (object: JsonObject): boolean => listAt(object, 'metadata', 'finalizers').length > 0 || listAt(object, 'spec', 'finalizers').length > 0;

class Refused extends Error {}

/** Throws for a batch the log would not take. */
const checkBatch = (commands: readonly Command[]): void => {
  const streams = new Set(commands.map(({ ref }) => streamOf(ref)));
  if (streams.size > 1) throw new Error(`a batch over ${[...streams].join(' and ')}`);
  for (const stream of streams) if (commands.length > 1 && !STREAMS[stream].history) throw new Error(`a batch in ${stream}`);
};

const check = (condition: boolean, why: string): void => {
  if (!condition) throw new Refused(why);
};

export const createModelCluster = (startMs = Date.parse('2024-05-01T00:00:00Z')): ModelCluster => {
  let state: State = new Map();
  let sequence = 0;
  let nowMs = startMs;
  let uids = 0;
  let writes = 0;

  const put = (next: Map<string, Stored>, ref: ObjectRef, object: JsonObject | undefined): void => {
    sequence += 1;
    writes += 1;
    if (object === undefined) next.delete(keyOf(ref));
    else next.set(keyOf(ref), { ref, sequence, object: plain(object) });
  };
  const created = (ref: ObjectRef, object: JsonObject): JsonObject => {
    uids += 1;
    const metadata = { ...objectAt(object, 'metadata'), name: ref.name, uid: `uid-${uids}`, generation: 1, creationTimestamp: formatTime(nowMs), ...(ref.namespace !== '' && { namespace: ref.namespace }) };
    const status = ref.resource === 'pods' ? { phase: 'Pending' } : ref.resource === 'replicasets' ? { replicas: 0 } : {};
    return { ...object, metadata, spec: objectAt(object, 'spec'), status };
  };
  const updated = (before: JsonObject, object: JsonObject, subresource: string | undefined): JsonObject => {
    if (subresource === 'status') return { ...before, status: object['status'] };
    if (subresource !== undefined) return { ...before, spec: object['spec'] };
    const generation = Number(objectAt(before, 'metadata')['generation']) + (jsonEqual(before['spec'], plain(object)['spec']) ? 0 : 1);
    return withValueAt({ ...object, status: before['status'] }, ['metadata', 'generation'], generation);
  };
  const marked = (object: JsonObject, { propagation, gracePeriodSeconds }: DeleteObject): JsonObject | undefined => {
    const graceful = stringAt(object, 'spec', 'nodeName') !== '' && gracePeriodSeconds !== 0;
    const finalizer = propagation === 'Foreground' ? 'foregroundDeletion' : propagation === 'Orphan' ? 'orphan' : undefined;
    const finalizers = [...new Set([...listAt(object, 'metadata', 'finalizers'), ...(finalizer === undefined ? [] : [finalizer])])];
    const next = withValueAt(withValueAt(object, ['metadata', 'deletionTimestamp'], formatTime(nowMs)), ['metadata', 'finalizers'], finalizers.length === 0 ? undefined : finalizers);
    return graceful || isHeld(next) ? next : undefined;
  };
  const existing = (next: Map<string, Stored>, { ref, expect }: Exclude<Command, { verb: 'create' }>): Stored => {
    const stored = next.get(keyOf(ref));
    if (stored === undefined) throw new Refused('absent');
    check(expect?.uid === undefined || expect.uid === stringAt(stored.object, 'metadata', 'uid'), 'uid');
    check(expect?.sequence === undefined || expect.sequence === stored.sequence, 'sequence');
    return stored;
  };
  const create = (next: Map<string, Stored>, { ref, object }: CreateObject): void => {
    check(!next.has(keyOf(ref)), 'exists');
    put(next, ref, created(ref, object));
  };
  const remove = (next: Map<string, Stored>, command: DeleteObject): void => {
    const { object } = existing(next, command);
    if (!isDeleting(object) || command.gracePeriodSeconds === 0) put(next, command.ref, marked(command.mark?.(object) ?? object, command));
  };
  const ends = (object: JsonObject): boolean => isDeleting(object) && !isHeld(object) && stringAt(object, 'spec', 'nodeName') === '';
  const update = (next: Map<string, Stored>, command: UpdateObject): void => {
    const { object, sequence: at } = existing(next, command);
    const wanted = typeof command.object === 'function' ? command.object(object, at) : command.object;
    const result = plain(updated(object, wanted, command.subresource));
    if (!jsonEqual(result, object) || command.fence === true) put(next, command.ref, ends(result) ? undefined : result);
  };
  const apply = (next: Map<string, Stored>, command: Command): void => {
    switch (command.verb) {
      case 'create': return create(next, command);
      case 'update': return update(next, command);
      case 'delete': return remove(next, command);
      // No planner applies.
      case 'apply': throw new Error('the model knows no apply');
    }
  };

  return {
    view: () => viewOf(state, sequence),
    execute: (commands) => {
      checkBatch(commands);
      const next = new Map(state);
      const before = { sequence, writes };
      try {
        for (const command of commands) apply(next, command);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        ({ sequence, writes } = before);
        return false;
      }
      state = next;
      return true;
    },
    write: (ref, change) => {
      const next = new Map(state);
      const stored = next.get(keyOf(ref));
      const object = change(stored?.object ?? {});
      put(next, ref, object === undefined || stored !== undefined ? object : created(ref, object));
      state = next;
    },
    now: () => nowMs,
    advance: (ms) => {
      nowMs += ms;
    },
    writes: () => writes,
  };
};
