import { chmod, rename, writeFile } from 'node:fs/promises';

/** Writes a file only its owner can read, whole or not at all. */
export const writePrivateFile = async (path: string, content: string | Uint8Array): Promise<void> => {
  const draft = `${path}.new`;
  await writeFile(draft, content, { mode: 0o600, flush: true });
  await chmod(draft, 0o600);
  await rename(draft, path);
};
