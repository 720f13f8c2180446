import Docker from 'dockerode';
import { z } from 'zod';
import { labelNames } from '../runtime-docker/labels.ts';
import { ensureDemoImage } from '../runtime-docker/demo-image.ts';
import { ensureBusybox } from '../setup/busybox.ts';
import { dockerSocket } from '../setup/docker-engine.ts';
import { repoPath } from '../setup/tools-folder.ts';
import type { CliCommand } from './command.ts';
import { DIR_OPTION } from './command.ts';
import { createDemoScreen } from './demo-screen.ts';
import type { DemoScreen } from './demo-screen.ts';
import { openCluster } from './open-cluster.ts';
import type { OpenCluster } from './open-cluster.ts';
import { say } from './say.ts';
import { up } from './up.ts';

const MANIFEST = 'examples/web.yaml';

const buildImages = async (): Promise<Docker> => {
  const docker = new Docker({ socketPath: dockerSocket() });
  const busyboxPath = await ensureBusybox(say);
  for (const version of ['1', '2'] as const) await ensureDemoImage(docker, { busyboxPath, version });
  return docker;
};

const PodListSchema = z.object({
  items: z.array(z.object({ metadata: z.object({ name: z.string(), deletionTimestamp: z.string().optional() }), status: z.object({ phase: z.string().optional() }).optional() })),
});

const podNames = async (screen: DemoScreen): Promise<readonly string[]> => {
  const { items } = PodListSchema.parse(JSON.parse(await screen.ask(['get', 'pods', '-l', 'app=web', '-o', 'json'])));
  return items.flatMap(({ metadata, status }) => (metadata.deletionTimestamp === undefined && status?.phase === 'Running' ? [metadata.name] : []));
};

const containerOf = async (docker: Docker, cluster: OpenCluster, pod: string): Promise<string> => {
  const label = [`${labelNames.cluster}=${cluster.config.name}`, `${labelNames.pod}=${pod}`, `${labelNames.container}=web`];
  const [container] = await docker.listContainers({ filters: { label } });
  if (container === undefined) throw new Error(`no container of pod ${pod} is running`);
  return container.Id;
};

const deploy = async (screen: DemoScreen): Promise<void> => {
  screen.title('Apply a manifest: every write becomes one event');
  await screen.kubectl(['get', 'nodes', '-o', 'wide']);
  await screen.kubectl(['apply', '-f', repoPath(MANIFEST)], `apply -f ${MANIFEST}`);
  await screen.kubectl(['rollout', 'status', 'deployment/web', '--timeout=120s']);
  await screen.kubectl(['get', 'deployments,replicasets,pods', '-o', 'wide']);
  const [pod] = await podNames(screen);
  if (pod !== undefined) await screen.kubectl(['exec', pod, '--', 'wget', '-qO-', 'http://127.0.0.1:8080/']);
};

/** Answers the moment before the rollout. */
const rollOut = async (screen: DemoScreen): Promise<string> => {
  screen.title('Roll out version 2');
  const before = new Date().toISOString();
  await screen.kubectl(['set', 'image', 'deployment/web', 'web=shiplog/demo:2']);
  await screen.kubectl(['rollout', 'status', 'deployment/web', '--timeout=120s']);
  await screen.kubectl(['get', 'pods', '-l', 'app=web']);
  return before;
};

/** Kills one container behind the cluster's back; answers its pod. */
const killContainer = async (screen: DemoScreen, docker: Docker, cluster: OpenCluster): Promise<string> => {
  screen.title('Kill a container behind its back: it restarts in its pod');
  const [pod] = await podNames(screen);
  if (pod === undefined) throw new Error('the demo has no running pod');
  const id = await containerOf(docker, cluster, pod);
  const restarts = Number(await screen.ask(['get', 'pod', pod, '-o', 'jsonpath={.status.containerStatuses[0].restartCount}']));
  screen.note(`docker kill ${id.slice(0, 12)}`);
  await docker.getContainer(id).kill();
  await screen.ask(['wait', `pod/${pod}`, `--for=jsonpath={.status.containerStatuses[0].restartCount}=${restarts + 1}`, '--timeout=60s']);
  await screen.ask(['wait', `pod/${pod}`, '--for=condition=Ready', '--timeout=60s']);
  await screen.kubectl(['get', 'pod', pod]);
  return pod;
};

/** Deletes a pod; answers its replacement. */
const deletePod = async (screen: DemoScreen, spare: string): Promise<string | undefined> => {
  screen.title('Delete a pod: it is replaced');
  const names = await podNames(screen);
  const victim = names.find((name) => name !== spare);
  if (victim === undefined) throw new Error('the demo has no second pod');
  await screen.kubectl(['delete', 'pod', victim]);
  await screen.kubectl(['rollout', 'status', 'deployment/web', '--timeout=120s']);
  await screen.kubectl(['get', 'pods', '-l', 'app=web']);
  return (await podNames(screen)).find((name) => !names.includes(name));
};

const lookBack = async (screen: DemoScreen, seen: { readonly restarted: string; readonly replacement: string | undefined; readonly before: string }): Promise<void> => {
  screen.title('What happened? The log says');
  await screen.shiplog(['history', 'deployment/web']);
  screen.title('Why did that container restart?');
  await screen.shiplog(['why', `pod/${seen.restarted}`]);
  if (seen.replacement !== undefined) {
    screen.title('Why does the new pod exist?');
    await screen.shiplog(['why', `pod/${seen.replacement}`]);
  }
  screen.title('The cluster as it was before the rollout');
  await screen.shiplog(['at', seen.before, '--', 'kubectl', 'get', 'deployments,pods', '-o', 'wide']);
};

export const demo: CliCommand = {
  name: 'demo',
  summary: 'set everything up, run a real workload on two nodes, break it, and show its history',
  usage: '[--dir DIR]',
  options: DIR_OPTION,
  run: async (invocation) => {
    const code = await up.run({ ...invocation, options: { ...invocation.options, nodes: '2' } });
    if (code !== 0) return code;
    const cluster = await openCluster(invocation);
    const screen = await createDemoScreen(cluster);
    say('building images shiplog/demo:1 and shiplog/demo:2');
    const docker = await buildImages();
    await deploy(screen);
    const before = await rollOut(screen);
    const restarted = await killContainer(screen, docker, cluster);
    const replacement = await deletePod(screen, restarted);
    await lookBack(screen, { restarted, replacement, before });
    screen.farewell();
    return 0;
  },
};
