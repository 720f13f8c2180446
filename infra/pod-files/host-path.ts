import type { Stats } from 'node:fs';
import { mkdir, stat, writeFile } from 'node:fs/promises';

const CHECKS: Readonly<Record<string, { readonly matches: (found: Stats) => boolean; readonly name: string }>> = {
  Directory: { matches: (found) => found.isDirectory(), name: 'a directory' },
  DirectoryOrCreate: { matches: (found) => found.isDirectory(), name: 'a directory' },
  File: { matches: (found) => found.isFile(), name: 'a file' },
  FileOrCreate: { matches: (found) => found.isFile(), name: 'a file' },
  Socket: { matches: (found) => found.isSocket(), name: 'a socket' },
  CharDevice: { matches: (found) => found.isCharacterDevice(), name: 'a character device' },
  BlockDevice: { matches: (found) => found.isBlockDevice(), name: 'a block device' },
};

const make = async (path: string, type: string): Promise<void> => {
  if (type === 'FileOrCreate') await writeFile(path, '', { flag: 'a', mode: 0o644 });
  // Without a type the runtime makes what is missing a folder.
  if (type === 'DirectoryOrCreate' || type === '') await mkdir(path, { recursive: true, mode: 0o755 });
};

/** Checks a hostPath against its type, making it where the type says so. */
export const checkHostPath = async (path: string, type: string): Promise<string> => {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) await make(path, type);
  const check = CHECKS[type];
  if (check === undefined) return path;
  const now = await stat(path).catch(() => undefined);
  if (now === undefined || !check.matches(now)) throw new Error(`hostPath type check failed: ${path} is not ${check.name}`);
  return path;
};
