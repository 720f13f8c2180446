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

/** Standard alphabet, padded. */
export const encodeBase64 = (bytes: Uint8Array): string => {
  const parts: string[] = [];
  let index = 0;
  for (; index + 2 < bytes.length; index += 3) {
    const word = ((bytes[index] ?? 0) << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0);
    parts.push(ALPHABET.charAt(word >> 18), ALPHABET.charAt((word >> 12) & 63), ALPHABET.charAt((word >> 6) & 63), ALPHABET.charAt(word & 63));
  }
  const left = bytes.length - index;
  if (left === 0) return parts.join('');
  const word = ((bytes[index] ?? 0) << 16) | ((bytes[index + 1] ?? 0) << 8);
  parts.push(ALPHABET.charAt(word >> 18), ALPHABET.charAt((word >> 12) & 63), left === 2 ? ALPHABET.charAt((word >> 6) & 63) : PAD, PAD);
  return parts.join('');
};

/** Position of the first character that breaks the encoding (line breaks are skipped), or -1. */
export const corruptBase64 = (text: string): number => {
  let digits = 0;
  let pads = 0;
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charAt(index);
    if (char === '\n' || char === '\r') continue;
    if (char === PAD && digits % 4 >= 2 && pads < 4 - (digits % 4)) pads += 1;
    else if (pads > 0 || sextet(text, index) < 0) return index;
    else digits += 1;
  }
  return (digits + pads) % 4 === 0 ? -1 : text.length - ((digits + pads) % 4);
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

/** Four characters a group, at most two pads with their unused bits zero. */
const CANONICAL = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/;

/** The same bytes as an encoder writes them. */
export const canonicalBase64 = (text: string): string =>
  CANONICAL.test(text) ? text : encodeBase64(decodeBase64(text));
