const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Raw (unpadded) URL base64. */
export const encodeBase64Url = (bytes: Uint8Array): string => {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const chunk = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const symbols = Math.min(4, bytes.length - at + 1);
    for (let index = 0; index < symbols; index += 1) text += ALPHABET[(chunk >> (18 - 6 * index)) & 63] ?? '';
  }
  return text;
};

/** Undefined for anything that is not raw URL base64. */
export const decodeBase64Url = (text: string): Uint8Array | undefined => {
  if (text.length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let chunk = 0;
  let bits = 0;
  let length = 0;
  for (const symbol of text) {
    const value = ALPHABET.indexOf(symbol);
    if (value < 0) return undefined;
    chunk = ((chunk << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[length] = (chunk >> bits) & 0xff;
      length += 1;
    }
  }
  return bytes;
};
