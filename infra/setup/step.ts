import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** Writes one line for the person who waits. */
export type Say = (line: string) => void;

/** A set-up step that could not be done here, with what the user can do about it. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
  readonly remedy: string;
  constructor(message: string, remedy: string, options?: { cause?: unknown }) {
    super(message, options);
    this.remedy = remedy;
  }
}

const exec = promisify(execFile);

/** Runs a program to its end; resolves with standard output, rejects with the program's own last words. */
export const run = async (program: string, args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): Promise<string> => {
  const { stdout } = await exec(program, [...args], { ...options, maxBuffer: 16 * 1024 * 1024 });
  return stdout;
};

export const isExecutable = async (path: string): Promise<boolean> => {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Finds a program as a shell would; system folders that user shells leave out are searched too. */
export const which = async (program: string): Promise<string | undefined> => {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];
  for (const folder of folders) {
    const path = join(folder, program);
    if (folder !== '' && (await isExecutable(path))) return path;
  }
  return undefined;
};

export const isRoot = (): boolean => process.getuid?.() === 0;

/** Whether Debian's package tools can be used: apt-get present. */
export const hasApt = async (): Promise<boolean> => (await which('apt-get')) !== undefined;
