import type Docker from 'dockerode';
import { call, statusOf } from './docker-error.ts';
import { labelNames } from './labels.ts';

export interface PodNetwork {
  /** CIDR of all pods of the cluster on this Engine, e.g. `10.244.0.0/16`. */
  readonly subnet: string;
  readonly gateway: string;
}

export const networkName = (cluster: string): string => `shiplog-${cluster}`;

const inspect = async (docker: Docker, name: string): Promise<{ readonly subnet: string | undefined } | undefined> => {
  try {
    const info = await docker.getNetwork(name).inspect();
    return { subnet: info.IPAM?.Config?.[0]?.Subnet };
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
};

const create = async (docker: Docker, cluster: string, network: PodNetwork): Promise<void> => {
  try {
    await docker.createNetwork({
      Name: networkName(cluster),
      Driver: 'bridge',
      CheckDuplicate: true,
      IPAM: { Driver: 'default', Config: [{ Subnet: network.subnet, Gateway: network.gateway }] },
      Labels: { [labelNames.cluster]: cluster },
    });
  } catch (error) {
    // Another agent on this Engine was faster.
    if (statusOf(error) !== 409) throw error;
  }
};

/** The one bridge network of a cluster on this Engine. A network of that name with another subnet is refused. */
export const ensureNetwork = async (docker: Docker, cluster: string, network: PodNetwork): Promise<void> => {
  const name = networkName(cluster);
  if ((await call(inspect(docker, name))) === undefined) await call(create(docker, cluster, network));
  const found = await call(inspect(docker, name));
  if (found?.subnet !== network.subnet) throw new Error(`the Docker network ${name} has the subnet ${found?.subnet ?? 'none'}, not ${network.subnet}`);
};
