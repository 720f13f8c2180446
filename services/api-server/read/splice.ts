import type { CompiledKind } from '../../../events/schema/compiled-kind.ts';
import { bytesOf } from '../answers/answer.ts';

/**
 * The object as clients see it: stored bytes with the resourceVersion put behind the kind's prefix. The second piece
 * is a view on the stored bytes, nothing is parsed or copied. 0 is no version: of an object that was not stored.
 */
export const splice = (kind: CompiledKind, stored: Uint8Array, resourceVersion: number): readonly [Uint8Array, Uint8Array] => [
  bytesOf(resourceVersion === 0 ? kind.prefix : `${kind.prefix}"resourceVersion":"${resourceVersion}",`),
  stored.subarray(kind.prefix.length),
];

/** Joins pieces into one array. */
export const concat = (pieces: readonly Uint8Array[]): Uint8Array => {
  const total = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const joined = new Uint8Array(total);
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
};
