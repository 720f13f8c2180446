import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';

const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY } = constants;
/** What a new folder takes over from the volume: rights, and the group for what is made in it. */
const INHERITED_MODE = 0o2777;

const hasCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code;
const ignore = (code: string) => (error: unknown): undefined => {
  if (!hasCode(error, code)) throw error;
};

interface Found {
  /** Real path of as much of the path as there is. */
  readonly path: string;
  /** Names below it that are not there. */
  readonly missing: readonly string[];
}

const findExisting = async (root: string, names: readonly string[]): Promise<Found> => {
  for (let count = names.length; count > 0; count -= 1) {
    const path = await realpath(join(root, ...names.slice(0, count))).catch(ignore('ENOENT'));
    if (path !== undefined) return { path, missing: names.slice(count) };
  }
  return { path: root, missing: names };
};

const isWithin = (root: string, path: string): boolean => path === root || path.startsWith(root === sep ? sep : root + sep);

/** A name in an opened folder, wherever the folder's own path leads by now. */
const inside = (folder: FileHandle, name: string): string => `/proc/self/fd/${folder.fd}/${name}`;

const openFolder = (path: string): Promise<FileHandle> => open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);

/** Goes on to the folder of that name, which is no link, and lets go of the one before. */
const enter = async (folder: FileHandle, name: string): Promise<FileHandle> => {
  try {
    return await openFolder(inside(folder, name));
  } finally {
    await folder.close();
  }
};

const makeIn = async (folder: FileHandle, name: string, mode: number): Promise<FileHandle> => {
  const isNew = await mkdir(inside(folder, name)).then(() => true, ignore('EEXIST')) ?? false;
  const made = await enter(folder, name);
  if (isNew) await made.chmod(mode);
  return made;
};

/** Makes the missing folders one by one, each in its opened parent, so that no link leads astray what is made. */
const make = async (root: string, { path, missing }: Found): Promise<void> => {
  let folder = await openFolder(root);
  const mode = (await folder.stat()).mode & INHERITED_MODE;
  try {
    for (const name of path.slice(root.length).split(sep).filter(Boolean)) folder = await enter(folder, name);
    for (const name of missing) folder = await makeIn(folder, name, mode);
  } finally {
    await folder.close();
  }
};

/**
 * Real path of a place in a volume, which becomes a folder if there is nothing. Links within the volume are followed;
 * throws for what is outside of it, and nothing is made there. `sub` is names between slashes, none of them `.` or `..`.
 * Whoever can write to the volume can still put a link in the way between this and the mount, which goes by the path.
 */
export const placeInVolume = async (folder: string, sub: string): Promise<string> => {
  const root = await realpath(folder);
  const found = await findExisting(root, sub.split('/'));
  if (!isWithin(root, found.path)) throw new Error(`subPath ${sub} is outside the volume`);
  if (found.missing.length > 0) {
    await make(root, found).catch((cause: unknown) => {
      throw hasCode(cause, 'ENOTDIR') || hasCode(cause, 'ELOOP') ? new Error(`subPath ${sub} leads through what is no folder of the volume`, { cause }) : cause;
    });
  }
  return join(found.path, ...found.missing);
};
