import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { readClusterConfig } from '../cluster/cluster-config.ts';
import type { ClusterFolder } from '../cluster/cluster-folder.ts';
import { SetupError } from '../setup/step.ts';
import { connectClusterApi } from './cluster-api.ts';
import type { ClusterApi } from './cluster-api.ts';
import { runningSupervisor } from './open-cluster.ts';

const TIMEOUT_MS = 120_000;
const PAUSE_MS = 100;
/** A supervisor that has not written its state yet is not a dead one. */
const SUPERVISOR_GRACE_MS = 15_000;

const NodeListSchema = z.object({
  items: z.array(z.object({ metadata: z.object({ name: z.string() }), status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).optional() }).optional() })),
});

const readyNodes = async (api: ClusterApi): Promise<readonly string[]> => {
  const answer = await api.get('/api/v1/nodes', 5_000);
  if (answer.status !== 200) return [];
  return NodeListSchema.parse(JSON.parse(answer.body)).items.flatMap(({ metadata, status }) =>
    status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') === true ? [metadata.name] : [],
  );
};

/** What the cluster still lacks; undefined when it is ready. */
const missing = async (api: ClusterApi, nodes: readonly string[]): Promise<string | undefined> => {
  const ready = await api.get('/readyz', 5_000).catch(() => undefined);
  if (ready?.status !== 200) return 'the API does not answer /readyz';
  const there = await readyNodes(api).catch((): readonly string[] => []);
  const absent = nodes.filter((node) => !there.includes(node));
  return absent.length === 0 ? undefined : `not Ready: ${absent.join(', ')}`;
};

/** Waits until the API answers /readyz and every node is Ready; SetupError names what is missing when the time is over. */
export const waitUntilReady = async (folder: ClusterFolder): Promise<void> => {
  const config = await readClusterConfig(folder.config);
  if (config === undefined) throw new SetupError(`${folder.root} holds no cluster`, './shiplog up');
  const api = await connectClusterApi(folder, config);
  const started = Date.now();
  try {
    for (;;) {
      const lack = await missing(api, config.nodes);
      if (lack === undefined) return;
      const waitedMs = Date.now() - started;
      const dead = waitedMs > SUPERVISOR_GRACE_MS && (await runningSupervisor(folder)) === undefined;
      if (dead || waitedMs > TIMEOUT_MS) throw new SetupError(`the cluster did not become ready: ${dead ? 'its supervisor ended' : lack}`, `look at the logs in ${folder.root}/logs`);
      await pause(PAUSE_MS);
    }
  } finally {
    api.close();
  }
};
