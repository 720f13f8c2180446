import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SnapshotFiles } from '../../services/kit/follower/port.ts';

const KEEP = 2;
const READ_CHUNK_BYTES = 1024 * 1024;
const TEMPORARY = '.tmp';

const namesIn = async (directory: string): Promise<readonly string[]> => {
  const names = await readdir(directory).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  return names.toSorted().reverse();
};

const writeDurably = async (path: string, chunks: Iterable<Uint8Array>): Promise<void> => {
  const file = await open(path, 'w', 0o600);
  try {
    for (const chunk of chunks) await file.writeFile(chunk);
    await file.sync();
  } finally {
    await file.close();
  }
};

/** Makes the rename itself survive a power loss. */
const syncDirectory = async (directory: string): Promise<void> => {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/**
 * Snapshots as files of one directory, named so that newer ones sort later. A file appears by rename, after its bytes
 * are on disk: a kill at any moment leaves whole files and at most a temporary one, which the next write removes.
 */
export const snapshotFiles = (directory: string): SnapshotFiles => {
  const remove = async (name: string): Promise<void> => rm(join(directory, name), { force: true });
  const list = async (): Promise<readonly string[]> => (await namesIn(directory)).filter((name) => !name.endsWith(TEMPORARY));
  return {
    list,
    read: (name) => createReadStream(join(directory, name), { highWaterMark: READ_CHUNK_BYTES }),
    write: async (name, chunks) => {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const temporary = join(directory, `${name}${TEMPORARY}`);
      for (const left of (await namesIn(directory)).filter((each) => each.endsWith(TEMPORARY))) await remove(left);
      await writeDurably(temporary, chunks);
      await rename(temporary, join(directory, name));
      await syncDirectory(directory);
      for (const old of (await list()).slice(KEEP)) await remove(old);
    },
    remove,
  };
};
