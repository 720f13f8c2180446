import { readFile } from 'node:fs/promises';
import { unpackDebianPackage } from './debian-package.ts';
import { SetupError, hasApt, isExecutable, which } from './step.ts';
import type { Say } from './step.ts';
import { toolsFolder } from './tools-folder.ts';

const ELF_INTERPRETER = 3;

/** An ELF file without a program interpreter runs in an empty image. */
const isStatic = async (path: string): Promise<boolean> => {
  const file = await readFile(path).catch(() => undefined);
  if (file === undefined || file.length < 64 || file.readUInt32BE(0) !== 0x7f454c46 || file[4] !== 2) return false;
  const tableOffset = Number(file.readBigUInt64LE(32));
  const entryBytes = file.readUInt16LE(54);
  const entries = file.readUInt16LE(56);
  for (let index = 0; index < entries; index += 1) {
    if (file.readUInt32LE(tableOffset + index * entryBytes) === ELF_INTERPRETER) return false;
  }
  return true;
};

const existing = async (): Promise<string | undefined> => {
  const places = [process.env['SHIPLOG_BUSYBOX'], await which('busybox'), toolsFolder('busybox/bin/busybox'), toolsFolder('busybox/usr/bin/busybox')];
  for (const path of places) {
    if (path !== undefined && (await isExecutable(path)) && (await isStatic(path))) return path;
  }
  return undefined;
};

/** Path of a static busybox, which the sandbox and demo images are made of: the system's, or Debian's package unpacked into .tools. */
export const ensureBusybox = async (say: Say): Promise<string> => {
  const found = await existing();
  if (found !== undefined) return found;
  if (await hasApt()) {
    say('fetching busybox-static into .tools');
    await unpackDebianPackage({ name: 'busybox-static', into: toolsFolder('busybox') });
  }
  const unpacked = await existing();
  if (unpacked !== undefined) return unpacked;
  throw new SetupError('a static busybox was not found', 'install busybox-static, or name one in SHIPLOG_BUSYBOX, and run again');
};
