import type { FieldSet } from '../../../events/schema/compiled-kind.ts';
import { unionFieldSets } from '../../../events/schema/field-set.ts';
import type { ManagedEntry } from './managed-entry.ts';
import { compareAge } from './managed-entry.ts';

const MAX_UPDATE_ENTRIES = 10;
const BUCKET = 'ancient-changes';

const isBucket = (entry: ManagedEntry, apiVersion: string): boolean =>
  entry.manager === BUCKET && entry.operation === 'Update' && entry.subresource === '' && entry.apiVersion === apiVersion;

/** The union of many sets, by halves, so that no set is copied often. */
const unionOf = (sets: readonly FieldSet[]): FieldSet => {
  const [only = {}] = sets;
  if (sets.length <= 1) return only;
  const middle = sets.length >> 1;
  return unionFieldSets(unionOf(sets.slice(0, middle)), unionOf(sets.slice(middle)));
};

/** What becomes one entry: the version's bucket, or its oldest entry when it has none yet, and the entries after it. */
const gather = (entries: readonly ManagedEntry[], updates: readonly ManagedEntry[]): ReadonlyMap<string, readonly ManagedEntry[]> => {
  const groups = new Map<string, ManagedEntry[]>();
  let surplus = updates.length - MAX_UPDATE_ENTRIES;
  for (const entry of updates) {
    if (surplus <= 0) break;
    const { apiVersion } = entry;
    const group = groups.get(apiVersion);
    if (group === undefined) groups.set(apiVersion, [entries.find((each) => isBucket(each, apiVersion)) ?? entry]);
    else if (group[0] !== entry) {
      group.push(entry);
      surplus -= 1;
    }
  }
  return groups;
};

/** Keeps at most 10 Update entries, as upstream does: the oldest of each API version merge into its entry `ancient-changes`. */
export const capUpdateEntries = (entries: readonly ManagedEntry[]): readonly ManagedEntry[] => {
  const updates = entries.filter(({ operation }) => operation === 'Update').toSorted(compareAge);
  if (updates.length <= MAX_UPDATE_ENTRIES) return entries;
  const groups = [...gather(entries, updates)].filter(([, group]) => group.length > 1);
  const merged = new Set(groups.flatMap(([, group]) => group));
  const buckets = groups.map(([apiVersion, group]): ManagedEntry =>
    ({ manager: BUCKET, operation: 'Update', apiVersion, subresource: '', time: group.at(-1)?.time ?? '', fields: unionOf(group.map(({ fields }) => fields)) }));
  return [...entries.filter((entry) => !merged.has(entry)), ...buckets];
};
