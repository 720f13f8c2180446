import { createInterface } from 'node:readline';
import type Docker from 'dockerode';
import { labelNames } from '../../infra/runtime-docker/labels.ts';
import { apiClient } from '../support/api-client.ts';
import type { ApiClient } from '../support/api-client.ts';
import { eventually } from '../support/eventually.ts';
import type { LiveCluster } from '../support/live-cluster.ts';
import { atMost, median, plain } from './figure.ts';
import type { Figure } from './figure.ts';

const ROUNDS = 15;
const PATH = '/api/v1/namespaces/bench/pods';

const pod = (name: string): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'main', image: 'shiplog/demo:1', imagePullPolicy: 'Never' }] },
});

/** From sending the create to the watch event that says Running, milliseconds. */
const run = async (api: ApiClient, name: string): Promise<number> => {
  const watch = await api.open(`${PATH}?watch=true&fieldSelector=metadata.name%3D${name}`);
  const started = performance.now();
  const created = await api.send('POST', PATH, pod(name));
  if (created.status !== 201) throw new Error(`create answered ${created.status}: ${created.body}`);
  for await (const line of createInterface({ input: watch })) {
    const { object } = JSON.parse(line) as { object: { status?: { phase?: string } } };
    if (object.status?.phase === 'Running') break;
  }
  const took = performance.now() - started;
  watch.destroy();
  return took;
};

const containersOf = ({ docker, config }: LiveCluster, name: string): Promise<Docker.ContainerInfo[]> =>
  docker.listContainers({ all: true, filters: { label: [`${labelNames.cluster}=${config.name}`, `${labelNames.pod}=${name}`] } });

/** Deletes a pod and waits until the Engine has forgotten its containers, so that no work of it is left. */
const remove = async (cluster: LiveCluster, api: ApiClient, name: string): Promise<void> => {
  await api.send('DELETE', `${PATH}/${name}?gracePeriodSeconds=0`);
  await eventually(`the end of ${name}`, () => containersOf(cluster, name), { until: (left) => left.length === 0 });
};

interface Pair {
  readonly sandbox: Docker.ContainerCreateOptions;
  readonly main: Docker.ContainerCreateOptions;
}

/** What the Engine was asked for to run a pod, but for names, labels and the address: the same two containers. */
const pairOf = async (cluster: LiveCluster, name: string): Promise<Pair> => {
  const infos = await containersOf(cluster, name);
  const options = async (role: string): Promise<Docker.ContainerCreateOptions> => {
    const found = infos.find(({ Labels }) => Labels[labelNames.role] === role);
    if (found === undefined) throw new Error(`${name} has no ${role}`);
    const { Config, HostConfig } = await cluster.docker.getContainer(found.Id).inspect();
    return { Image: Config.Image, Env: Config.Env, Cmd: Config.Cmd, HostConfig };
  };
  return { sandbox: await options('sandbox'), main: await options('container') };
};

/** The two containers, one after the other, with nothing in between, milliseconds. */
const runRaw = async (docker: Docker, { sandbox, main }: Pair): Promise<number> => {
  const started = performance.now();
  const first = await docker.createContainer(sandbox);
  await first.start();
  const own = `container:${first.id}`;
  const second = await docker.createContainer({ ...main, HostConfig: { ...main.HostConfig, NetworkMode: own, IpcMode: own } });
  await second.start();
  const took = performance.now() - started;
  await second.remove({ force: true });
  await first.remove({ force: true });
  return took;
};

/**
 * One pod at a time from create to Running, as a watching client sees it, minus its two containers made by hand with
 * the same options. Rounds of the two alternate, each after all containers of the one before are gone; medians.
 */
export const benchPodStart = async (cluster: LiveCluster): Promise<readonly Figure[]> => {
  await cluster.ok(['create', 'namespace', 'bench']);
  const api = await apiClient(cluster);
  await run(api, 'pattern');
  const pair = await pairOf(cluster, 'pattern');
  const [clusterMs, rawMs]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    clusterMs.push(await run(api, `p-${round}`));
    await remove(cluster, api, `p-${round}`);
    rawMs.push(await runRaw(cluster.docker, pair));
  }
  api.close();
  return [
    plain('create → Running, median', median(clusterMs), ' ms'),
    plain('two containers made raw, median', median(rawMs), ' ms'),
    atMost('difference', median(clusterMs) - median(rawMs), { most: 100, unit: ' ms' }),
  ];
};
