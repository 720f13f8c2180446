import type { Json, JsonObject } from '../../../events/json.ts';
import type { CompiledKind, FieldSet } from '../../../events/schema/compiled-kind.ts';
import { isJsonObject } from '../../../events/json.ts';
import { isJsonArray, objectAt } from '../../../events/json-path.ts';
import { differenceOfFieldSets, isEmptyFieldSet, unionFieldSets } from '../../../events/schema/field-set.ts';
import { capUpdateEntries } from './cap-update-entries.ts';
import type { ManagedEntry } from './managed-entry.ts';
import { entryIdentity, formatManagedFields, parseManagedFields } from './managed-entry.ts';
import { ownedPart } from './owned-part.ts';
import type { ServedVersions } from './served-versions.ts';
import { apiVersionOf } from './served-versions.ts';

export interface ManagedUpdate {
  /** The served version of the request. */
  readonly kind: CompiledKind;
  readonly versions: ServedVersions;
  /** The stored object; absent on a create. */
  readonly before: JsonObject | undefined;
  /** What is written, in the stored normal form; whatever its `metadata.managedFields` are. */
  readonly after: JsonObject;
  /** `metadata.managedFields` of the request's body, an empty list included: it is a wish. */
  readonly sent: Json | undefined;
  /** The manager's name. */
  readonly manager: string;
  /** `status`, `scale`…; `''` for the main resource. */
  readonly subresource: string;
  /** RFC 3339 in seconds. */
  readonly time: string;
}

const isReset = (managedFields: Json | undefined): boolean => {
  if (!isJsonArray(managedFields)) return false;
  const [first, ...others] = managedFields;
  return first === undefined || (others.length === 0 && isJsonObject(first) && Object.keys(first).length === 0);
};

/** The entries the update starts from: those of the body if it has any, else the stored ones. */
const startingEntries = ({ before, sent, subresource }: ManagedUpdate): readonly ManagedEntry[] => {
  const stored = (): readonly ManagedEntry[] => parseManagedFields(objectAt(before, 'metadata')) ?? [];
  if (subresource !== '' || sent === undefined) return stored();
  if (isReset(sent)) return [];
  const given = parseManagedFields({ managedFields: sent }) ?? [];
  return given.length > 0 ? given : stored();
};

interface Difference {
  readonly changed: FieldSet;
  readonly removed: FieldSet;
}

const NOTHING: FieldSet = {};

/** How the object differs by a version's fields, but for what the (sub)resource resets. */
const differenceIn = (version: CompiledKind, { before, after, subresource }: ManagedUpdate): Difference => {
  const { definition } = version;
  const now = version.fromStored(after);
  if (before === undefined) return { changed: ownedPart(definition, subresource, version.createdFields(now)), removed: NOTHING };
  const { changed, removed } = version.compare(version.fromStored(before), now);
  return { changed: ownedPart(definition, subresource, changed), removed: ownedPart(definition, subresource, removed) };
};

type FieldsLost = (apiVersion: string) => FieldSet;

/** What others lose, in the fields of the version each of them spoke. */
const lostBy = (update: ManagedUpdate, { changed, removed }: Difference): FieldsLost => {
  const { kind, versions } = update;
  const known = new Map([[apiVersionOf(kind), unionFieldSets(changed, removed)]]);
  return (apiVersion) => {
    const lost = known.get(apiVersion);
    if (lost !== undefined) return lost;
    const difference = differenceIn(versions(apiVersion) ?? kind, update);
    const found = unionFieldSets(difference.changed, difference.removed);
    known.set(apiVersion, found);
    return found;
  };
};

/** Takes what changed or went from everyone, then gives what changed to the one who did it. */
const moveOwnership = (entries: readonly ManagedEntry[], { changed, lost }: { readonly changed: FieldSet; readonly lost: FieldsLost }, self: ManagedEntry): readonly ManagedEntry[] => {
  const others = entries.map((entry) => ({ ...entry, fields: differenceOfFieldSets(entry.fields, lost(entry.apiVersion)) }));
  if (isEmptyFieldSet(changed)) return others;
  const identity = entryIdentity(self);
  const own = others.find((entry) => entryIdentity(entry) === identity);
  const rest = others.filter((entry) => entry !== own);
  return [...rest, { ...self, fields: own === undefined ? changed : unionFieldSets(changed, own.fields) }];
};

/**
 * `metadata.managedFields` after a write that is no apply: fields added or changed now belong to this manager alone,
 * removed ones to nobody. The manager's time moves only when it gained fields. An object nobody's fields are recorded
 * of stays so. Pure; an empty answer means the member is left out.
 */
export const updateManagedFields = (update: ManagedUpdate): readonly JsonObject[] => {
  const { kind, before, manager, subresource, time } = update;
  const entries = startingEntries(update);
  if (before !== undefined && entries.length === 0) return [];
  const difference = differenceIn(kind, update);
  const self: ManagedEntry = { manager, operation: 'Update', apiVersion: apiVersionOf(kind), subresource, time, fields: difference.changed };
  if (entries.length === 0) return formatManagedFields([self]);
  if (isEmptyFieldSet(difference.changed) && isEmptyFieldSet(difference.removed)) return formatManagedFields(entries);
  const moved = moveOwnership(entries, { changed: difference.changed, lost: lostBy(update, difference) }, self).filter(({ fields }) => !isEmptyFieldSet(fields));
  return formatManagedFields(capUpdateEntries(moved));
};
