import type { Entry, Change, Snapshot } from '../cluster-state/cluster-state.ts';
import type { ObjectRef } from '../../events/object-ref.ts';
import { objectKey, resourceKey } from '../../events/object-ref.ts';
import type { JsonObject } from '../../events/json.ts';
import { splitSealed } from '../../events/sealed-object.ts';
import { isJsonObject } from '../../events/json.ts';
import { objectAt, objectsAt, stringAt, stringsAt } from '../../events/json-path.ts';

/**
 * Who depends on whom: uid of an owner → objects whose metadata names it, over all resources. A hint for the garbage
 * collector: it reads each object again before it acts. Fed with every commit; may be ahead of a reader's snapshot,
 * never behind it.
 */
export interface Owners {
  /** Starts over from a snapshot. */
  load(snapshot: Snapshot): void;
  apply(changes: readonly Change[]): void;
  dependentsOf(uid: string): readonly ObjectRef[];
  /** Objects with owners, and objects being deleted that wait for their dependents. */
  concerned(): Iterable<ObjectRef>;
}

/** Finalizers that make an object's deletion the garbage collector's business. */
const COLLECTOR_FINALIZERS: readonly string[] = ['foregroundDeletion', 'orphan'];

interface Links {
  readonly ref: ObjectRef;
  readonly owners: readonly string[];
}

const decoder = new TextDecoder();

const MARKS = ['"ownerReferences"', '"foregroundDeletion"', '"orphan"'] as const;

/** A body that is no JSON names no owners; the fold must go on. */
const parsedOrNothing = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Metadata of a stored body, sealed or not; most bodies mention none of what matters and are not parsed. */
const metadataOf = ({ body, form, quarantined }: Entry): JsonObject | undefined => {
  if (quarantined !== undefined) return undefined;
  const text = decoder.decode(form === 'sealed' ? splitSealed(body).clear : body);
  if (!MARKS.some((mark) => text.includes(mark))) return undefined;
  const parsed = parsedOrNothing(text);
  return isJsonObject(parsed) ? objectAt(parsed, 'metadata') : undefined;
};

const linksOf = (entry: Entry): Links | undefined => {
  const metadata = metadataOf(entry);
  if (metadata === undefined) return undefined;
  const owners = objectsAt(metadata, 'ownerReferences').map((reference) => stringAt(reference, 'uid'));
  const waits = stringAt(metadata, 'deletionTimestamp') !== '' && stringsAt(metadata, 'finalizers').some((finalizer) => COLLECTOR_FINALIZERS.includes(finalizer));
  if (owners.length === 0 && !waits) return undefined;
  const { group, resource, namespace, name } = entry;
  return { ref: { group, resource, namespace, name }, owners };
};

const keyOf = (ref: ObjectRef): string => `${resourceKey(ref)}/${objectKey(ref.namespace, ref.name)}`;

export const createOwners = (): Owners => {
  const links = new Map<string, Links>();
  const dependents = new Map<string, Map<string, ObjectRef>>();

  const forget = (key: string): void => {
    for (const uid of links.get(key)?.owners ?? []) {
      const of = dependents.get(uid);
      of?.delete(key);
      if (of?.size === 0) dependents.delete(uid);
    }
    links.delete(key);
  };
  const remember = (key: string, found: Links): void => {
    links.set(key, found);
    for (const uid of found.owners) {
      const of = dependents.get(uid) ?? new Map<string, ObjectRef>();
      dependents.set(uid, of.set(key, found.ref));
    }
  };
  const put = (entry: Entry): void => {
    const key = keyOf(entry);
    const found = linksOf(entry);
    forget(key);
    if (found !== undefined) remember(key, found);
  };

  return {
    load: (snapshot) => {
      links.clear();
      dependents.clear();
      for (const resource of snapshot.resources()) for (const entry of snapshot.list(resource)) put(entry);
    },
    apply: (changes) => {
      for (const { operation, entry } of changes) {
        if (operation === 'delete') forget(keyOf(entry));
        else put(entry);
      }
    },
    dependentsOf: (uid) => [...(dependents.get(uid)?.values() ?? [])],
    concerned: () => [...links.values()].map(({ ref }) => ref),
  };
};
