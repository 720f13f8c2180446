import type { JsonObject } from '../../../events/json.ts';
import type { NamespacedMeta, ObjectMeta, OwnerReference } from '../../../events/resources/_types/meta.ts';
import { labelSelectorOf } from '../../../events/meta/label-selector.ts';
import type { Viewed } from '../../kit/reconciler.ts';

/** Any namespaced object that may be owned. */
export interface Owned {
  readonly metadata: NamespacedMeta;
}

/** An owner as references name it. */
export interface Owner {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: NamespacedMeta;
}

export const controllerOf = (metadata: Pick<ObjectMeta, 'ownerReferences'>): OwnerReference | undefined =>
  metadata.ownerReferences?.find(({ controller }) => controller === true);

/** The reference of a controlling owner, as upstream's NewControllerRef. */
export const controllerReference = ({ apiVersion, kind, metadata }: Owner): OwnerReference =>
  ({ apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true, blockOwnerDeletion: true });

/** Who of the candidates belongs to the owner, and what must be written to make it so. */
export interface Claim<T extends Owned> {
  /** Already controlled by the owner, and matching. */
  readonly owned: readonly Viewed<T>[];
  /** Orphans that match: to be given the owner's reference. */
  readonly adopt: readonly Viewed<T>[];
  /** Controlled by the owner but matching no longer: to lose its reference. */
  readonly release: readonly Viewed<T>[];
}

interface Claiming {
  readonly uid: string;
  readonly deleting: boolean;
  readonly matches: (labels: NamespacedMeta['labels']) => boolean;
}

const roleOf = ({ labels, deletionTimestamp, ownerReferences }: NamespacedMeta, { uid, deleting, matches }: Claiming): keyof Claim<Owned> | undefined => {
  const controller = controllerOf({ ownerReferences });
  if (controller === undefined) return !deleting && deletionTimestamp === undefined && matches(labels) ? 'adopt' : undefined;
  if (controller.uid !== uid) return undefined;
  if (matches(labels)) return 'owned';
  return deleting ? undefined : 'release';
};

/**
 * Upstream's ClaimObjects. An owner being deleted neither adopts nor releases; an orphan being deleted is left alone;
 * what another controller owns is ignored whatever its labels.
 */
export const claim = <T extends Owned>({ metadata: { uid, deletionTimestamp } }: Owner, selector: JsonObject, candidates: readonly Viewed<T>[]): Claim<T> => {
  const claiming = { uid, deleting: deletionTimestamp !== undefined, matches: labelSelectorOf(selector).matches };
  const claimed: { readonly [K in keyof Claim<T>]: Viewed<T>[] } = { owned: [], adopt: [], release: [] };
  for (const candidate of candidates) {
    const role = roleOf(candidate.object.metadata, claiming);
    if (role !== undefined) claimed[role].push(candidate);
  }
  return claimed;
};

export const withOwner = <T extends Owned>(object: T, owner: Owner): T =>
  ({ ...object, metadata: { ...object.metadata, ownerReferences: [...(object.metadata.ownerReferences ?? []), controllerReference(owner)] } });

/** Without the references to the uids. */
export const withoutOwners = <T extends { readonly metadata: Pick<ObjectMeta, 'ownerReferences'> }>(object: T, uids: ReadonlySet<string>): T => {
  const ownerReferences = object.metadata.ownerReferences?.filter(({ uid }) => !uids.has(uid));
  return { ...object, metadata: { ...object.metadata, ownerReferences } };
};
