import type { JsonObject } from '../../../events/json.ts';
import { isJsonObject } from '../../../events/json.ts';
import { parseJson } from '../../../events/parse-json.ts';
import type { ObjectRef, ResourceRef } from '../../../events/object-ref.ts';
import { objectKey } from '../../../events/object-ref.ts';
import { splitSealed } from '../../../events/sealed-object.ts';
import type { Entry, Snapshot } from '../../../projections/cluster-state/cluster-state.ts';
import type { ParseCache } from '../parse-cache.ts';
import type { Sealer } from '../port.ts';
import type { Current } from './decided.ts';
import { openSealed } from './open-sealed.ts';

export interface CurrentReader {
  /** The stored object a command is about; undefined when there is none. */
  current(snapshot: Snapshot, ref: ObjectRef): Promise<Current | undefined>;
  /** Another object, for admission; of a sealed kind only the clear part. An unreadable object counts as missing. */
  find(snapshot: Snapshot, resource: ResourceRef, key: { readonly namespace: string; readonly name: string }): JsonObject | undefined;
  /** All readable objects of a resource by `namespace/name`; of a sealed kind only the clear parts. */
  list(snapshot: Snapshot, resource: ResourceRef): ReadonlyMap<string, JsonObject>;
}

const identityOf = (entry: Entry): JsonObject => ({
  metadata: { name: entry.name, ...(entry.namespace !== '' && { namespace: entry.namespace }) },
});

const parse = (bytes: Uint8Array): JsonObject => {
  const value: unknown = parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  if (!isJsonObject(value)) throw new TypeError('a stored object is not a JSON object');
  return value;
};

const unreadable = (entry: Entry, why: string): Current =>
  ({ object: identityOf(entry), bytes: entry.body, sequence: entry.sequence, quarantined: why });

export const createCurrentReader = ({ cache, sealer }: { readonly cache: ParseCache; readonly sealer: Sealer | undefined }): CurrentReader => {
  const open = sealer && openSealed(sealer);

  /** Without a key, an object's life can still be ended by its clear part. */
  const sealedCurrent = async (entry: Entry): Promise<Current> => {
    const { clear, sealed } = splitSealed(entry.body);
    if (open === undefined) return { object: parse(clear), bytes: clear, sequence: entry.sequence, keyless: sealed };
    try {
      const bytes = await open(entry);
      return { object: parse(bytes), bytes, sequence: entry.sequence };
    } catch (error) {
      return { ...unreadable(entry, `it cannot be opened: ${error instanceof Error ? error.message : 'unknown'}`), object: parse(clear) };
    }
  };

  const readable = (entry: Entry): Current => {
    try {
      return { object: cache.parse(entry), bytes: entry.body, sequence: entry.sequence };
    } catch (error) {
      return unreadable(entry, error instanceof Error ? error.message : 'unknown');
    }
  };

  return {
    current: async (snapshot, ref) => {
      const entry = snapshot.get(ref, ref.namespace, ref.name);
      if (entry === undefined) return undefined;
      if (entry.quarantined !== undefined) return unreadable(entry, entry.quarantined);
      return entry.form === 'sealed' ? sealedCurrent(entry) : readable(entry);
    },
    find: (snapshot, resource, { namespace, name }) => {
      const entry = snapshot.get(resource, namespace, name);
      if (entry === undefined || entry.quarantined !== undefined) return undefined;
      const current = readable(entry);
      return current.quarantined === undefined ? current.object : undefined;
    },
    list: (snapshot, resource) => {
      const found = new Map<string, JsonObject>();
      for (const entry of snapshot.list(resource)) {
        const current = entry.quarantined === undefined ? readable(entry) : undefined;
        if (current !== undefined && current.quarantined === undefined) found.set(objectKey(entry.namespace, entry.name), current.object);
      }
      return found;
    },
  };
};
