import type { Entry } from '../../../projections/cluster-state/cluster-state.ts';
import { bytesOf } from '../answers/answer.ts';
import type { Scope } from '../scope.ts';
import { createChunkWriter } from './chunk-writer.ts';
import type { ChunkWriter } from './chunk-writer.ts';
import { renderItem } from './render.ts';
import type { Rendering } from './render.ts';

const COMMA = bytesOf(',');
const CLOSE = bytesOf(']}');

/** Rendered items between two pauses. */
const PAUSE_EVERY = 250;

type WriteItem = (into: ChunkWriter, entry: Entry) => void;

/** Stored bytes go from their slab into the chunk, once; only the resourceVersion is written between them. */
const itemWriter = (rendering: Rendering): WriteItem => {
  const { kind, reader, representation } = rendering;
  if (representation.form !== 'object') {
    return (into, entry) => { for (const piece of renderItem(entry, entry.sequence, rendering)) into.put(piece); };
  }
  const before = bytesOf(`${kind.prefix}"resourceVersion":"`);
  const behind = bytesOf('",');
  return (into, entry) => {
    into.put(before);
    into.number(entry.sequence);
    into.put(behind);
    into.put(reader.bytesAs(kind, entry), kind.prefix.length);
  };
};

export interface ListBody {
  readonly head: Uint8Array;
  readonly entries: readonly Entry[];
  readonly rendering: Rendering;
}

/** About how many bytes the entries make. */
export const sizeOfItems = (entries: readonly Entry[]): number => entries.reduce((sum, { body }) => sum + body.length, 0);

const digitsOf = (value: number): number => {
  let digits = 1;
  for (let above = 10; above <= value; above *= 10) digits += 1;
  return digits;
};

/** How many bytes the chunks of a list are; undefined where that is only known when they are made. */
export const lengthOfList = ({ head, entries, rendering: { kind, reader, representation } }: ListBody): number | undefined => {
  if (representation.form !== 'object' || kind.stored !== kind) return undefined;
  const around = '"resourceVersion":"",'.length;
  const commas = Math.max(0, entries.length - 1);
  return entries.reduce((sum, entry) => sum + reader.bytes(entry).length + around + digitsOf(entry.sequence), head.length + commas + CLOSE.length);
};

/** A whole list in chunks of some 64 KiB, made one after the other as they are asked for. */
export async function* listChunks(scope: Scope, list: ListBody): AsyncGenerator<Uint8Array> {
  const { head, entries, rendering } = list;
  const writer = createChunkWriter();
  const write = itemWriter(rendering);
  const isCheap = rendering.representation.form === 'object' && rendering.kind.stored === rendering.kind;
  writer.put(head);
  for (const [index, entry] of entries.entries()) {
    if (index > 0) writer.put(COMMA);
    write(writer, entry);
    if (writer.isFull()) yield writer.take();
    // Objects are copied, and whoever takes the chunks waits for the client; rows and other versions are computed.
    if (!isCheap && (index + 1) % PAUSE_EVERY === 0) await scope.shared.pause();
  }
  writer.put(CLOSE);
  yield writer.take();
}
