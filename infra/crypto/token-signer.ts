import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { JsonObject } from '../../events/json.ts';
import { isJsonObject } from '../../events/json.ts';
import type { TokenSigner } from '../../services/kit/port.ts';
import { writePrivateFile } from './private-file.ts';

const ALGORITHM = 'ES256';
/** Longer than any token this cluster signs; nobody is kept busy with longer ones. */
const MAX_TOKEN_LENGTH = 16 * 1024;

const base64Url = (value: JsonObject): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const parsed = (part: string): JsonObject | undefined => {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** A key's name: the hash of its public form, as upstream names its keys. */
const keyIdOf = (key: KeyObject): string => createHash('sha256').update(key.export({ type: 'spki', format: 'der' })).digest('base64url');

const publicJwk = (key: KeyObject, kid: string): JsonObject => {
  const { kty = '', crv = '', x = '', y = '' } = key.export({ format: 'jwk' });
  return { use: 'sig', kty, kid, crv, alg: ALGORITHM, x, y };
};

/** A new key for tokens: ECDSA P-256, PKCS#8, PEM. */
export const newTokenKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** Writes a new key to a file its owner alone can read. Never call it over a key that is in use. */
export const createTokenKeyFile = (path: string): Promise<void> => writePrivateFile(path, newTokenKey());

/** Throws for anything but an ECDSA P-256 private key in PEM. */
export const es256Signer = (privateKeyPem: string): TokenSigner => {
  const privateKey = createPrivateKey(privateKeyPem);
  if (privateKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new Error('the key for tokens is not an ECDSA P-256 key');
  const publicKey = createPublicKey(privateKey);
  const kid = keyIdOf(publicKey);
  const header = base64Url({ alg: ALGORITHM, kid });
  return {
    algorithm: ALGORITHM,
    publicKeys: [publicJwk(publicKey, kid)],
    sign: (claims) => {
      const content = `${header}.${base64Url({ ...claims, jti: randomUUID() })}`;
      return `${content}.${sign('sha256', Buffer.from(content), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
    },
    verify: (token) => {
      const [head = '', claims = '', signature = '', ...rest] = token.length > MAX_TOKEN_LENGTH ? [] : token.split('.');
      // The header chooses nothing: it must be the one this key signs with.
      if (head !== header || rest.length > 0) return undefined;
      const isSigned = verify('sha256', Buffer.from(`${head}.${claims}`), { key: publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
      return isSigned ? parsed(claims) : undefined;
    },
  };
};

/** Reads the key a cluster signs its tokens with. */
export const loadTokenSigner = async (path: string): Promise<TokenSigner> => es256Signer(await readFile(path, 'utf8'));
