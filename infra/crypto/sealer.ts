import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { EventStoreError } from '../../events/errors.ts';
import type { Sealer } from '../../services/kit/port.ts';
import { dataKeyCache } from './data-key-cache.ts';
import type { KeyEncryptionKey } from './key-encryption-key.ts';
import type { KeyRing } from './key-ring.ts';

export interface SealerOptions {
  readonly keys: KeyRing;
  readonly keyEncryptionKey: KeyEncryptionKey;
  /** Data keys kept in memory, at most. Default 10,000. */
  readonly cachedKeys?: number;
}

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const ID_BYTES = 16;
const VERSION = 1;
const NEWLINE = 0x0a;
const DEFAULT_CACHED_KEYS = 10_000;

const unreadable = (why: string, cause?: unknown): EventStoreError => new EventStoreError('malformed', `a sealed object cannot be opened: ${why}`, { cause });

interface Encrypted {
  readonly iv: Buffer;
  readonly tag: Buffer;
  readonly text: Buffer;
}

const encrypt = (key: Uint8Array, plain: Uint8Array, bound: string): Encrypted => {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(Buffer.from(bound));
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return { iv, tag: cipher.getAuthTag(), text };
};

const decrypt = (key: Uint8Array, { iv, tag, text }: Encrypted, bound: string): Buffer => {
  const decipher = createDecipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(bound)).setAuthTag(tag);
  return Buffer.concat([decipher.update(text), decipher.final()]);
};

/** A data key under the key-encryption key, bound to its own id: `{"v","kek","iv","tag","key"}`. */
const wrap = (kek: KeyEncryptionKey, id: string, dataKey: Uint8Array): Uint8Array => {
  const { iv, tag, text } = encrypt(kek.bytes, dataKey, id);
  return Buffer.from(JSON.stringify({ v: VERSION, kek: kek.id, iv: iv.toString('base64'), tag: tag.toString('base64'), key: text.toString('base64') }));
};

const unwrap = (kek: KeyEncryptionKey, id: string, wrapped: Uint8Array): Uint8Array => {
  const fields = JSON.parse(Buffer.from(wrapped).toString()) as { kek: string; iv: string; tag: string; key: string };
  if (fields.kek !== kek.id) throw new EventStoreError('misconfigured', `data keys are wrapped with key-encryption key ${fields.kek}, this is ${kek.id}`);
  try {
    return decrypt(kek.bytes, { iv: Buffer.from(fields.iv, 'base64'), tag: Buffer.from(fields.tag, 'base64'), text: Buffer.from(fields.key, 'base64') }, id);
  } catch (cause) {
    throw unreadable('its data key was altered', cause);
  }
};

/** `{"sealed":1,"key","iv","tag"}`, a newline, the ciphertext. */
const pack = (id: string, { iv, tag, text }: Encrypted): Uint8Array =>
  Buffer.concat([Buffer.from(`${JSON.stringify({ sealed: VERSION, key: id, iv: iv.toString('base64'), tag: tag.toString('base64') })}\n`), text]);

const unpack = (sealed: Uint8Array): Encrypted & { readonly id: string } => {
  const end = sealed.indexOf(NEWLINE);
  try {
    const fields = JSON.parse(Buffer.from(sealed.subarray(0, end)).toString()) as { sealed: number; key: string; iv: string; tag: string };
    if (fields.sealed !== VERSION) throw new Error(`sealed form ${fields.sealed}`);
    return { id: fields.key, iv: Buffer.from(fields.iv, 'base64'), tag: Buffer.from(fields.tag, 'base64'), text: Buffer.from(sealed.subarray(end + 1)) };
  } catch (cause) {
    throw unreadable('it is not in the sealed form', cause);
  }
};

/**
 * AES-256-GCM with a data key per version; the label is authenticated with it, so that a sealed object cannot stand in
 * for another. `seal` resolves once the wrapped key is durable. `open` throws EventStoreError `malformed` when the
 * key is missing or the bytes, key or label are not the ones sealed, `misconfigured` with a wrong key-encryption key.
 */
export const aesSealer = (options: SealerOptions): Sealer => {
  const { keys, keyEncryptionKey } = options;
  const cache = dataKeyCache(options.cachedKeys ?? DEFAULT_CACHED_KEYS, async (id) => {
    const wrapped = await keys.get(id);
    if (!wrapped) throw unreadable('its data key is missing');
    return unwrap(keyEncryptionKey, id, wrapped);
  });
  return {
    seal: async (plain, label) => {
      const id = randomBytes(ID_BYTES).toString('hex');
      const dataKey = randomBytes(KEY_BYTES);
      const sealed = pack(id, encrypt(dataKey, plain, label));
      await keys.put(id, wrap(keyEncryptionKey, id, dataKey));
      cache.add(id, dataKey);
      return sealed;
    },
    open: async (sealed, label) => {
      const { id, ...encrypted } = unpack(sealed);
      const dataKey = await cache.get(id);
      try {
        return decrypt(dataKey, encrypted, label);
      } catch (cause) {
        throw unreadable('it was altered, or belongs to another object', cause);
      }
    },
  };
};
