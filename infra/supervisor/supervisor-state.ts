import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

const SupervisorStateSchema = z.object({
  pid: z.int(),
  children: z.array(z.object({ name: z.string(), pid: z.int().optional(), restarts: z.int(), since: z.string() })),
});

export type SupervisorState = z.infer<typeof SupervisorStateSchema>;

/** What the last supervisor wrote; undefined when none ever ran or the file is unreadable. */
export const readSupervisorState = (path: string): SupervisorState | undefined => {
  try {
    return SupervisorStateSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
};

export const writeSupervisorState = (path: string, state: SupervisorState): void => {
  mkdirSync(dirname(path), { recursive: true });
  const part = `${path}.part`;
  writeFileSync(part, JSON.stringify(state), { mode: 0o600 });
  renameSync(part, path);
};

/** Whether the process is alive and its command line holds the marker: a recycled pid is somebody else's. */
export const isOurProcess = async (pid: number, marker: string): Promise<boolean> => {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return commandLine.includes(marker);
};

/** Sends the signal (0 only asks) if the process is alive; true when it was. */
export const signal = (pid: number, name: NodeJS.Signals | 0): boolean => {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
};

/** Resolves true when the process is gone, or dead and only not collected yet; false after the time. */
export const waitUntilGone = async (pid: number, { marker, timeoutMs }: { readonly marker: string; readonly timeoutMs: number }): Promise<boolean> => {
  const deadline = Date.now() + timeoutMs;
  while (await isOurProcess(pid, marker)) {
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
};
