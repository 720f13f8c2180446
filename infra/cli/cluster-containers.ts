import Docker from 'dockerode';
import type { ClusterConfig } from '../cluster/cluster-config.ts';
import { labelNames } from '../runtime-docker/labels.ts';
import { networkName } from '../runtime-docker/network.ts';
import { statusOf } from '../runtime-docker/docker-error.ts';
import { dockerSocket } from '../setup/docker-engine.ts';

/** Enough for a well-behaved server; a cluster that goes down does not wait for the others. */
const STOP_SECONDS = 5;

const GONE = [304, 404, 409];

/** Already stopped, already removed, being removed: what was wanted. */
const tolerate = async (work: Promise<unknown>): Promise<void> => {
  await work.catch((error: unknown) => {
    if (!GONE.includes(statusOf(error) ?? 0)) throw error;
  });
};

const containersOf = async (docker: Docker, config: ClusterConfig): Promise<readonly Docker.ContainerInfo[]> =>
  docker.listContainers({ all: true, filters: { label: [`${labelNames.cluster}=${config.name}`] } });

/** Stops every container of the cluster on this Engine; they stay, so that `up` finds what ran. */
export const stopContainers = async (config: ClusterConfig): Promise<void> => {
  if (config.runtime !== 'docker') return;
  const docker = new Docker({ socketPath: dockerSocket() });
  const running = (await containersOf(docker, config)).filter(({ State }) => State === 'running');
  await Promise.all(running.map(({ Id }) => tolerate(docker.getContainer(Id).stop({ t: STOP_SECONDS }))));
};

/** Removes the cluster's containers and its network from this Engine. */
export const removeContainers = async (config: ClusterConfig): Promise<void> => {
  if (config.runtime !== 'docker') return;
  const docker = new Docker({ socketPath: dockerSocket() });
  const all = await containersOf(docker, config);
  await Promise.all(all.map(({ Id }) => tolerate(docker.getContainer(Id).remove({ force: true, v: true }))));
  await tolerate(docker.getNetwork(networkName(config.name)).remove());
};
