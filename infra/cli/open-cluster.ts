import { readClusterConfig } from '../cluster/cluster-config.ts';
import type { ClusterConfig } from '../cluster/cluster-config.ts';
import { clusterFolder, clusterRoot } from '../cluster/cluster-folder.ts';
import type { ClusterFolder } from '../cluster/cluster-folder.ts';
import { isOurProcess, readSupervisorState } from '../supervisor/supervisor-state.ts';
import { UsageError, stringOption } from './command.ts';
import type { Invocation } from './command.ts';

export interface OpenCluster {
  readonly folder: ClusterFolder;
  readonly config: ClusterConfig;
}

export const folderOf = (invocation: Invocation): ClusterFolder => clusterFolder(clusterRoot(stringOption(invocation, 'dir')));

/** The cluster the command is about; UsageError when there is none. */
export const openCluster = async (invocation: Invocation): Promise<OpenCluster> => {
  const folder = folderOf(invocation);
  const config = await readClusterConfig(folder.config);
  if (config === undefined) throw new UsageError(`there is no cluster in ${folder.root}`, './shiplog up starts one');
  return { folder, config };
};

/** Process id of the cluster's supervisor, if it is running. */
export const runningSupervisor = async (folder: ClusterFolder): Promise<number | undefined> => {
  const pid = readSupervisorState(folder.supervisorState)?.pid;
  return pid !== undefined && (await isOurProcess(pid, folder.root)) ? pid : undefined;
};

/** As openCluster, and it must be running. */
export const runningCluster = async (invocation: Invocation): Promise<OpenCluster> => {
  const cluster = await openCluster(invocation);
  if ((await runningSupervisor(cluster.folder)) === undefined) throw new UsageError('the cluster is stopped', './shiplog up starts it again');
  return cluster;
};
