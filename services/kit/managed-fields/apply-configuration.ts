import type { JsonObject } from '../../../events/json.ts';
import { jsonEqual } from '../../../events/json-equal.ts';
import { objectAt, withValueAt } from '../../../events/json-path.ts';
import type { CompiledKind, FieldSet } from '../../../events/schema/compiled-kind.ts';
import { differenceOfFieldSets, intersectFieldSets, isEmptyFieldSet, unionFieldSets } from '../../../events/schema/field-set.ts';
import { allowedByLastApplied } from './last-applied.ts';
import type { ManagedEntry } from './managed-entry.ts';
import { entryIdentity, formatManagedFields, parseManagedFields } from './managed-entry.ts';
import type { ManagerConflict } from './manager-conflict.ts';
import { ownedPart } from './owned-part.ts';
import { prune } from './prune.ts';
import type { ServedVersions } from './served-versions.ts';
import { apiVersionOf, convert } from './served-versions.ts';

export interface Applying {
  /** The served version the configuration is in. */
  readonly kind: CompiledKind;
  readonly versions: ServedVersions;
  /** The stored object; absent when the apply creates it. */
  readonly stored: JsonObject | undefined;
  /** Has passed `kind.apply.check`. */
  readonly config: JsonObject;
  readonly manager: string;
  /** `''` for the main resource. */
  readonly subresource: string;
  /** Takes what others own and the configuration changes. */
  readonly force: boolean;
  /** RFC 3339 in seconds. */
  readonly time: string;
}

/** An apply's result in the configuration's version, not yet decoded, and everybody's fields afterwards; or whose fields it would change. */
export type Applied =
  | { readonly ok: true; readonly object: JsonObject; readonly managedFields: readonly JsonObject[] }
  | { readonly ok: false; readonly conflicts: readonly ManagerConflict[] };

/** Owns what was there before anything was recorded. */
const BEFORE_FIRST_APPLY = 'before-first-apply';

const withoutManaged = (object: JsonObject): JsonObject => withValueAt(object, ['metadata', 'managedFields'], undefined);

const liveOf = ({ kind, stored }: Applying): JsonObject => (stored === undefined ? kind.normalize({}) : withoutManaged(kind.fromStored(stored)));

/** Entries of versions that are still served; of an object nobody's fields are recorded of, one that owns it all. */
const entriesOf = ({ kind, versions, stored, subresource, time }: Applying): readonly ManagedEntry[] => {
  const recorded = parseManagedFields(objectAt(stored, 'metadata')) ?? [];
  if (recorded.length > 0 || stored === undefined) return recorded.filter(({ apiVersion }) => versions(apiVersion) !== undefined);
  const fields = ownedPart(kind.definition, subresource, kind.createdFields(withoutManaged(kind.fromStored(stored))));
  const first: ManagedEntry = { manager: BEFORE_FIRST_APPLY, operation: 'Update', apiVersion: apiVersionOf(kind), subresource, time, fields };
  return isEmptyFieldSet(fields) ? [] : [first];
};

interface Difference {
  readonly changed: FieldSet;
  readonly removed: FieldSet;
}

/** How the object differs, by the fields of each version that managers speak. */
const differencesOf = ({ kind, versions, subresource }: Applying, live: JsonObject, object: JsonObject): ((apiVersion: string) => Difference) => {
  const known = new Map<string, Difference>();
  return (apiVersion) => {
    const found = known.get(apiVersion);
    if (found !== undefined) return found;
    const version = versions(apiVersion) ?? kind;
    const { changed, removed } = version.compare(convert(live, kind, version), convert(object, kind, version));
    const difference = { changed: ownedPart(version.definition, subresource, changed), removed: ownedPart(version.definition, subresource, removed) };
    known.set(apiVersion, difference);
    return difference;
  };
};

/** Conflicts that remain when client-side apply's record of the object is kubectl's too. */
const withoutLastApplied = (conflicts: readonly ManagerConflict[], { kind, manager }: Applying, live: JsonObject): readonly ManagerConflict[] => {
  const allowed = manager === 'kubectl' && conflicts.length > 0 ? allowedByLastApplied(kind, live) : undefined;
  if (allowed === undefined) return conflicts;
  return conflicts.map(({ entry, fields }) => ({ entry, fields: differenceOfFieldSets(fields, allowed) })).filter(({ fields }) => !isEmptyFieldSet(fields));
};

const isOf = (entry: ManagedEntry, self: ManagedEntry): boolean => entryIdentity(entry) === entryIdentity(self);

/**
 * Server-side apply: merges a configuration into the stored object, removes what the manager gave up and nobody else owns, and
 * records who owns what. Other managers' fields that it changes are conflicts, or with `force` taken from them; fields of equal
 * value are shared. Applying the same again changes nothing, not even a time. Pure.
 */
export const applyConfiguration = (applying: Applying): Applied => {
  const { kind, config, manager, subresource, force, time } = applying;
  const live = liveOf(applying);
  const fields = ownedPart(kind.definition, subresource, kind.fieldSet(config));
  const now: ManagedEntry = { manager, operation: 'Apply', apiVersion: apiVersionOf(kind), subresource, time, fields };
  const entries = entriesOf(applying);
  const last = entries.find((entry) => isOf(entry, now));
  const others = entries.filter((entry) => entry !== last);
  const object = prune(kind.apply.merge(live, config), { kind, versions: applying.versions, last, now, others });
  const differenceIn = differencesOf(applying, live, object);
  const conflicts = others
    .map((entry) => ({ entry, fields: intersectFieldSets(entry.fields, differenceIn(entry.apiVersion).changed) }))
    .filter((conflict) => !isEmptyFieldSet(conflict.fields));
  const remaining = force ? [] : withoutLastApplied(conflicts, applying, live);
  if (remaining.length > 0) return { ok: false, conflicts: remaining };
  const kept = others.map((entry) => {
    const { changed, removed } = differenceIn(entry.apiVersion);
    return { ...entry, fields: differenceOfFieldSets(entry.fields, unionFieldSets(changed, removed)) };
  });
  const unmoved = last !== undefined && jsonEqual(live, object);
  return { ok: true, object, managedFields: formatManagedFields([...kept, unmoved ? { ...now, time: last.time } : now]) };
};
