import type { Json, JsonObject } from '../../events/json.ts';
import { isJsonObject } from '../../events/json.ts';
import { parseJson } from '../../events/parse-json.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN = 0x7b;
const CLOSE = 0x7d;

const utf8 = new TextDecoder('utf-8');
const text = (bytes: Uint8Array): string => utf8.decode(bytes);

const broken = (): Error => new SyntaxError('a stored object is no JSON object');

/** Behind the closing quote of the string that begins here. */
const behindString = (bytes: Uint8Array, start: number): number => {
  for (let at = start + 1; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === BACKSLASH) at += 1;
    else if (byte === QUOTE) return at + 1;
  }
  throw broken();
};

/** Behind the closing bracket of the list or object that begins here. */
const behindNested = (bytes: Uint8Array, start: number): number => {
  let depth = 0;
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) at = behindString(bytes, at) - 1;
    else if (byte === OPEN || byte === OPEN_LIST) depth += 1;
    else if (byte === CLOSE || byte === CLOSE_LIST) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  throw broken();
};

/** At the comma or bracket behind a number, true, false or null. */
const behindPlain = (bytes: Uint8Array, start: number): number => {
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === COMMA || byte === CLOSE || byte === CLOSE_LIST) return at;
  }
  throw broken();
};

const behindValue = (bytes: Uint8Array, start: number): number => {
  const byte = bytes[start];
  if (byte === QUOTE) return behindString(bytes, start);
  return byte === OPEN || byte === OPEN_LIST ? behindNested(bytes, start) : behindPlain(bytes, start);
};

/** Where a member of the object that begins here lies: from its key's quote to behind its value. */
interface Member {
  readonly from: number;
  readonly value: number;
  readonly to: number;
}

const isNamed = (bytes: Uint8Array, from: number, name: string): boolean => {
  for (let index = 0; index < name.length; index += 1) if (bytes[from + 1 + index] !== name.charCodeAt(index)) return false;
  return bytes[from + 1 + name.length] === QUOTE;
};

/** `name` is plain ASCII. */
const memberOf = (bytes: Uint8Array, start: number, name: string): Member | undefined => {
  if (bytes[start] !== OPEN) throw broken();
  for (let from = start + 1; bytes[from] === QUOTE;) {
    const colon = behindString(bytes, from);
    if (bytes[colon] !== COLON) throw broken();
    const to = behindValue(bytes, colon + 1);
    if (isNamed(bytes, from, name)) return { from, value: colon + 1, to };
    from = bytes[to] === COMMA ? to + 1 : to;
  }
  return undefined;
};

/** The value of one field of the metadata; undefined where it is absent. Throws for what is no JSON object. */
export const metadataField = (bytes: Uint8Array, name: string): Json | undefined => {
  const metadata = memberOf(bytes, 0, 'metadata');
  const found = metadata && bytes[metadata.value] === OPEN ? memberOf(bytes, metadata.value, name) : undefined;
  if (found === undefined) return undefined;
  const value: unknown = parseJson(`{"value":${text(bytes.subarray(found.value, found.to))}}`);
  return isJsonObject(value) ? value['value'] : undefined;
};

/** The object without its metadata. Throws for what is no JSON object. */
export const withoutMetadata = (bytes: Uint8Array): JsonObject => {
  const metadata = memberOf(bytes, 0, 'metadata');
  const value: unknown = parseJson(metadata === undefined ? text(bytes) : `${text(bytes.subarray(0, metadata.value))}{}${text(bytes.subarray(metadata.to))}`);
  if (!isJsonObject(value)) throw broken();
  return value;
};
