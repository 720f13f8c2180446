import { badRequest, RefusalError } from '../errors.ts';
import type { Integer } from '../exact-integer.ts';
import { exactInteger } from '../exact-integer.ts';
import { parseJson } from '../parse-json.ts';

/** One field of a message: a varint or fixed number, or the bytes of a length-delimited field. */
export interface ProtobufField {
  readonly number: number;
  /** Set for wire types 0, 1 and 5. Signed, as int32 and int64 are encoded. */
  readonly varint: Integer | undefined;
  /** Set for wire type 2. */
  readonly bytes: Uint8Array | undefined;
}

/** Refuses the body, for a reason found in it. */
export const malformed = (why: string): never => {
  throw new RefusalError(badRequest(`the body of the request is no valid protobuf: ${why}`));
};

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

const TWO_32 = 4_294_967_296;

const byteAt = (cursor: Cursor): number => {
  const byte = cursor.bytes[cursor.at];
  if (byte === undefined) return malformed('unexpected end');
  cursor.at += 1;
  return byte;
};

/** Two halves of a 64-bit varint, unsigned. */
const halves = (cursor: Cursor): readonly [low: number, high: number] => {
  let low = 0;
  let high = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    const byte = byteAt(cursor);
    const bits = byte & 0x7f;
    if (shift < 28) low |= bits << shift;
    else if (shift === 28) [low, high] = [low | (bits << 28), high | (bits >> 4)];
    else high |= bits << (shift - 32);
    if (byte < 0x80) return [low >>> 0, high >>> 0];
  }
  return malformed('an overlong number');
};

/** A varint as a signed 64-bit integer. */
const signed = (cursor: Cursor): Integer => {
  const [low, high] = halves(cursor);
  const value = (high | 0) * TWO_32 + low;
  return Number.isSafeInteger(value) ? value : exactInteger(String(BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low))));
};

const unsigned = (cursor: Cursor): number => {
  const [low, high] = halves(cursor);
  return high > 0x1f_ffff ? malformed('a number beyond 2^53') : high * TWO_32 + low;
};

const take = (cursor: Cursor, length: number): Uint8Array => {
  const end = cursor.at + length;
  if (end > cursor.bytes.length) return malformed('unexpected end');
  const taken = cursor.bytes.subarray(cursor.at, end);
  cursor.at = end;
  return taken;
};

const fixed = (bytes: Uint8Array): number => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return bytes.byteLength === 8 ? view.getFloat64(0, true) : view.getFloat32(0, true);
};

const readField = (cursor: Cursor): ProtobufField => {
  const tag = unsigned(cursor);
  const number = Math.floor(tag / 8);
  if (number === 0) return malformed('field number 0');
  switch (tag % 8) {
    case 0: return { number, varint: signed(cursor), bytes: undefined };
    case 1: return { number, varint: fixed(take(cursor, 8)), bytes: undefined };
    case 2: return { number, varint: undefined, bytes: take(cursor, unsigned(cursor)) };
    case 5: return { number, varint: fixed(take(cursor, 4)), bytes: undefined };
    default: return malformed(`wire type ${tag % 8}`);
  }
};

/** The fields of one message in order; throws RefusalError on malformed bytes. Byte fields are views. */
export const readProtobuf = (bytes: Uint8Array): readonly ProtobufField[] => {
  const cursor: Cursor = { bytes, at: 0 };
  const fields: ProtobufField[] = [];
  while (cursor.at < bytes.length) fields.push(readField(cursor));
  return fields;
};

const utf8 = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return malformed('a string is not UTF-8');
  }
};

const MANY = 64;

/** The text of a string field. */
export const protobufText = (bytes: Uint8Array): string => {
  if (bytes.length > MANY) return utf8(bytes);
  for (const byte of bytes) if (byte >= 0x80) return utf8(bytes);
  return String.fromCharCode(...bytes);
};

/** Numbers of a packed repeated field. */
export const unpackVarints = (bytes: Uint8Array): readonly Integer[] => {
  const cursor: Cursor = { bytes, at: 0 };
  const numbers: Integer[] = [];
  while (cursor.at < bytes.length) numbers.push(signed(cursor));
  return numbers;
};

/** JSON carried as bytes, e.g. in RawExtension. */
export const protobufJson = (bytes: Uint8Array): unknown => {
  try {
    return parseJson(protobufText(bytes));
  } catch (error) {
    if (error instanceof RefusalError) throw error;
    return malformed('an embedded object is not JSON');
  }
};
