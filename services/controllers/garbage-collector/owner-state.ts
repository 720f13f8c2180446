import type { ResourceRef } from '../../../events/object-ref.ts';
import type { Kinds } from '../../../events/resources/kinds.ts';
import type { KindDefinition } from '../../../events/schema/kind.ts';
import type { ObjectMeta, OwnerReference } from '../../../events/resources/_types/meta.ts';
import type { View, Viewed } from '../../kit/reconciler.ts';

export const FOREGROUND = 'foregroundDeletion';
export const ORPHAN = 'orphan';

/** Any stored object, by its metadata. */
export interface Item {
  readonly kind: string;
  readonly apiVersion: string;
  readonly metadata: ObjectMeta;
}

export const itemOf = (view: View, { group, resource }: ResourceRef, at: { readonly namespace: string; readonly name: string }): Viewed<Item> | undefined =>
  view.get<Item>({ group, resource }, at.namespace, at.name);

/**
 * solid: keeps its dependents. absent: not there, or another object of that name. waiting: being deleted in the
 * foreground until its dependents are gone. unknown: a kind this cluster does not serve, a namespaced owner of a
 * cluster-scoped object, or an owner that cannot be read; nothing can be said, so nothing is collected.
 */
export type OwnerState = 'solid' | 'absent' | 'waiting' | 'unknown';

const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '');

export const isDeleting = ({ metadata }: Item): boolean => metadata.deletionTimestamp !== undefined;
export const hasFinalizer = ({ metadata }: Item, finalizer: string): boolean => metadata.finalizers?.includes(finalizer) === true;
export const waitsForDependents = (item: Item): boolean => isDeleting(item) && hasFinalizer(item, FOREGROUND);

/** The kind a reference means, in whichever version of its group it was written. */
export const referredKind = (kinds: Kinds, { apiVersion, kind }: OwnerReference): KindDefinition | undefined =>
  kinds.all().map(({ definition }) => definition).find((known) => known.group === groupOf(apiVersion) && known.kind === kind);

/** A reference's owner as of the view's position. */
export const ownerState = (view: View, kinds: Kinds, { reference, namespace }: { readonly reference: OwnerReference; readonly namespace: string }): OwnerState => {
  const definition = referredKind(kinds, reference);
  if (definition === undefined || (definition.namespaced && namespace === '')) return 'unknown';
  const at = { namespace: definition.namespaced ? namespace : '', name: reference.name };
  if (view.snapshot().get(definition, at.namespace, at.name)?.quarantined !== undefined) return 'unknown';
  const owner = itemOf(view, definition, at);
  if (owner === undefined || owner.object.metadata.uid !== reference.uid) return 'absent';
  return waitsForDependents(owner.object) ? 'waiting' : 'solid';
};
