import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { EventStoreError } from '../../events/errors.ts';
import { writePrivateFile } from './private-file.ts';

/** Where the key-encryption key comes from: a file, or a command that prints it (an HSM's or a vault's client). */
export type KeySource = { readonly file: string } | { readonly command: readonly [string, ...string[]] };

/** 256 bits that wrap every data key. `id` tells keys apart without telling anything about them. */
export interface KeyEncryptionKey {
  readonly id: string;
  readonly bytes: Uint8Array;
}

const KEY_BYTES = 32;
const COMMAND_TIMEOUT_MS = 10_000;

const readSource = async (source: KeySource): Promise<string> => {
  try {
    if ('file' in source) return await readFile(source.file, 'utf8');
    const [program, ...args] = source.command;
    return (await promisify(execFile)(program, args, { timeout: COMMAND_TIMEOUT_MS })).stdout;
  } catch {
    // The cause of a failed command carries its output, which may be the key.
    throw new EventStoreError('misconfigured', 'the key-encryption key cannot be read');
  }
};

/** Reads the key: 32 bytes in base64. Throws EventStoreError `misconfigured` if it is anything else. */
export const loadKeyEncryptionKey = async (source: KeySource): Promise<KeyEncryptionKey> => {
  const bytes = Buffer.from((await readSource(source)).trim(), 'base64');
  if (bytes.length !== KEY_BYTES) throw new EventStoreError('misconfigured', `the key-encryption key must be ${KEY_BYTES} bytes in base64`);
  return { id: createHash('sha256').update('key-encryption-key').update(bytes).digest('hex').slice(0, 16), bytes };
};

/** Writes a new random key to a file its owner alone can read. Never call it over a key that is in use. */
export const createKeyFile = (path: string): Promise<void> => writePrivateFile(path, `${randomBytes(KEY_BYTES).toString('base64')}\n`);
