import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, open, readFile, readdir, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PodFiles, ProjectedFile, VolumePlace } from '../../services/node-agent/port.ts';
import { checkHostPath } from './host-path.ts';
import { placeInVolume } from './place-in-volume.ts';

export interface PodFilesOptions {
  /** Folder on disk of this node of this cluster. */
  readonly dir: string;
  /** Folder on a tmpfs, e.g. below /dev/shm. */
  readonly memoryDir: string;
  /** Default `/etc/resolv.conf`. */
  readonly resolvConf?: string;
}

const DATA_LINK = '..data';
const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** Names from the API become path segments only when they are one. */
const segment = (text: string): string => {
  if (text === '' || text === '.' || text === '..' || /[/\0]/.test(text)) throw new Error(`not a file name: ${JSON.stringify(text)}`);
  return text;
};

const safePath = (path: string): string => path.split('/').map(segment).join('/');

const give = async (path: string, mode: number, fsGroup: number | undefined): Promise<void> => {
  if (fsGroup !== undefined) await chown(path, -1, fsGroup).catch(() => undefined);
  await chmod(path, mode);
};

/** Owner's rights are lent to the group, as kubelet does for fsGroup. */
const groupMode = (mode: number, fsGroup: number | undefined): number => (fsGroup === undefined ? mode : mode | ((mode & 0o400) >> 3));

const writeAll = async (folder: string, files: readonly ProjectedFile[], fsGroup: number | undefined): Promise<void> => {
  for (const { path, content, mode } of files) {
    const target = join(folder, safePath(path));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
    await give(target, groupMode(mode, fsGroup), fsGroup);
  }
};

const isSame = async (folder: string, files: readonly ProjectedFile[]): Promise<boolean> => {
  const found = await readdir(join(folder, DATA_LINK), { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (found === undefined || found.filter((entry) => entry.isFile()).length !== files.length) return false;
  for (const { path, content } of files) {
    const present = await readFile(join(folder, DATA_LINK, safePath(path))).catch(() => undefined);
    if (present === undefined || !present.equals(content)) return false;
  }
  return true;
};

/** Points a link elsewhere in one step. */
const relink = async (target: string, link: string): Promise<void> => {
  const temporary = `${link}.${randomBytes(4).toString('hex')}`;
  await symlink(target, temporary);
  await rename(temporary, link);
};

const linkNames = async (folder: string, files: readonly ProjectedFile[]): Promise<void> => {
  const names = new Set(files.map(({ path }) => path.split('/')[0] ?? ''));
  const present = new Set((await readdir(folder)).filter((name) => !name.startsWith('..')));
  for (const name of names) if (!present.has(name)) await symlink(join(DATA_LINK, name), join(folder, name));
  for (const name of present) if (!names.has(name)) await rm(join(folder, name), { force: true });
};

const project = async (folder: string, { fsGroup }: VolumePlace, files: readonly ProjectedFile[]): Promise<string> => {
  await mkdir(folder, { recursive: true });
  if (await isSame(folder, files)) return folder;
  const before = await readlink(join(folder, DATA_LINK)).catch(() => undefined);
  const version = `..${new Date().toISOString().replaceAll(/[:.TZ-]/g, '_')}${randomBytes(4).toString('hex')}`;
  await mkdir(join(folder, version));
  await writeAll(join(folder, version), files, fsGroup);
  await relink(version, join(folder, DATA_LINK));
  await linkNames(folder, files);
  await give(folder, fsGroup === undefined ? 0o755 : 0o2775, fsGroup);
  if (before !== undefined) await rm(join(folder, before), { recursive: true, force: true });
  return folder;
};

const emptyDir = async (folder: string, { fsGroup }: VolumePlace): Promise<string> => {
  const made = await mkdir(folder, { recursive: true });
  if (made !== undefined) await give(folder, fsGroup === undefined ? 0o777 : 0o2777, fsGroup);
  return folder;
};

const readTail = async (path: string, maxBytes: number): Promise<string> => {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      const length = Math.min(size, maxBytes);
      const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
      return buffer.toString('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
};

/** Files of pods on the machine's disk, those of Secrets in memory only. */
export const createPodFiles = ({ dir, memoryDir, resolvConf = '/etc/resolv.conf' }: PodFilesOptions): PodFiles => {
  const podDir = (podUid: string): string => join(dir, 'pods', segment(podUid));
  const volumeDir = ({ podUid, volume, inMemory }: VolumePlace): string =>
    join(inMemory ? join(memoryDir, segment(podUid)) : join(podDir(podUid), 'volumes'), segment(volume));
  const write = async (podUid: string, name: string, content: string): Promise<string> => {
    const path = join(podDir(podUid), segment(name));
    await mkdir(dirname(path), { recursive: true });
    // Written in place: containers have this very file mounted.
    await writeFile(path, content, { mode: 0o644 });
    return path;
  };
  return {
    project: (place, files) => project(volumeDir(place), place, files),
    emptyDir: (place) => emptyDir(volumeDir(place), place),
    write,
    terminationLog: async (podUid, container, attempt) => {
      const path = join(podDir(podUid), 'termination', `${segment(container)}-${attempt}`);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, '', { flag: 'a' });
      await chmod(path, 0o666);
      return path;
    },
    readTail,
    subPath: (folder, sub) => placeInVolume(folder, safePath(sub)),
    hostPath: checkHostPath,
    hostResolvConf: () => readFile(resolvConf, 'utf8').catch(() => ''),
    list: async () => {
      const found = await Promise.all([join(dir, 'pods'), memoryDir].map((folder) => readdir(folder).catch(() => [])));
      return [...new Set(found.flat())];
    },
    remove: async (podUid) => {
      await Promise.all([podDir(podUid), join(memoryDir, segment(podUid))].map((folder) => rm(folder, { recursive: true, force: true })));
    },
  };
};
