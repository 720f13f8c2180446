import { setTimeout as pause } from 'node:timers/promises';
import { readSupervisorState } from '../../infra/supervisor/supervisor-state.ts';
import type { LiveCluster } from '../support/live-cluster.ts';
import { atMost, plain } from './figure.ts';
import type { Figure } from './figure.ts';
import { proportionalBytes, residentBytes } from './process-usage.ts';

const SETTLE_MS = 30_000;
const MIB = 1024 * 1024;

/** Memory of the supervisor, nats-server and every component, half a minute after the cluster became ready. */
export const benchIdleMemory = async (cluster: LiveCluster, mostMib: number): Promise<readonly Figure[]> => {
  await pause(SETTLE_MS);
  const state = readSupervisorState(cluster.folder.supervisorState);
  const processes = [{ name: 'supervisor', pid: state?.pid }, ...(state?.children ?? [])].flatMap(({ name, pid }) => (pid === undefined ? [] : [{ name, pid }]));
  const share = processes.map(({ name, pid }) => plain(name, proportionalBytes(pid) / MIB, ' MiB'));
  const total = processes.reduce((sum, { pid }) => sum + proportionalBytes(pid), 0) / MIB;
  const resident = processes.reduce((sum, { pid }) => sum + residentBytes(pid), 0) / MIB;
  return [...share, atMost('all processes', total, mostMib, ' MiB'), plain('sum of resident sets (shared pages counted each time)', resident, ' MiB')];
};
