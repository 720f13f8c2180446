import type { JsonObject } from '../../../events/json.ts';
import { listAt, objectAt, objectsAt, stringAt, withValueAt } from '../../../events/json-path.ts';
import type { ObjectRef } from '../../../events/object-ref.ts';
import { resourceKey } from '../../../events/object-ref.ts';
import type { OwnerReference } from '../../../events/resources/_types/meta.ts';
import { batchesOf } from '../../kit/batches.ts';
import type { DeleteObject, UpdateObject } from '../../kit/command.ts';
import type { Plan, Viewed } from '../../kit/reconciler.ts';
import type { Item, OwnerState } from './owner-state.ts';
import { FOREGROUND, ORPHAN, hasFinalizer, isDeleting, waitsForDependents } from './owner-state.ts';

const MAX_ORPHANED_PER_BATCH = 100;

/** An object the collector looks at, its owners as they are, its dependents as the owners' index has them. */
export interface CollectorInputs {
  readonly ref: ObjectRef;
  readonly item: Viewed<Item>;
  readonly owners: readonly { readonly reference: OwnerReference; readonly state: OwnerState }[];
  readonly dependents: readonly Dependent[];
  /** Position of the log at which owners were looked up. */
  readonly position: number;
}

/** `item` is absent when the index knows of an object the view does not show yet: it counts, and cannot be written. */
export interface Dependent {
  readonly ref: ObjectRef;
  readonly item: Viewed<Item> | undefined;
}

const NOTHING: Plan = { batches: [] };

const expected = ({ entry, object }: Viewed<Item>): { readonly uid?: string; readonly sequence: number } =>
  ({ sequence: entry.sequence, ...(object.metadata.uid !== undefined && { uid: object.metadata.uid }) });

type MetadataChange = (metadata: JsonObject) => JsonObject;

/** Changes metadata of the object as stored: of a sealed one the view shows a part only, and the rest must stay. */
const rewrite = (ref: ObjectRef, item: Viewed<Item>, { change, reason }: { readonly change: MetadataChange; readonly reason: string }): UpdateObject =>
  ({ verb: 'update', ref, object: (current) => withValueAt(current, ['metadata'], change(objectAt(current, 'metadata'))), expect: expected(item), reason });

const withoutFinalizer = (ref: ObjectRef, item: Viewed<Item>, { finalizer, reason }: { readonly finalizer: string; readonly reason: string }): UpdateObject =>
  rewrite(ref, item, { change: (metadata) => ({ ...metadata, finalizers: listAt(metadata, 'finalizers').filter((name) => name !== finalizer) }), reason });

const withoutReferences = (uids: ReadonlySet<string>): MetadataChange => (metadata) =>
  ({ ...metadata, ownerReferences: objectsAt(metadata, 'ownerReferences').filter((reference) => !uids.has(stringAt(reference, 'uid'))) });

const refersTo = ({ object }: Viewed<Item>, uid: string | undefined): OwnerReference | undefined =>
  object.metadata.ownerReferences?.find((reference) => reference.uid === uid);

const blocks = ({ item }: Dependent, uid: string | undefined): boolean => item === undefined || refersTo(item, uid)?.blockOwnerDeletion === true;

/** An owner being deleted in the foreground goes once no dependent blocks it. Dependents are collected on their own keys. */
const foreground = ({ ref, item, dependents }: CollectorInputs): Plan => {
  const blocking = dependents.filter((dependent) => blocks(dependent, item.object.metadata.uid));
  if (blocking.length > 0) return NOTHING;
  return { batches: [[withoutFinalizer(ref, item, { finalizer: FOREGROUND, reason: 'no dependent blocks its deletion any more' })]] };
};

/** Dependents lose their reference, then the owner its finalizer; batches hold one resource each. */
const orphan = ({ ref, item, dependents }: CollectorInputs): Plan => {
  const { uid } = item.object.metadata;
  if (dependents.some((dependent) => dependent.item === undefined)) return NOTHING;
  const byResource = Map.groupBy(dependents, (dependent) => resourceKey(dependent.ref));
  const releaseOf = ({ ref: at, item: dependent }: Dependent): readonly UpdateObject[] => {
    if (dependent === undefined || refersTo(dependent, uid) === undefined) return [];
    return [rewrite(at, dependent, { change: withoutReferences(new Set([uid ?? ''])), reason: `its owner ${resourceKey(ref)} ${ref.name} is deleted leaving orphans` })];
  };
  const releases = [...byResource.values()].flatMap((group) => group[0] === undefined ? [] : batchesOf(group[0].ref, group.flatMap(releaseOf), MAX_ORPHANED_PER_BATCH));
  return { batches: [...releases, [withoutFinalizer(ref, item, { finalizer: ORPHAN, reason: 'its dependents are orphans now' })]] };
};

