import { unionFieldSets } from '../../../events/schema/field-set.ts';
import type { ManagedEntry } from './managed-entry.ts';
import { compareAge } from './managed-entry.ts';

const MAX_UPDATE_ENTRIES = 10;
const BUCKET = 'ancient-changes';

const isBucket = (entry: ManagedEntry, apiVersion: string): boolean =>
  entry.manager === BUCKET && entry.operation === 'Update' && entry.subresource === '' && entry.apiVersion === apiVersion;

/** The two oldest Update entries of one API version; undefined when all versions differ. */
const oldestPair = (updates: readonly ManagedEntry[]): readonly [ManagedEntry, ManagedEntry] | undefined => {
  for (const older of updates) {
    const newer = updates.find((entry) => entry !== older && entry.apiVersion === older.apiVersion);
    if (newer !== undefined) return [older, newer];
  }
  return undefined;
};

/** Keeps at most 10 Update entries: the oldest of one API version merge into the entry `ancient-changes`. */
export const capUpdateEntries = (entries: readonly ManagedEntry[]): readonly ManagedEntry[] => {
  const updates = entries.filter(({ operation }) => operation === 'Update').toSorted(compareAge);
  if (updates.length <= MAX_UPDATE_ENTRIES) return entries;
  const pair = oldestPair(updates);
  if (pair === undefined) return entries;
  const [older, newer] = pair;
  const { apiVersion, time } = newer;
  const bucket = entries.find((entry) => isBucket(entry, apiVersion));
  const merged = [older, newer, ...(bucket === undefined || pair.includes(bucket) ? [] : [bucket])];
  const fields = merged.map((entry) => entry.fields).reduce(unionFieldSets);
  const rest = entries.filter((entry) => !merged.includes(entry));
  return capUpdateEntries([...rest, { manager: BUCKET, operation: 'Update', apiVersion, subresource: '', time, fields }]);
};
