import { createInterface } from 'node:readline';
import type Docker from 'dockerode';
import { networkName } from '../../infra/runtime-docker/network.ts';
import { SANDBOX_IMAGE } from '../../infra/runtime-docker/sandbox-image.ts';
import { apiClient } from '../support/api-client.ts';
import type { ApiClient } from '../support/api-client.ts';
import type { LiveCluster } from '../support/live-cluster.ts';
import { atMost, median, plain } from './figure.ts';
import type { Figure } from './figure.ts';

const ROUNDS = 15;

const pod = (name: string): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'main', image: 'shiplog/demo:1', imagePullPolicy: 'Never' }] },
});

/** From sending the create to the watch event that says Running. */
const throughTheCluster = async (api: ApiClient, name: string): Promise<number> => {
  const path = '/api/v1/namespaces/bench/pods';
  const watch = await api.open(`${path}?watch=true&fieldSelector=metadata.name%3D${name}`);
  const started = performance.now();
  const created = await api.send('POST', path, pod(name));
  if (created.status !== 201) throw new Error(`create answered ${created.status}: ${created.body}`);
  for await (const line of createInterface({ input: watch })) {
    const { object } = JSON.parse(line) as { object: { status?: { phase?: string } } };
    if (object.status?.phase === 'Running') break;
  }
  const took = performance.now() - started;
  watch.destroy();
  await api.send('DELETE', `${path}/${name}?gracePeriodSeconds=0`);
  return took;
};

/** The same two containers, one after the other, with nothing in between. */
const raw = async (docker: Docker, network: string): Promise<number> => {
  const started = performance.now();
  const sandbox = await docker.createContainer({ Image: SANDBOX_IMAGE, HostConfig: { NetworkMode: network, IpcMode: 'shareable' } });
  await sandbox.start();
  const main = await docker.createContainer({ Image: 'shiplog/demo:1', HostConfig: { NetworkMode: `container:${sandbox.id}`, IpcMode: `container:${sandbox.id}` } });
  await main.start();
  const took = performance.now() - started;
  await main.remove({ force: true });
  await sandbox.remove({ force: true });
  return took;
};

export const benchPodStart = async (cluster: LiveCluster): Promise<readonly Figure[]> => {
  await cluster.ok(['create', 'namespace', 'bench']);
  const api = await apiClient(cluster);
  const [clusterMs, rawMs]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    clusterMs.push(await throughTheCluster(api, `p-${round}`));
    rawMs.push(await raw(cluster.docker, networkName(cluster.config.name)));
  }
  api.close();
  return [
    plain('create → Running, median', median(clusterMs), ' ms'),
    plain('two containers made raw, median', median(rawMs), ' ms'),
    atMost('difference', median(clusterMs) - median(rawMs), { most: 100, unit: ' ms' }),
  ];
};
