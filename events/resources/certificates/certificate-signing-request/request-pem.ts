import { decodeBase64 } from '../../../schema/base64.ts';

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----\s*([A-Za-z0-9+/=\s]*)-----END \1-----/;

/** More than any request has, and less than a call takes arguments. */
const MOST_CHARACTERS = 64 * 1024;

/** Whether the bytes are one DER sequence and nothing else. */
const isSequence = (bytes: Uint8Array): boolean => {
  const [tag, length = 0] = bytes;
  if (tag !== 0x30) return false;
  if (length < 0x80) return bytes.length === 2 + length;
  const count = length - 0x80;
  if (count < 1 || count > 4) return false;
  const long = bytes.subarray(2, 2 + count).reduce((sum, byte) => sum * 256 + byte, 0);
  return bytes.length === 2 + count + long;
};

/** Why base64 text holds no certificate request in PEM; undefined when it does. The signature is the signer's to check. */
export const requestPemFault = (base64: string): string | undefined => {
  if (base64.length > MOST_CHARACTERS) return 'the request is too large';
  const text = String.fromCharCode(...decodeBase64(base64).map((byte) => byte & 0x7f));
  const block = BLOCK.exec(text);
  if (block?.[1] !== 'CERTIFICATE REQUEST') return 'PEM block type must be CERTIFICATE REQUEST';
  return isSequence(decodeBase64((block[2] ?? '').replace(/\s/g, ''))) ? undefined : 'asn1: structure error: not a certificate request';
};
