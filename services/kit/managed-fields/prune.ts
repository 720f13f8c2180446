import type { JsonObject } from '../../../events/json.ts';
import type { CompiledKind, FieldSet } from '../../../events/schema/compiled-kind.ts';
import { differenceOfFieldSets, intersectFieldSets, isEmptyFieldSet, unionFieldSets } from '../../../events/schema/field-set.ts';
import type { ManagedEntry } from './managed-entry.ts';
import type { ServedVersions } from './served-versions.ts';
import { apiVersionOf, convert } from './served-versions.ts';

export interface Pruning {
  /** The served version `merged` is in. */
  readonly kind: CompiledKind;
  readonly versions: ServedVersions;
  /** What the manager's previous configuration set. */
  readonly last: ManagedEntry | undefined;
  /** What the manager sets now. */
  readonly now: ManagedEntry;
  readonly others: readonly ManagedEntry[];
}

/** What every object has, owned by nobody and never given up. */
const IDENTITY: FieldSet = { 'f:metadata': { 'f:name': {} } };

const fieldsOf = (version: CompiledKind, object: JsonObject): FieldSet => version.apply.withStructs(version.fieldSet(object));

/** Everybody's fields, by the version they are in. */
const managedIn = (entries: readonly ManagedEntry[]): ReadonlyMap<string, FieldSet> => {
  const managed = new Map<string, FieldSet>();
  for (const { apiVersion, fields } of entries) managed.set(apiVersion, unionFieldSets(managed.get(apiVersion) ?? IDENTITY, fields));
  return managed;
};

/** Gives back to `pruned` what somebody owns; a version at a time, that of the previous configuration first. */
const withOwned = (merged: JsonObject, pruned: JsonObject, { versions, now, others, version }: Pruning & { readonly version: CompiledKind }): JsonObject => {
  const managed = managedIn([...others, now]);
  const first = apiVersionOf(version);
  const order = [first, ...[...managed.keys()].filter((each) => each !== first)];
  return order.reduce((left, apiVersion) => {
    const [owned, spoken] = [managed.get(apiVersion), versions(apiVersion)];
    if (owned === undefined || spoken === undefined) return left;
    const [whole, part] = [convert(merged, version, spoken), convert(left, version, spoken)];
    const kept = unionFieldSets(fieldsOf(spoken, part), spoken.apply.withStructs(owned));
    return convert(spoken.apply.remove(whole, differenceOfFieldSets(fieldsOf(spoken, whole), kept)), spoken, version);
  }, pruned);
};

/**
 * `merged` without what the manager's previous configuration set, its present one does not, and nobody else owns. Fields that
 * nobody owned stay.
 */
export const prune = (merged: JsonObject, pruning: Pruning): JsonObject => {
  const { kind, versions, last, now } = pruning;
  const version = last && versions(last.apiVersion);
  if (last === undefined || version === undefined) return merged;
  if (version === kind && isEmptyFieldSet(differenceOfFieldSets(last.fields, now.fields))) return merged;
  const whole = convert(merged, kind, version);
  const given = version.apply.withStructs(last.fields);
  const pruned = withOwned(whole, version.apply.remove(whole, given), { ...pruning, version });
  const gone = intersectFieldSets(differenceOfFieldSets(fieldsOf(version, whole), fieldsOf(version, pruned)), given);
  return isEmptyFieldSet(gone) ? merged : convert(version.apply.remove(whole, gone), version, kind);
};
