import { randomBytes } from 'node:crypto';
import type { ClusterConfig } from './cluster-config.ts';
import { freePodNetwork, freePort } from './free-addresses.ts';

const DEFAULT_API_PORT = 6443;

export const nodeNames = (count: number): string[] => Array.from({ length: count }, (_, index) => `node-${index + 1}`);

/** A new cluster's settings: one node on Docker, with ports and a pod network nobody uses now, but for what is wanted otherwise. */
export const newClusterConfig = async (wanted: Partial<ClusterConfig> = {}): Promise<ClusterConfig> => ({
  name: randomBytes(3).toString('hex'),
  nodes: nodeNames(1),
  runtime: 'docker',
  apiServers: 1,
  inOne: false,
  apiHost: '127.0.0.1',
  apiPort: wanted.apiPort ?? (await freePort(DEFAULT_API_PORT)),
  natsPort: await freePort(),
  podNetwork: await freePodNetwork(),
  serviceCidr: '10.96.0.0/16',
  ...wanted,
});
