import { RefusalError } from '../../../events/errors.ts';
import type { JsonObject } from '../../../events/json.ts';
import { isJsonObject } from '../../../events/json.ts';
import { parseJson } from '../../../events/parse-json.ts';
import { objectKey, resourceKey } from '../../../events/object-ref.ts';
import type { CompiledKind } from '../../../events/schema/compiled-kind.ts';
import type { Entry } from '../../../projections/cluster-state/cluster-state.ts';

/** Reads entries' stored objects; sealed ones after they were opened once. */
export interface EntryReader {
  /** Opens every sealed entry that is not open yet. Throws RefusalError for a quarantined entry or one that cannot be opened. */
  prepare(entries: Iterable<Entry | undefined>): Promise<void>;
  /** Whether the entry needs `prepare` before it can be read. */
  needsPreparing(entry: Entry): boolean;
  /** Plain stored bytes, without resourceVersion. A sealed entry must have been prepared. */
  bytes(entry: Entry): Uint8Array;
  /** The stored object, parsed anew on each call. */
  object(entry: Entry): JsonObject;
  /** The bytes in a served version: the stored ones as they are, another version's converted once per entry. */
  bytesAs(kind: CompiledKind, entry: Entry): Uint8Array;
}

/** Opens one sealed entry's body; the wiring knows the label under which the writer sealed it. */
export type OpenEntry = (entry: Entry) => Promise<Uint8Array>;

const decoder = new TextDecoder();

const unreadable = (entry: Entry, why: string, cause?: unknown): RefusalError =>
  new RefusalError(
    {
      reason: 'InternalError',
      message: `Internal error occurred: ${resourceKey(entry)} "${objectKey(entry.namespace, entry.name)}" cannot be read: ${why}`,
      details: { name: entry.name, group: entry.group, kind: entry.resource },
    },
    { cause },
  );

/** Bytes to a JSON object; throws for anything else. */
export const parseObject = (bytes: Uint8Array): JsonObject => {
  const value: unknown = parseJson(decoder.decode(bytes));
  if (!isJsonObject(value)) throw new TypeError('a stored object is not a JSON object');
  return value;
};

type Converted = (kind: CompiledKind, entry: Entry, object: () => JsonObject) => Uint8Array;

/** Entries' bytes in versions they are not stored in, kept as long as their entry lives. */
const createConverted = (): Converted => {
  const versions = new WeakMap<CompiledKind, WeakMap<Entry, Uint8Array>>();
  return (kind, entry, object) => {
    const converted = versions.get(kind) ?? new WeakMap<Entry, Uint8Array>();
    const known = converted.get(entry);
    if (known !== undefined) return known;
    const made = kind.encode(kind.fromStored(object()));
    converted.set(entry, made);
    versions.set(kind, converted);
    return made;
  };
};

/** Plain forms are kept only as long as their entry lives, and never leave the process's memory. */
export const createEntryReader = (open: OpenEntry): EntryReader => {
  const opened = new WeakMap<Entry, Uint8Array>();
  const converted = createConverted();
  const needsPreparing = (entry: Entry): boolean => entry.quarantined !== undefined || (entry.form === 'sealed' && !opened.has(entry));
  const prepareOne = async (entry: Entry): Promise<void> => {
    if (entry.quarantined !== undefined) throw unreadable(entry, entry.quarantined);
    try {
      opened.set(entry, await open(entry));
    } catch (cause) {
      throw unreadable(entry, 'its key is missing or does not fit', cause);
    }
  };
  const bytes = (entry: Entry): Uint8Array => {
    if (entry.quarantined !== undefined) throw unreadable(entry, entry.quarantined);
    if (entry.form === 'json') return entry.body;
    const plain = opened.get(entry);
    if (plain === undefined) throw unreadable(entry, 'it was not opened');
    return plain;
  };
  const object = (entry: Entry): JsonObject => parseObject(bytes(entry));
  return {
    prepare: async (entries) => {
      const pending: Promise<void>[] = [];
      for (const entry of entries) if (entry !== undefined && needsPreparing(entry)) pending.push(prepareOne(entry));
      await Promise.all(pending);
    },
    needsPreparing,
    bytes,
    object,
    bytesAs: (kind, entry) => (kind.stored === kind ? bytes(entry) : converted(kind, entry, () => object(entry))),
  };
};
