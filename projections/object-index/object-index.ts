import type { JsonObject } from '../../events/json.ts';
import { isJsonObject } from '../../events/json.ts';
import { objectAt, objectsAt, stringAt, stringEntriesAt } from '../../events/json-path.ts';
import type { ResourceRef } from '../../events/object-ref.ts';
import { objectKey, resourceKey } from '../../events/object-ref.ts';
import { splitSealed } from '../../events/sealed-object.ts';
import type { Entry, Snapshot } from '../cluster-state/cluster-state.ts';
import type { OrderedMapEditor } from '../ordered-map/ordered-map.ts';
import { createOrderedMap } from '../ordered-map/ordered-map.ts';

/**
 * What objects can be found by besides their name. Labels and fields of sealed kinds are encrypted and found by
 * nothing. A field's value is '' where the object has none.
 */
export type Attribute =
  | { readonly by: 'controller'; readonly uid: string }
  | { readonly by: 'owner'; readonly uid: string }
  | { readonly by: 'label'; readonly key: string; readonly value: string }
  | { readonly by: 'field'; readonly field: string; readonly value: string };

/** Readers of a resource's selectable fields, by name (KindDefinition.selectable). */
export type SelectableFields = (resource: ResourceRef) => Readonly<Record<string, (object: JsonObject) => string>>;

/**
 * Secondary indexes over a cluster state. Each is built when first asked for and from then on moved from snapshot to
 * snapshot by what differs between them; each entry's body is parsed at most once. Asking for an older snapshot than
 * last time is answered as rightly, only slower.
 */
export interface ObjectIndex {
  /** Entries of the snapshot with the attribute, ordered by namespace then name. */
  find(snapshot: Snapshot, query: { readonly resource: ResourceRef; readonly attribute: Attribute; readonly namespace?: string }): Iterable<Entry>;
}

type Family = 'controller' | 'owner' | 'label' | `field ${string}`;

interface Built {
  at: Snapshot;
  readonly entries: OrderedMapEditor<Entry>;
}

const decoder = (): ((bytes: Uint8Array) => string) => {
  const utf8 = new TextDecoder('utf-8');
  return (bytes) => utf8.decode(bytes);
};

const ownerUids = (object: JsonObject, controllersOnly: boolean): readonly string[] =>
  objectsAt(object, 'metadata', 'ownerReferences')
    .filter(({ controller }) => !controllersOnly || controller === true)
    .map((reference) => stringAt(reference, 'uid'));

const familyOf = (attribute: Attribute): Family => (attribute.by === 'field' ? `field ${attribute.field}` : attribute.by);

const labelTerm = (key: string, value: string): string => `${key}=${value}`;

const termOf = (attribute: Attribute): string => {
  switch (attribute.by) {
    case 'controller':
    case 'owner':
      return attribute.uid;
    case 'label':
      return labelTerm(attribute.key, attribute.value);
    case 'field':
      return attribute.value;
  }
};

/** A term ends with NUL, which occurs in no key. */
const indexKey = (term: string, entry: Entry): string => `${term}\0${objectKey(entry.namespace, entry.name)}`;

type TermsByFamily = ReadonlyMap<Family, readonly string[]>;

/** Reads an entry's terms, parsing its body once for all families and not keeping it. An unreadable object has none. */
const createTermReader = (selectable: SelectableFields): ((entry: Entry) => TermsByFamily) => {
  const text = decoder();
  const parse = (entry: Entry): JsonObject => {
    if (entry.quarantined !== undefined) return {};
    try {
      const value: unknown = JSON.parse(text(entry.form === 'sealed' ? splitSealed(entry.body).clear : entry.body));
      return isJsonObject(value) ? value : {};
    } catch {
      return {};
    }
  };
  return (entry) => {
    const object = parse(entry);
    const found = new Map<Family, readonly string[]>([
      ['controller', ownerUids(object, true)],
      ['owner', ownerUids(object, false)],
      ['label', stringEntriesAt(objectAt(object, 'metadata'), 'labels').map(([key, value]) => labelTerm(key, value))],
    ]);
    if (entry.form === 'json') for (const [field, read] of Object.entries(selectable(entry))) found.set(`field ${field}`, [read(object)]);
    return found;
  };
};

export const createObjectIndex = (selectable: SelectableFields = () => ({})): ObjectIndex => {
  const readTerms = createTermReader(selectable);
  const terms = new WeakMap<Entry, TermsByFamily>();
  const built = new Map<string, Built>();

  const termsOf = (entry: Entry, family: Family): readonly string[] => {
    let known = terms.get(entry);
    if (known === undefined) {
      known = readTerms(entry);
      terms.set(entry, known);
    }
    return known.get(family) ?? [];
  };

  const replace = (into: OrderedMapEditor<Entry>, family: Family, change: { readonly before: Entry | undefined; readonly after: Entry | undefined }): void => {
    const { before, after } = change;
    // The same version in another place: its body was moved.
    if (before !== undefined && after !== undefined && before.sequence === after.sequence) {
      const known = terms.get(before);
      if (known !== undefined) terms.set(after, known);
    }
    if (before !== undefined) for (const term of termsOf(before, family)) into.delete(indexKey(term, before));
    if (after !== undefined) for (const term of termsOf(after, family)) into.set(indexKey(term, after), after);
  };

  const build = (snapshot: Snapshot, resource: ResourceRef, family: Family): Built => {
    const entries = createOrderedMap<Entry>();
    for (const entry of snapshot.list(resource)) replace(entries, family, { before: undefined, after: entry });
    return { at: snapshot, entries };
  };

  const upToDate = (snapshot: Snapshot, resource: ResourceRef, family: Family): OrderedMapEditor<Entry> => {
    const key = `${resourceKey(resource)} ${family}`;
    const known = built.get(key);
    if (known?.at === snapshot) return known.entries;
    if (known === undefined || snapshot.differences === undefined) {
      const fresh = build(snapshot, resource, family);
      built.set(key, fresh);
      return fresh.entries;
    }
    for (const change of snapshot.differences(resource, known.at)) replace(known.entries, family, change);
    known.at = snapshot;
    return known.entries;
  };

  return {
    find: (snapshot, { resource, attribute, namespace }) => {
      const term = termOf(attribute);
      const entries = upToDate(snapshot, resource, familyOf(attribute)).freeze();
      if (namespace === undefined || namespace === '') return entries.range(`${term}\0`, `${term}\x01`);
      return entries.range(`${term}\0${namespace}/`, `${term}\0${namespace}0`);
    },
  };
};
