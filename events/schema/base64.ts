const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const PAD = '=';

const tableOf = (): Int16Array => {
  const table = new Int16Array(128).fill(-1);
  for (let index = 0; index < 64; index += 1) table[ALPHABET.charCodeAt(index)] = index;
  return table;
};
const VALUES = tableOf();

const sextet = (text: string, index: number): number => {
  const code = text.charCodeAt(index);
  return code < 128 ? VALUES[code] ?? -1 : -1;
};

const DIGITS = Uint8Array.from(ALPHABET, (char) => char.charCodeAt(0));
const PAD_CODE = PAD.charCodeAt(0);

/** Writes the digits of up to three bytes at `bytes[from]`. */
const encodeGroup = (bytes: Uint8Array, from: number, out: Uint8Array): void => {
  const word = ((bytes[from] ?? 0) << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0);
  const at = (from / 3) * 4;
  const left = bytes.length - from;
  out[at] = DIGITS[word >> 18] ?? 0;
  out[at + 1] = DIGITS[(word >> 12) & 63] ?? 0;
  out[at + 2] = left > 1 ? DIGITS[(word >> 6) & 63] ?? 0 : PAD_CODE;
  out[at + 3] = left > 2 ? DIGITS[word & 63] ?? 0 : PAD_CODE;
};

/** Standard alphabet, padded. */
export const encodeBase64 = (bytes: Uint8Array): string => {
  const out = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  for (let from = 0; from < bytes.length; from += 3) encodeGroup(bytes, from, out);
  return new TextDecoder().decode(out);
};

/** Number of bits of the last digit that carry no data, by pads. */
const UNUSED_BITS = [0, 3, 15];

const padsOf = (text: string): number => {
  if (!text.endsWith(PAD)) return 0;
  return text.endsWith('==') ? 2 : 1;
};

/** Whether the text is exactly what an encoder writes. */
const isCanonical = (text: string): boolean => {
  if (text.length % 4 !== 0) return false;
  const pads = padsOf(text);
  const end = text.length - pads;
  for (let index = 0; index < end; index += 1) if (sextet(text, index) < 0) return false;
  return text === '' || (sextet(text, end - 1) & (UNUSED_BITS[pads] ?? 0)) === 0;
};

const LINE_BREAK = /[\r\n]/;

/** Position of the first character that breaks the encoding (line breaks are skipped), or -1. */
export const corruptBase64 = (text: string): number => {
  if (isCanonical(text)) return -1;
  let digits = 0;
  let pads = 0;
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charAt(index);
    if (LINE_BREAK.test(char)) continue;
    const mayPad = digits % 4 >= 2 && pads + (digits % 4) < 4;
    if (char === PAD && mayPad) pads += 1;
    else if (pads > 0 || sextet(text, index) < 0) return index;
    else digits += 1;
  }
  const loose = (digits + pads) % 4;
  return loose === 0 ? -1 : text.length - loose;
};

/** The bytes of valid base64; unused trailing bits are ignored. */
export const decodeBase64 = (text: string): Uint8Array => {
  const bytes = new Uint8Array(Math.ceil((text.length * 3) / 4));
  let length = 0;
  let bits = 0;
  let word = 0;
  for (let index = 0; index < text.length; index += 1) {
    const value = sextet(text, index);
    if (value < 0) continue;
    word = ((word << 6) | value) & 0xff_ff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[length] = (word >> bits) & 255;
    length += 1;
  }
  return bytes.subarray(0, length);
};

/** The same bytes as an encoder writes them. */
export const canonicalBase64 = (text: string): string =>
  isCanonical(text) ? text : encodeBase64(decodeBase64(text));
