import { mkdir } from 'node:fs/promises';
import { writeClusterConfig } from '../cluster/cluster-config.ts';
import type { ClusterConfig } from '../cluster/cluster-config.ts';
import type { ClusterFolder } from '../cluster/cluster-folder.ts';
import { newClusterConfig } from '../cluster/new-cluster-config.ts';
import { prepareCluster } from './prepare-cluster.ts';
import type { ProcessContext, RunningProcess } from './process-context.ts';

/** Begins a cluster in a folder that holds none. */
export const beginCluster = async (folder: ClusterFolder): Promise<ClusterConfig> => {
  await mkdir(folder.root, { recursive: true, mode: 0o700 });
  const config = await newClusterConfig();
  await writeClusterConfig(folder.config, config);
  return config;
};

/** Makes what the other processes need in the cluster's folder, then ends: for those who start the processes themselves. Safe to repeat. */
export const prepare = async ({ folder, config, logger }: ProcessContext): Promise<RunningProcess> => {
  await prepareCluster(folder, config);
  logger.info('prepared', { folder: folder.root, kubeconfig: folder.kubeconfig });
  process.exit(0);
};
