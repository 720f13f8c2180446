import { readFile, readdir, stat } from 'node:fs/promises';
import { memoryFolder } from '../../infra/cluster/memory-folder.ts';
import { labelNames } from '../../infra/runtime-docker/labels.ts';
import { networkName } from '../../infra/runtime-docker/network.ts';
import type { LiveCluster } from '../support/live-cluster.ts';

const nameOf = (words: readonly string[]): string => {
  const flag = words.indexOf('--name');
  if (flag !== -1) return words[flag + 1] ?? '';
  return words.includes('supervisor') ? 'supervisor' : 'nats-server';
};

/** Names of the processes whose command lines name the cluster's folder, one for each process, sorted. */
export const processesOf = async ({ folder }: LiveCluster): Promise<readonly string[]> => {
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return lines.filter((line) => line.includes(folder.root)).map((line) => nameOf(line.split('\0'))).sort();
};

const exists = (path: string): Promise<boolean> => stat(path).then(() => true, () => false);

/** Everything on this machine that still belongs to a cluster. */
export const leftoversOf = async (cluster: LiveCluster): Promise<readonly string[]> => {
  const { docker, config, folder } = cluster;
  const containers = await docker.listContainers({ all: true, filters: { label: [`${labelNames.cluster}=${config.name}`] } });
  const networks = (await docker.listNetworks()).filter(({ Name }) => Name === networkName(config.name));
  const paths = [folder.root, memoryFolder(config)];
  const found = await Promise.all(paths.map(exists));
  return [
    ...containers.flatMap(({ Names }) => Names),
    ...networks.map(({ Name }) => Name),
    ...paths.filter((_, index) => found[index]),
    ...(await processesOf(cluster)),
  ];
};
