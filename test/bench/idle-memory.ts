import { setTimeout as pause } from 'node:timers/promises';
import { readSupervisorState } from '../../infra/supervisor/supervisor-state.ts';
import type { LiveCluster } from '../support/live-cluster.ts';
import { atMost, plain } from './figure.ts';
import type { Figure } from './figure.ts';
import { anonymousBytes, fileBytes, programOf, proportionalBytes, residentBytes } from './process-usage.ts';

const SETTLE_MS = 30_000;
const MIB = 1024 * 1024;

/** File pages resident for each program, taken from the process that holds most of them. */
const programBytes = (pids: readonly number[]): number => {
  const most = new Map<string, number>();
  for (const pid of pids) most.set(programOf(pid), Math.max(most.get(programOf(pid)) ?? 0, fileBytes(pid)));
  return [...most.values()].reduce((sum, bytes) => sum + bytes, 0);
};

/**
 * Memory of the supervisor, nats-server and every component, half a minute after the cluster became ready: proportional
 * set sizes as /proc/PID/smaps_rollup gives them, in which a page shared by n processes counts as an nth for each. The
 * Node program itself is such a page set; with other Node processes on the machine its share is smaller, so the total
 * is also given with each program's file pages counted once and whole, which depends on nobody else.
 */
export const benchIdleMemory = async (cluster: LiveCluster, mostMib: number): Promise<readonly Figure[]> => {
  await pause(SETTLE_MS);
  const state = readSupervisorState(cluster.folder.supervisorState);
  const processes = [{ name: 'supervisor', pid: state?.pid }, ...(state?.children ?? [])].flatMap(({ name, pid }) => (pid === undefined ? [] : [{ name, pid }]));
  const share = processes.map(({ name, pid }) => plain(name, proportionalBytes(pid) / MIB, ' MiB'));
  const total = processes.reduce((sum, { pid }) => sum + proportionalBytes(pid), 0) / MIB;
  const alone = processes.reduce((sum, { pid }) => sum + anonymousBytes(pid), 0) + programBytes(processes.map(({ pid }) => pid));
  const resident = processes.reduce((sum, { pid }) => sum + residentBytes(pid), 0) / MIB;
  return [
    ...share,
    atMost('all processes', total, { most: mostMib, unit: ' MiB' }),
    atMost('all processes, file pages of each program counted whole', alone / MIB, { most: mostMib, unit: ' MiB' }),
    plain('sum of resident sets (shared pages counted each time)', resident, ' MiB'),
  ];
};
