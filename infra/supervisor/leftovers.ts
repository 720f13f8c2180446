import { isOurProcess, readSupervisorState, signal, waitUntilGone } from './supervisor-state.ts';
import type { SupervisorState } from './supervisor-state.ts';

const TIMEOUT_MS = 10_000;
const LOG = 'nats-server';

type Leftover = SupervisorState['children'][number] & { readonly pid: number };

const leftoversOf = async (stateFile: string, marker: string): Promise<readonly Leftover[]> => {
  const found: Leftover[] = [];
  for (const child of readSupervisorState(stateFile)?.children ?? []) {
    if (child.pid !== undefined && (await isOurProcess(child.pid, marker))) found.push({ ...child, pid: child.pid });
  }
  return found;
};

const end = async (pid: number, marker: string): Promise<void> => {
  signal(pid, 'SIGTERM');
  if (await waitUntilGone(pid, { marker, timeoutMs: TIMEOUT_MS })) return;
  signal(pid, 'SIGKILL');
  await waitUntilGone(pid, { marker, timeoutMs: TIMEOUT_MS });
};

/**
 * A supervisor killed outright leaves its children running; two of a kind must not run, so they are ended before anything
 * else is started, the log last. Only for when that supervisor is gone. Answers the names of those that were ended.
 */
export const endLeftovers = async ({ stateFile, marker }: { readonly stateFile: string; readonly marker: string }): Promise<readonly string[]> => {
  const all = await leftoversOf(stateFile, marker);
  await Promise.all(all.filter(({ name }) => name !== LOG).map(({ pid }) => end(pid, marker)));
  await Promise.all(all.filter(({ name }) => name === LOG).map(({ pid }) => end(pid, marker)));
  return all.map(({ name }) => name);
};
