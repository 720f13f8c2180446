import type { ResourceRef } from '../../events/object-ref.ts';
import type { Entry } from './cluster-state.ts';

/**
 * Records of a snapshot's blocks. A resource record: tag 1, group, resource. An entry record: tag 2, flags (1 sealed,
 * 2 quarantined), sequence and previous as f64, namespace, name, why when quarantined, body. Strings are UTF-8 behind
 * a u16 length, bodies follow a u32 length. An entry belongs to the resource named last.
 */
const RESOURCE = 1;
const ENTRY = 2;
const SEALED = 1;
const QUARANTINED = 2;
/** Tag, flags, two f64, three string lengths, body length. */
const ENTRY_FIXED_BYTES = 2 + 16 + 6 + 4;
const MOST_STRING_BYTES = 0xffff;

export interface RecordWriter {
  resource(resource: ResourceRef): void;
  /** Whether the entry still fits into the block being filled. */
  fits(entry: Entry): boolean;
  entry(entry: Entry): void;
  /** Hands the block over and starts the next. */
  take(): { readonly bytes: Uint8Array; readonly records: number };
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text).subarray(0, MOST_STRING_BYTES);

export const createRecordWriter = (blockBytes: number): RecordWriter => {
  let block = new Uint8Array(blockBytes);
  let view = new DataView(block.buffer);
  let used = 0;
  let records = 0;

  const reserve = (bytes: number): void => {
    if (used + bytes <= block.length) return;
    const larger = new Uint8Array(Math.max(used + bytes, block.length * 2));
    larger.set(block.subarray(0, used));
    block = larger;
    view = new DataView(block.buffer);
  };

  const text = (bytes: Uint8Array): void => {
    view.setUint16(used, bytes.length, true);
    block.set(bytes, used + 2);
    used += 2 + bytes.length;
  };

  const begin = (tag: number, flags: number): void => {
    view.setUint8(used, tag);
    view.setUint8(used + 1, flags);
    used += 2;
    records += 1;
  };

  return {
    resource: ({ group, resource }) => {
      const texts = [bytesOf(group), bytesOf(resource)];
      reserve(texts.reduce((sum, { length }) => sum + length + 2, 2));
      begin(RESOURCE, 0);
      texts.forEach(text);
    },
    // Four bytes a character covers any name; a body larger than a block makes the block larger.
    fits: ({ namespace, name, body }) => used + ENTRY_FIXED_BYTES + (namespace.length + name.length) * 4 + body.length <= blockBytes,
    entry: (entry) => {
      const texts = [bytesOf(entry.namespace), bytesOf(entry.name), bytesOf(entry.quarantined ?? '')];
      reserve(texts.reduce((sum, { length }) => sum + length, ENTRY_FIXED_BYTES + entry.body.length));
      begin(ENTRY, (entry.form === 'sealed' ? SEALED : 0) | (entry.quarantined === undefined ? 0 : QUARANTINED));
      view.setFloat64(used, entry.sequence, true);
      view.setFloat64(used + 8, entry.previous, true);
      used += 16;
      texts.forEach(text);
      view.setUint32(used, entry.body.length, true);
      block.set(entry.body, used + 4);
      used += 4 + entry.body.length;
    },
    take: () => {
      const taken = { bytes: block.subarray(0, used), records };
      block = new Uint8Array(blockBytes);
      view = new DataView(block.buffer);
      used = 0;
      records = 0;
      return taken;
    },
  };
};

interface Cursor {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at: number;
}

const decoder = (): ((cursor: Cursor) => string) => {
  const utf8 = new TextDecoder('utf-8');
  return (cursor) => {
    const length = cursor.view.getUint16(cursor.at, true);
    const start = cursor.at + 2;
    cursor.at = start + length;
    return utf8.decode(cursor.bytes.subarray(start, cursor.at));
  };
};

const number = (cursor: Cursor): number => {
  cursor.at += 8;
  return cursor.view.getFloat64(cursor.at - 8, true);
};

const blob = (cursor: Cursor): Uint8Array => {
  const length = cursor.view.getUint32(cursor.at, true);
  const start = cursor.at + 4;
  cursor.at = start + length;
  return cursor.bytes.subarray(start, cursor.at);
};

/** Reads blocks in order. Bodies are views on the block; `resources` collects the resources named so far. */
export const createRecordReader = (resources: ResourceRef[]): ((block: Uint8Array, records: number) => readonly Entry[]) => {
  const text = decoder();
  let namespace = '';

  // Neighbours share their namespace; keeping one string for all of them saves memory.
  const sameNamespace = (read: string): string => {
    if (read !== namespace) namespace = read;
    return namespace;
  };

  const entry = (cursor: Cursor, flags: number): Entry => {
    const resource = resources.at(-1) ?? { group: '', resource: '' };
    const sequence = number(cursor);
    const previous = number(cursor);
    const space = sameNamespace(text(cursor));
    const name = text(cursor);
    const why = text(cursor);
    const form = (flags & SEALED) === 0 ? 'json' : 'sealed';
    const body = blob(cursor);
    const facts = { group: resource.group, resource: resource.resource, namespace: space, name, sequence, previous, form, body } as const;
    return (flags & QUARANTINED) === 0 ? facts : { ...facts, quarantined: why };
  };

  return (block, records) => {
    const cursor: Cursor = { bytes: block, view: new DataView(block.buffer, block.byteOffset, block.byteLength), at: 0 };
    const entries: Entry[] = [];
    for (let left = records; left > 0; left -= 1) {
      const tag = cursor.view.getUint8(cursor.at);
      const flags = cursor.view.getUint8(cursor.at + 1);
      cursor.at += 2;
      if (tag === RESOURCE) resources.push({ group: text(cursor), resource: text(cursor) });
      else entries.push(entry(cursor, flags));
    }
    return entries;
  };
};
