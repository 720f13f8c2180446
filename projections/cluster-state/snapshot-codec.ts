import type { StreamName } from '../../events/catalogue.ts';
import type { Vector } from '../../events/envelope.ts';
import { isJsonObject } from '../../events/json.ts';
import type { ResourceRef } from '../../events/object-ref.ts';
import { createByteReader } from './byte-reader.ts';
import type { Entry, Snapshot } from './cluster-state.ts';
import type { RestorableClusterState } from './create-cluster-state.ts';
import { createClusterState } from './create-cluster-state.ts';
import { orderedResources } from './state-hash.ts';
import { createRecordReader, createRecordWriter } from './snapshot-records.ts';
import { xxh32 } from './xxh32.ts';

/**
 * A cluster state as a file: `magic · header · blocks · end block`, integers little-endian. The header is JSON
 * (length u32, bytes, xxh32); a block is (length u32, records u32, xxh32, bytes) and stands for itself once the
 * resources named before it are known; the end block has length 0 and carries the total of records.
 */
export interface SnapshotHeader {
  /** Positions folded in; streams left out are to be folded from their beginning. */
  readonly vector: Vector;
  /** The last event folded of each stream: tells a snapshot of another log apart. */
  readonly anchors: Readonly<Partial<Record<StreamName, Anchor>>>;
}

export interface Anchor {
  readonly sequence: number;
  readonly id: string;
}

export class SnapshotCorrupt extends Error {
  override readonly name = 'SnapshotCorrupt';
}

const MAGIC = 'shiplog-state-1\n';
const BLOCK_BYTES = 1024 * 1024;
const BLOCK_HEAD_BYTES = 12;
const MOST_HEADER_BYTES = 64 * 1024;

const words = (...values: readonly number[]): Uint8Array => {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  values.forEach((value, index) => view.setUint32(index * 4, value, true));
  return new Uint8Array(view.buffer);
};

const encodeHeader = (header: SnapshotHeader): readonly Uint8Array[] => {
  const bytes = new TextEncoder().encode(JSON.stringify(header));
  return [new TextEncoder().encode(MAGIC), words(bytes.length, xxh32(bytes)), bytes];
};

/** The file's bytes, lazily: writing while the fold goes on costs nothing but the reading. Equal states, equal bytes. */
export function* encodeSnapshot(snapshot: Snapshot, header: SnapshotHeader, streams: readonly StreamName[]): Iterable<Uint8Array> {
  yield* encodeHeader(header);
  const writer = createRecordWriter(BLOCK_BYTES);
  let total = 0;
  const flush = function* (): Iterable<Uint8Array> {
    const { bytes, records } = writer.take();
    if (records === 0) return;
    total += records;
    yield words(bytes.length, records, xxh32(bytes));
    yield bytes;
  };
  for (const resource of orderedResources(snapshot, streams)) {
    writer.resource(resource);
    for (const entry of snapshot.list(resource)) {
      if (!writer.fits(entry)) yield* flush();
      writer.entry(entry);
    }
  }
  yield* flush();
  yield words(0, total, 0);
}

const word = (bytes: Uint8Array, index: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(index * 4, true);

const parseHeader = (bytes: Uint8Array): SnapshotHeader => {
  const parsed: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  if (!isJsonObject(parsed)) throw new SnapshotCorrupt('the header is not an object');
  return { vector: pick(parsed['vector'], isSequence), anchors: pick(parsed['anchors'], isAnchor) };
};

const isSequence = (value: unknown): value is number => Number.isSafeInteger(value);
const isAnchor = (value: unknown): value is Anchor =>
  typeof value === 'object' && value !== null && 'sequence' in value && isSequence(value.sequence) && 'id' in value && typeof value.id === 'string';

const pick = <T>(value: unknown, is: (item: unknown) => item is T): Partial<Record<StreamName, T>> => {
  const picked: Partial<Record<StreamName, T>> = {};
  if (!isJsonObject(value)) throw new SnapshotCorrupt('the header lacks positions');
  for (const stream of ['EVENTS', 'LEASES', 'EVENTOBJECTS'] as const) {
    const item = value[stream];
    if (is(item)) picked[stream] = item;
  }
  return picked;
};

const checked = (bytes: Uint8Array, sum: number, what: string): Uint8Array => {
  if (xxh32(bytes) !== sum) throw new SnapshotCorrupt(`the checksum of ${what} does not match`);
  return bytes;
};

type ReadExactly = (bytes: number) => Promise<Uint8Array>;

const readHeader = async (read: ReadExactly): Promise<SnapshotHeader> => {
  const magic = new TextDecoder('utf-8').decode(await read(MAGIC.length));
  if (magic !== MAGIC) throw new SnapshotCorrupt('not a snapshot of this version');
  const head = await read(8);
  if (word(head, 0) > MOST_HEADER_BYTES) throw new SnapshotCorrupt('the header is too large');
  return parseHeader(checked(await read(word(head, 0)), word(head, 1), 'the header'));
};

const readBlocks = async (read: ReadExactly, onEntries: (entries: readonly Entry[]) => void): Promise<void> => {
  const resources: ResourceRef[] = [];
  const records = createRecordReader(resources);
  for (let total = 0; ; ) {
    const head = await read(BLOCK_HEAD_BYTES);
    if (word(head, 0) === 0) {
      if (word(head, 1) !== total) throw new SnapshotCorrupt(`${total} records read, ${word(head, 1)} written`);
      return;
    }
    const block = checked(await read(word(head, 0)), word(head, 2), 'a block');
    total += word(head, 1);
    onEntries(records(block, word(head, 1)));
  }
};

/** Reads a whole file back. Throws SnapshotCorrupt if it is torn, damaged or of another version. */
export const decodeSnapshot = async (
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ readonly state: RestorableClusterState; readonly header: SnapshotHeader }> => {
  const reader = createByteReader(chunks);
  const read: ReadExactly = async (bytes) => {
    const found = await reader(bytes);
    if (found === undefined) throw new SnapshotCorrupt('the file ends early');
    return found;
  };
  const header = await readHeader(read);
  const state = createClusterState(header.vector);
  await readBlocks(read, state.restore);
  return { state, header };
};
