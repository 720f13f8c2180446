import type { CliCommand, Invocation } from './command.ts';
import { DIR_OPTION } from './command.ts';
import { openCluster, runningSupervisor } from './open-cluster.ts';
import type { OpenCluster } from './open-cluster.ts';
import { stopContainers } from './cluster-containers.ts';
import { endLeftovers } from '../supervisor/leftovers.ts';
import { signal, waitUntilGone } from '../supervisor/supervisor-state.ts';

const STOP_TIMEOUT_MS = 60_000;

/** Ends the supervisor with all it supervises, then the containers; the cluster's state stays. */
export const stopCluster = async ({ folder, config }: OpenCluster): Promise<void> => {
  const pid = await runningSupervisor(folder);
  if (pid !== undefined) {
    signal(pid, 'SIGTERM');
    if (!(await waitUntilGone(pid, { marker: folder.root, timeoutMs: STOP_TIMEOUT_MS }))) throw new Error(`the supervisor (process ${pid}) did not end within ${STOP_TIMEOUT_MS / 1000} s`);
  }
  // The supervisor may have been killed, and not just now.
  await endLeftovers({ stateFile: folder.supervisorState, marker: folder.root });
  await stopContainers(config);
};

export const down: CliCommand = {
  name: 'down',
  summary: 'stop the cluster and its containers; its state stays',
  usage: '[--dir DIR]',
  options: DIR_OPTION,
  run: async (invocation: Invocation) => {
    const cluster = await openCluster(invocation);
    await stopCluster(cluster);
    process.stdout.write('stopped; ./shiplog up resumes it\n');
    return 0;
  },
};
