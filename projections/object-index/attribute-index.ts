import { objectKey } from '../../events/object-ref.ts';
import type { ResourceRef } from '../../events/object-ref.ts';
import { splitSealed } from '../../events/sealed-object.ts';
import type { Entry, Snapshot } from '../cluster-state/cluster-state.ts';
import { createOrderedMap } from '../ordered-map/ordered-map.ts';
import type { FrozenMap } from '../ordered-map/ordered-map.ts';

/** Where of a resource to look: in one namespace or in all, behind an object key or from the start. */
export interface Where {
  readonly namespace?: string | undefined;
  readonly after?: string | undefined;
}

/** One moment of an index; never changes. */
export interface IndexedMoment {
  /** Entries with the term, ordered by namespace then name. */
  withTerm(term: string, where?: Where): Iterable<Entry>;
  /** How many those are in all; O(log n). */
  countWithTerm(term: string, namespace?: string): number;
  /** Entries with any term, in no useful order. */
  withAnyTerm(): Iterable<Entry>;
  /** How many entries could not be read, so that nobody knows what they would be found by. */
  readonly unreadable: number;
}

/** Entries of one resource by the terms a reader finds in them. */
export interface AttributeIndex {
  /** Brings the index to the snapshot. Yields every few entries, so that the caller may let others run meanwhile. */
  moveTo(snapshot: Snapshot): Iterable<void>;
  /** The moment last moved to; not to be asked while `moveTo` is under way. */
  moment(): IndexedMoment;
}

/** Reads an object's terms from its stored bytes; throws for what is no object. */
export type TermReader = (bytes: Uint8Array) => readonly string[];

/** Entries read between two yields: a few µs each. */
const ENTRIES_A_STRETCH = 256;

/** A term ends with NUL, which occurs in no key. */
const indexKey = (term: string, entry: Entry): string => `${term}\0${objectKey(entry.namespace, entry.name)}`;

const rangeOf = (term: string, { namespace = '', after }: Where): readonly [from: string, to: string] => {
  const start = namespace === '' ? `${term}\0` : `${term}\0${namespace}/`;
  const behind = after === undefined ? start : `${term}\0${after}\0`;
  // `0` follows `/`, which ends the namespace in a key.
  return [behind > start ? behind : start, namespace === '' ? `${term}\x01` : `${term}\0${namespace}0`];
};

const momentOf = (entries: FrozenMap<Entry>, unreadable: number): IndexedMoment => ({
  withTerm: (term, where = {}) => entries.range(...rangeOf(term, where)),
  countWithTerm: (term, namespace) => {
    const [from, to] = rangeOf(term, { namespace });
    return entries.rank(to) - entries.rank(from);
  },
  withAnyTerm: () => entries.range(''),
  unreadable,
});

interface Change {
  readonly before: Entry | undefined;
  readonly after: Entry | undefined;
}

function* additions(snapshot: Snapshot, resource: ResourceRef): Iterable<Change> {
  for (const after of snapshot.list(resource)) yield { before: undefined, after };
}

/**
 * Holds one short key per term and entry and nothing besides: the terms of a version that goes are read from its body
 * again. The first `moveTo` reads every object, later ones what differs, whichever snapshot is the older.
 */
export const createAttributeIndex = (resource: ResourceRef, termsOf: TermReader): AttributeIndex => {
  let entries = createOrderedMap<Entry>();
  let unreadable = 0;
  let at: Snapshot | undefined;

  /** Undefined for what cannot be read. */
  const read = (entry: Entry): readonly string[] | undefined => {
    if (entry.quarantined !== undefined) return undefined;
    try {
      return termsOf(entry.form === 'sealed' ? splitSealed(entry.body).clear : entry.body);
    } catch {
      return undefined;
    }
  };

  const remove = (entry: Entry, terms: readonly string[] | undefined): void => {
    if (terms === undefined) unreadable -= 1;
    else for (const term of terms) entries.delete(indexKey(term, entry));
  };

  const add = (entry: Entry, terms: readonly string[] | undefined): void => {
    if (terms === undefined) unreadable += 1;
    else for (const term of terms) entries.set(indexKey(term, entry), entry);
  };

  const replace = ({ before, after }: Change): void => {
    const added = after && read(after);
    // The same version in another place when the sequence is the same: its body was moved.
    if (before !== undefined) remove(before, before.sequence === after?.sequence ? added : read(before));
    if (after !== undefined) add(after, added);
  };

  const changesTo = (snapshot: Snapshot): Iterable<Change> => {
    if (at !== undefined && snapshot.differences !== undefined) return snapshot.differences(resource, at);
    entries = createOrderedMap<Entry>();
    unreadable = 0;
    return additions(snapshot, resource);
  };

  return {
    *moveTo(snapshot) {
      if (at === snapshot) return;
      let read = 0;
      for (const change of changesTo(snapshot)) {
        replace(change);
        read += 1;
        if (read % ENTRIES_A_STRETCH === 0) yield;
      }
      at = snapshot;
    },
    moment: () => momentOf(entries.freeze(), unreadable),
  };
};
