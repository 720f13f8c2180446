import type { Sealer } from '../../services/kit/port.ts';
import { loadKeyEncryptionKey } from '../crypto/key-encryption-key.ts';
import { natsKeyRing } from '../crypto/key-ring.ts';
import { aesSealer } from '../crypto/sealer.ts';
import type { LogProcess } from './log-process.ts';

/** The sealer of a role that may use the KEYS bucket. */
export const openSealer = async ({ connection, context }: LogProcess): Promise<Sealer> =>
  aesSealer({ keys: await natsKeyRing(connection), keyEncryptionKey: await loadKeyEncryptionKey({ file: context.folder.keyEncryptionKey }) });
