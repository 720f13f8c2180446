import type Docker from 'dockerode';
import { ensureBusybox } from '../../infra/setup/busybox.ts';

/** A static busybox to build test images from. */
export const testBusybox = (): Promise<string> => ensureBusybox((line) => { process.stderr.write(`${line}\n`); });

/** Removes all containers and the network of a cluster a test made. */
export const removeCluster = async (docker: Docker, cluster: string): Promise<void> => {
  const found = await docker.listContainers({ all: true, filters: { label: [`io.shiplog.cluster=${cluster}`] } });
  await Promise.all(found.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true }).catch(() => undefined)));
  await docker.getNetwork(`shiplog-${cluster}`).remove().catch(() => undefined);
};
