import { TextSyntaxError } from './json-text.ts';

/** Upstream's `Unknown` message behind the four magic bytes. */
export interface ProtobufEnvelope {
  readonly apiVersion: string;
  readonly kind: string;
  readonly raw: Uint8Array;
  readonly contentEncoding: string;
  /** Of `raw`; '' means protobuf. */
  readonly contentType: string;
}

const MAGIC: readonly number[] = [0x6b, 0x38, 0x73, 0x00];

interface Field {
  readonly number: number;
  readonly bytes: Uint8Array;
}

const readVarint = (bytes: Uint8Array, start: number): { readonly value: number; readonly next: number } => {
  let value = 0;
  for (let index = 0; index < 5; index += 1) {
    const byte = bytes[start + index];
    if (byte === undefined) throw new TextSyntaxError('unexpected EOF');
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, next: start + index + 1 };
  }
  throw new TextSyntaxError('proto: integer overflow');
};

/** The length-delimited fields of a message that has no others. */
const readFields = (bytes: Uint8Array): Field[] => {
  const fields: Field[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = readVarint(bytes, at);
    if ((tag.value & 7) !== 2) throw new TextSyntaxError(`proto: wrong wireType = ${tag.value & 7} for field ${tag.value >>> 3} of Unknown`);
    const length = readVarint(bytes, tag.next);
    at = length.next + length.value;
    if (at > bytes.length) throw new TextSyntaxError('unexpected EOF');
    fields.push({ number: tag.value >>> 3, bytes: bytes.subarray(length.next, at) });
  }
  return fields;
};

const EMPTY = new Uint8Array(0);
const last = (fields: readonly Field[], number: number): Uint8Array => fields.findLast((field) => field.number === number)?.bytes ?? EMPTY;
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Opens a protobuf body. `raw` is a view on `bytes`. Throws TextSyntaxError when it is not one. */
export const openProtobufEnvelope = (bytes: Uint8Array): ProtobufEnvelope => {
  if (bytes.length === 0) throw new TextSyntaxError('empty data');
  if (MAGIC.some((byte, index) => bytes[index] !== byte)) {
    throw new TextSyntaxError(`provided data does not appear to be a protobuf message, expected prefix [${MAGIC.join(' ')}]`);
  }
  const fields = readFields(bytes.subarray(MAGIC.length));
  const typeMeta = readFields(last(fields, 1));
  return {
    apiVersion: text(last(typeMeta, 1)),
    kind: text(last(typeMeta, 2)),
    raw: last(fields, 2),
    contentEncoding: text(last(fields, 3)),
    contentType: text(last(fields, 4)),
  };
};
