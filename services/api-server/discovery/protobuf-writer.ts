import { bytesOf } from '../answers/answer.ts';

const varint = (value: number): readonly number[] => {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return [...bytes, rest];
};

/** A message of its fields, one after the other. */
export const joined = (pieces: readonly Uint8Array[]): Uint8Array => {
  const result = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    result.set(piece, at);
    at += piece.length;
  }
  return result;
};

/** A length-delimited field: a message, or bytes. */
export const messageField = (number: number, content: Uint8Array): Uint8Array =>
  joined([Uint8Array.from([...varint(number * 8 + 2), ...varint(content.length)]), content]);

/** A string; an empty one too, so that elements of lists keep their places. */
export const textField = (number: number, text: string): Uint8Array => messageField(number, bytesOf(text));

/** A bool; false is written by its absence, as proto3 does. */
export const flagField = (number: number, value: boolean): Uint8Array => Uint8Array.from(value ? [...varint(number * 8), 1] : []);