const ownerText = ({ kind, name }: OwnerReference): string => `${kind} ${name}`;

const factsOf = ({ owners, position }: CollectorInputs): JsonObject =>
  ({ owners: owners.map(({ reference: { apiVersion, kind, name, uid }, state }) => ({ apiVersion, kind, name, uid, state })), position });

const propagationOf = (item: Item): 'Background' | 'Foreground' | 'Orphan' => {
  if (hasFinalizer(item, ORPHAN)) return 'Orphan';
  return hasFinalizer(item, FOREGROUND) ? 'Foreground' : 'Background';
};

const removal = (inputs: CollectorInputs, propagation: DeleteObject['propagation'], reason: string): Plan => ({
  batches: [[{ verb: 'delete', ref: inputs.ref, expect: expected(inputs.item), ...(propagation && { propagation }), reason, facts: factsOf(inputs) }]],
});

/** Some owner keeps the object: references to the others go. */
const drop = (inputs: CollectorInputs, gone: readonly OwnerReference[]): Plan => {
  if (gone.length === 0) return NOTHING;
  const uids = new Set(gone.map(({ uid }) => uid));
  const command = rewrite(inputs.ref, inputs.item, { change: withoutReferences(uids), reason: `gone owners: ${gone.map(ownerText).join(', ')}` });
  return { batches: [[{ ...command, facts: factsOf(inputs) }]] };
};

/** Two objects in the foreground that own each other would wait for ever: the object stops blocking its owners. */
const unblocked = ({ ref, item }: CollectorInputs): Plan | undefined => {
  const references = item.object.metadata.ownerReferences ?? [];
  if (!references.some(({ blockOwnerDeletion }) => blockOwnerDeletion === true)) return undefined;
  const change: MetadataChange = (metadata) =>
    ({ ...metadata, ownerReferences: objectsAt(metadata, 'ownerReferences').map((reference) => ({ ...reference, blockOwnerDeletion: false })) });
  return { batches: [[rewrite(ref, item, { change, reason: 'it and its owner wait for each other' })]] };
};

const collect = (inputs: CollectorInputs): Plan => {
  const { owners, dependents, item } = inputs;
  const inState = (state: OwnerState): readonly OwnerReference[] => owners.filter((owner) => owner.state === state).map(({ reference }) => reference);
  const [absent, waiting] = [inState('absent'), inState('waiting')];
  if (inState('unknown').length > 0) return NOTHING;
  if (inState('solid').length > 0) return drop(inputs, [...absent, ...waiting]);
  if (waiting.length > 0 && dependents.length > 0) {
    const circular = dependents.some((dependent) => dependent.item !== undefined && waitsForDependents(dependent.item.object));
    return (circular ? unblocked(inputs) : undefined) ?? removal(inputs, 'Foreground', `its owner ${waiting.map(ownerText).join(', ')} is being deleted in the foreground`);
  }
  const reason = waiting.length > 0 ? `its owner ${waiting.map(ownerText).join(', ')} is being deleted in the foreground` : `its owner ${absent.map(ownerText).join(', ')} is gone`;
  return removal(inputs, propagationOf(item.object), reason);
};

/**
 * Upstream's garbage collector for one object: as an owner being deleted (orphan, then foreground), and as a dependent
 * of owners that are gone. An object already being deleted is left to its finalizers and its node.
 */
export const planCollection = (inputs: CollectorInputs): Plan => {
  const { object } = inputs.item;
  if (isDeleting(object) && hasFinalizer(object, ORPHAN)) return orphan(inputs);
  if (waitsForDependents(object)) return foreground(inputs);
  return isDeleting(object) || inputs.owners.length === 0 ? NOTHING : collect(inputs);
};
