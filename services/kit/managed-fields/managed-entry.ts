import type { JsonObject } from '../../../events/json.ts';
import type { FieldSet } from '../../../events/schema/compiled-kind.ts';
import { objectsAt, stringAt } from '../../../events/json-path.ts';
import { isEmptyFieldSet, parseFieldSet } from '../../../events/schema/field-set.ts';

/** One manager's part of an object's fields. */
export interface ManagedEntry {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource: string;
  /** RFC 3339 in seconds; '' when unknown. */
  readonly time: string;
  readonly fields: FieldSet;
}

/** What makes two entries the same: manager, operation, subresource, and for updates the API version. */
export const entryIdentity = ({ manager, operation, apiVersion, subresource }: ManagedEntry): string =>
  JSON.stringify([manager, operation, operation === 'Apply' ? '' : apiVersion, subresource]);

const parseEntry = (value: JsonObject): ManagedEntry | undefined => {
  const operation = stringAt(value, 'operation');
  const apiVersion = stringAt(value, 'apiVersion');
  const fields = parseFieldSet(value['fieldsV1'] ?? {});
  if ((operation !== 'Apply' && operation !== 'Update') || apiVersion === '' || fields === undefined) return undefined;
  return { manager: stringAt(value, 'manager'), operation, apiVersion, subresource: stringAt(value, 'subresource'), time: stringAt(value, 'time'), fields };
};

/** Reads `metadata.managedFields`; undefined when one of the entries is malformed. A later entry of one identity wins. */
export const parseManagedFields = (metadata: JsonObject): readonly ManagedEntry[] | undefined => {
  const entries = new Map<string, ManagedEntry>();
  for (const value of objectsAt(metadata, 'managedFields')) {
    const entry = parseEntry(value);
    if (entry === undefined) return undefined;
    entries.set(entryIdentity(entry), entry);
  }
  return [...entries.values()];
};

const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const seconds = (time: string): number => (time === '' ? 0 : Math.trunc(Date.parse(time) / 1000));

const STORED_TIME_LENGTH = '2026-01-01T00:00:00Z'.length;
const isStoredForm = (time: string): boolean => time.length === STORED_TIME_LENGTH && time.endsWith('Z');

/** Times in the stored form are in the order of their texts. */
const compareTimes = (a: string, b: string): number => (isStoredForm(a) && isStoredForm(b) ? compareText(a, b) : seconds(a) - seconds(b));

/** Upstream's order: operation, time, manager, API version, subresource. */
const compareEntries = (a: ManagedEntry, b: ManagedEntry): number =>
  compareText(a.operation, b.operation) || compareTimes(a.time, b.time) || compareText(a.manager, b.manager)
  || compareText(a.apiVersion, b.apiVersion) || compareText(a.subresource, b.subresource);

/** Oldest first; among equals by identity, so that the order is total. */
export const compareAge = (a: ManagedEntry, b: ManagedEntry): number =>
  compareTimes(a.time, b.time) || compareText(entryIdentity(a), entryIdentity(b));

const formatEntry = ({ manager, operation, apiVersion, time, fields, subresource }: ManagedEntry): JsonObject => ({
  ...(manager !== '' && { manager }),
  operation,
  apiVersion,
  ...(time !== '' && { time }),
  fieldsType: 'FieldsV1',
  fieldsV1: fields,
  ...(subresource !== '' && { subresource }),
});

/** The value of `metadata.managedFields`, in upstream's order; entries without fields are left out. */
export const formatManagedFields = (entries: readonly ManagedEntry[]): readonly JsonObject[] =>
  entries.filter(({ fields }) => !isEmptyFieldSet(fields)).toSorted(compareEntries).map(formatEntry);

const withoutTime = ({ time: _, ...rest }: JsonObject): string => JSON.stringify(rest);

/** The old entries, when the new ones differ from them in times alone; else undefined. */
export const keepTimes = (old: readonly JsonObject[], now: readonly JsonObject[]): readonly JsonObject[] | undefined => {
  const known = new Set(old.map(withoutTime));
  return now.every((entry) => known.has(withoutTime(entry))) ? old : undefined;
};
