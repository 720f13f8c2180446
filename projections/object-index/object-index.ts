import type { JsonObject } from '../../events/json.ts';
import { objectsAt, stringAt, valueAt } from '../../events/json-path.ts';
import type { ResourceRef } from '../../events/object-ref.ts';
import { resourceKey } from '../../events/object-ref.ts';
import type { Entry, Snapshot } from '../cluster-state/cluster-state.ts';
import type { AttributeIndex, IndexedMoment, TermReader } from './attribute-index.ts';
import { createAttributeIndex } from './attribute-index.ts';
import { metadataField, withoutMetadata } from './partial-json.ts';

/**
 * What objects can be found by besides their name. Labels and fields of sealed kinds are encrypted and found by
 * nothing. A field's value is '' where the object has none; an absent label is no label.
 */
export type Attribute =
  | { readonly by: 'controller' }
  | { readonly by: 'owner' }
  | { readonly by: 'label'; readonly key: string }
  | { readonly by: 'field'; readonly field: string };

/** Readers of a resource's selectable fields, by name (KindDefinition.selectable); none looks at the metadata. */
export type SelectableFields = (resource: ResourceRef) => Readonly<Record<string, (object: JsonObject) => string>>;

/**
 * Secondary indexes over a cluster state, one for each attribute asked for, built when first asked for and from then on
 * moved from snapshot to snapshot by what differs between them. Asking for an older snapshot than last time is answered
 * as rightly, only slower. Those not asked for longest are dropped when there are many.
 */
export interface ObjectIndex {
  /** Entries whose attribute has the value (an owner's is its uid), ordered by namespace then name. */
  find(snapshot: Snapshot, query: { readonly resource: ResourceRef; readonly attribute: Attribute; readonly value: string; readonly namespace?: string }): Iterable<Entry>;
  /** The attribute's index as of the snapshot, for those who must not hold up others: awaits `pause` every few entries. */
  at(snapshot: Snapshot, query: { readonly resource: ResourceRef; readonly attribute: Attribute; readonly pause: () => Promise<void> }): Promise<IndexedMoment>;
}

/** Indexes kept at once; a client that asks by one label after another only makes itself slow. */
const MOST_INDEXES = 48;

const ownerUids = (bytes: Uint8Array, controllersOnly: boolean): readonly string[] =>
  objectsAt(metadataField(bytes, 'ownerReferences'))
    .filter(({ controller }) => !controllersOnly || controller === true)
    .map((reference) => stringAt(reference, 'uid'));

const nameOf = (attribute: Attribute): string => {
  if (attribute.by === 'label') return `label ${attribute.key}`;
  return attribute.by === 'field' ? `field ${attribute.field}` : attribute.by;
};

const readerOf = (attribute: Attribute, fields: ReturnType<SelectableFields>): TermReader => {
  switch (attribute.by) {
    case 'controller': return (bytes) => ownerUids(bytes, true);
    case 'owner': return (bytes) => ownerUids(bytes, false);
    case 'label': return (bytes) => {
      const label = valueAt(metadataField(bytes, 'labels'), attribute.key);
      return typeof label === 'string' ? [label] : [];
    };
    case 'field': {
      const read = fields[attribute.field];
      return read === undefined ? () => [] : (bytes) => [read(withoutMetadata(bytes))];
    }
  }
};

interface Kept {
  readonly index: AttributeIndex;
  /** The last gentle move, so that the next one waits for it. */
  moving: Promise<unknown>;
}

const exhaust = (steps: Iterable<void>): void => {
  const iterator = steps[Symbol.iterator]();
  while (iterator.next().done !== true);
};

export const createObjectIndex = (selectable: SelectableFields = () => ({})): ObjectIndex => {
  const kept = new Map<string, Kept>();

  const indexOf = (resource: ResourceRef, attribute: Attribute): Kept => {
    const key = `${resourceKey(resource)} ${nameOf(attribute)}`;
    const known = kept.get(key) ?? { index: createAttributeIndex(resource, readerOf(attribute, selectable(resource))), moving: Promise.resolve() };
    kept.delete(key);
    kept.set(key, known);
    const [oldest] = kept.keys();
    if (kept.size > MOST_INDEXES && oldest !== undefined) kept.delete(oldest);
    return known;
  };

  const move = async (index: AttributeIndex, snapshot: Snapshot, pause: () => Promise<void>): Promise<IndexedMoment> => {
    for (const _step of index.moveTo(snapshot)) await pause();
    return index.moment();
  };

  return {
    find: (snapshot, { resource, attribute, value, namespace }) => {
      const { index } = indexOf(resource, attribute);
      exhaust(index.moveTo(snapshot));
      return index.moment().withTerm(value, { namespace });
    },
    at: (snapshot, { resource, attribute, pause }) => {
      const found = indexOf(resource, attribute);
      const moved = found.moving.then(() => move(found.index, snapshot, pause));
      found.moving = moved.catch(() => undefined);
      return moved;
    },
  };
};
