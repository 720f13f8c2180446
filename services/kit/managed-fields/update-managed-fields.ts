import type { Json, JsonObject } from '../../../events/json.ts';
import type { CompiledKind, FieldSet } from '../../../events/schema/compiled-kind.ts';
import { isJsonObject } from '../../../events/json.ts';
import { isJsonArray, objectAt, valueAt, withValueAt } from '../../../events/json-path.ts';
import { differenceOfFieldSets, isEmptyFieldSet, unionFieldSets } from '../../../events/schema/field-set.ts';
import { capUpdateEntries } from './cap-update-entries.ts';
import type { ManagedEntry } from './managed-entry.ts';
import { entryIdentity, formatManagedFields, parseManagedFields } from './managed-entry.ts';

export interface ManagedUpdate {
  /** Compares stored objects by the fields of the request's version. */
  readonly kind: Pick<CompiledKind, 'compare' | 'normalize'>;
  /** The same for another served version, whose fields other managers own; undefined when there is none such. */
  readonly versions?: (apiVersion: string) => Pick<CompiledKind, 'compare' | 'normalize'> | undefined;
  /** The stored object; absent on a create. */
  readonly before: JsonObject | undefined;
  /**
   * The object to be stored, in normal form but for its `metadata.managedFields`, which are what the request's body
   * held: an empty list must still be there, because it is a wish.
   */
  readonly after: JsonObject;
  /** The manager's name. */
  readonly manager: string;
  /** `status`, `scale`…; `''` for the main resource. */
  readonly subresource: string;
  /** Of the request, e.g. `apps/v1`. */
  readonly apiVersion: string;
  /** RFC 3339 in seconds. */
  readonly time: string;
}

const isReset = (managedFields: Json | undefined): boolean => {
  if (!isJsonArray(managedFields)) return false;
  const [first, ...others] = managedFields;
  return first === undefined || (others.length === 0 && isJsonObject(first) && Object.keys(first).length === 0);
};

/** The entries the update starts from: those of the body if it has any, else the stored ones. */
const startingEntries = ({ before, after, subresource }: ManagedUpdate): readonly ManagedEntry[] => {
  const stored = parseManagedFields(objectAt(before, 'metadata')) ?? [];
  if (subresource !== '') return stored;
  if (isReset(valueAt(after, 'metadata', 'managedFields'))) return [];
  const sent = parseManagedFields(objectAt(after, 'metadata')) ?? [];
  return sent.length > 0 ? sent : stored;
};

interface Difference {
  readonly changed: FieldSet;
  readonly removed: FieldSet;
}

type FieldsLost = (apiVersion: string) => FieldSet;

/** What others lose, in the fields of the version each of them spoke. */
const lostBy = ({ kind, versions, apiVersion, before, after }: ManagedUpdate, { changed, removed }: Difference): FieldsLost => {
  const known = new Map([[apiVersion, unionFieldSets(changed, removed)]]);
  return (version) => {
    const lost = known.get(version);
    if (lost !== undefined) return lost;
    const other = versions?.(version) ?? kind;
    const difference = other.compare(before ?? other.normalize({}), after);
    const found = unionFieldSets(difference.changed, difference.removed);
    known.set(version, found);
    return found;
  };
};

/** Takes what changed or went from everyone, then gives what changed to the one who did it. */
const moveOwnership = (entries: readonly ManagedEntry[], { changed, lost }: { readonly changed: FieldSet; readonly lost: FieldsLost }, self: ManagedEntry): readonly ManagedEntry[] => {
  if (entries.length === 0) return [{ ...self, fields: changed }];
  const others = entries.map((entry) => ({ ...entry, fields: differenceOfFieldSets(entry.fields, lost(entry.apiVersion)) }));
  if (isEmptyFieldSet(changed)) return others;
  const identity = entryIdentity(self);
  const own = others.find((entry) => entryIdentity(entry) === identity);
  const rest = others.filter((entry) => entry !== own);
  return [...rest, { ...self, fields: own === undefined ? changed : unionFieldSets(changed, own.fields) }];
};

const isEmpty = (difference: Difference): boolean => isEmptyFieldSet(difference.changed) && isEmptyFieldSet(difference.removed);

/**
 * `metadata.managedFields` after a write that is no apply: fields added or changed now belong to this manager alone,
 * removed ones to nobody. The manager's time moves only when it gained fields. An object nobody's fields are recorded
 * of stays so. Pure; an empty answer means the member is left out.
 */
export const updateManagedFields = (update: ManagedUpdate): readonly JsonObject[] => {
  const entries = startingEntries(update);
  const { kind, before, after, manager, subresource, apiVersion, time } = update;
  if (before !== undefined && entries.length === 0) return [];
  const difference = kind.compare(before ?? kind.normalize({}), after);
  if (isEmpty(difference)) return formatManagedFields(entries);
  const self: ManagedEntry = { manager, operation: 'Update', apiVersion, subresource, time, fields: {} };
  const moved = moveOwnership(entries, { changed: difference.changed, lost: lostBy(update, difference) }, self).filter(({ fields }) => !isEmptyFieldSet(fields));
  return formatManagedFields(capUpdateEntries(moved));
};

/** `after` with the managedFields updateManagedFields gives. */
export const withManagedFields = (update: ManagedUpdate): JsonObject => {
  const managedFields = updateManagedFields(update);
  return withValueAt(update.after, ['metadata', 'managedFields'], managedFields.length === 0 ? undefined : managedFields);
};
