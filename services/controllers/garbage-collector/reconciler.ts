import type { ObjectRef, ResourceRef } from '../../../events/object-ref.ts';
import { resourceKey } from '../../../events/object-ref.ts';
import { jsonEqual } from '../../../events/json-equal.ts';
import type { Kinds } from '../../../events/resources/kinds.ts';
import type { Change } from '../../../projections/cluster-state/cluster-state.ts';
import type { Owners } from '../../../projections/owners/owners.ts';
import type { Reconciler, View } from '../../kit/reconciler.ts';
import type { CollectorInputs } from './plan.ts';
import { planCollection } from './plan.ts';
import type { Item } from './owner-state.ts';
import { FOREGROUND, ORPHAN, hasFinalizer, isDeleting, itemOf, ownerState, referredKind } from './owner-state.ts';

const RESYNC_MS = 600_000;

const keyOf = (ref: ObjectRef): string => `${resourceKey(ref)}|${ref.namespace}|${ref.name}`;

const refOfKey = (key: string): ObjectRef => {
  const [full = '', namespace = '', name = ''] = key.split('|');
  const dot = full.indexOf('.');
  return { group: dot === -1 ? '' : full.slice(dot + 1), resource: dot === -1 ? full : full.slice(0, dot), namespace, name };
};

/** The owners index is fed by the process with every commit before reconcilers are told of it. */
export interface CollectorDeps {
  readonly kinds: Kinds;
  readonly owners: Pick<Owners, 'dependentsOf' | 'concerned'>;
}

const inputsOf = (view: View, ref: ObjectRef, { kinds, owners }: CollectorDeps): CollectorInputs | undefined => {
  const item = itemOf(view, ref, ref);
  if (item === undefined) return undefined;
  const { ownerReferences = [], uid = '' } = item.object.metadata;
  return {
    ref,
    item,
    owners: ownerReferences.map((reference) => ({ reference, state: ownerState(view, kinds, { reference, namespace: ref.namespace }) })),
    dependents: owners.dependentsOf(uid).map((dependent) => ({ ref: dependent, item: itemOf(view, dependent, dependent) })),
    position: view.snapshot().position('EVENTS'),
  };
};

const ownerKeys = ({ metadata }: Item, { kinds }: CollectorDeps, namespace: string): readonly string[] =>
  (metadata.ownerReferences ?? []).flatMap((reference) => {
    const definition = referredKind(kinds, reference);
    if (definition === undefined) return [];
    const { group, resource, namespaced } = definition;
    return [keyOf({ group, resource, namespace: namespaced ? namespace : '', name: reference.name })];
  });

const waits = (item: Item): boolean => isDeleting(item) && (hasFinalizer(item, FOREGROUND) || hasFinalizer(item, ORPHAN));

/** An object that goes may be somebody's owner; one that stays matters for its owners and its own deletion alone. */
const concernsCollector = ({ operation, entry, before }: Pick<Change, 'operation' | 'entry' | 'before'>, { search }: View): boolean =>
  operation === 'delete' || search.mentions(entry, 'ownerReferences', 'deletionTimestamp') || (before !== undefined && search.mentions(before, 'ownerReferences'));

/**
 * An object with owners concerns itself; gone, or waiting for its dependents, it concerns them; going, it concerns the
 * owners that may wait for it.
 */
const keysOf = ({ operation, entry, before }: Change, view: View, deps: CollectorDeps): readonly string[] => {
  if (!concernsCollector({ operation, entry, before }, view)) return [];
  const resource = { group: entry.group, resource: entry.resource };
  const item = view.read<Item>(resource, entry).object;
  const dependents = (): readonly string[] => deps.owners.dependentsOf(item.metadata.uid ?? '').map(keyOf);
  if (operation === 'delete') return [...dependents(), ...ownerKeys(item, deps, entry.namespace)];
  if (waits(item)) return [keyOf(entry), ...dependents()];
  const mine = (item.metadata.ownerReferences ?? []).length > 0 ? [keyOf(entry)] : [];
  const previous = before === undefined ? undefined : view.read<Item>(resource, before).object;
  const changed = previous !== undefined && !jsonEqual(previous.metadata.ownerReferences, item.metadata.ownerReferences);
  return changed ? [...mine, ...ownerKeys(previous, deps, entry.namespace)] : mine;
};

/** Deletes what no owner keeps, and carries out foreground and orphaning deletions. Keys are `resource.group|namespace|name`. */
export const createGarbageCollector = (deps: CollectorDeps): Reconciler => ({
  name: 'garbage-collector-controller',
  actor: 'system:serviceaccount:kube-system:generic-garbage-collector',
  watches: deps.kinds.all().map(({ definition: { group, resource } }) => {
    const watched: ResourceRef = { group, resource };
    return { resource: watched, keys: (change: Change, view: View) => keysOf(change, view, deps) };
  }),
  allKeys: () => [...deps.owners.concerned()].map(keyOf),
  resyncMs: RESYNC_MS,
  plan: (view, key) => {
    const inputs = inputsOf(view, refOfKey(key), deps);
    return inputs === undefined ? { batches: [] } : planCollection(inputs);
  },
});
