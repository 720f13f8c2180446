import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { readClusterConfig } from '../cluster/cluster-config.ts';
import type { ClusterFolder } from '../cluster/cluster-folder.ts';
import { SetupError } from '../setup/step.ts';
import { readSupervisorState } from '../supervisor/supervisor-state.ts';
import type { SupervisorState } from '../supervisor/supervisor-state.ts';
import { connectClusterApi } from './cluster-api.ts';
import type { ClusterApi } from './cluster-api.ts';
import { runningSupervisor } from './open-cluster.ts';

const TIMEOUT_MS = 120_000;
const PAUSE_MS = 100;
/** A supervisor that has not written its state yet, still ending what the last one left, is not a dead one. */
const SUPERVISOR_GRACE_MS = 30_000;

const NodeListSchema = z.object({
  items: z.array(z.object({ metadata: z.object({ name: z.string() }), status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).optional() }).optional() })),
});

const LeaseListSchema = z.object({ items: z.array(z.object({ metadata: z.object({ name: z.string() }), spec: z.object({ renewTime: z.string().optional() }) })) });

const readyNodes = async (api: ClusterApi): Promise<readonly string[]> => {
  const answer = await api.get('/api/v1/nodes', 5_000);
  if (answer.status !== 200) return [];
  return NodeListSchema.parse(JSON.parse(answer.body)).items.flatMap(({ metadata, status }) =>
    status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') === true ? [metadata.name] : [],
  );
};

/** Nodes heard of since their present agent began: the log may still call one Ready that stopped with the cluster. */
const heardNodes = async (api: ClusterApi, { children }: SupervisorState): Promise<readonly string[]> => {
  const answer = await api.get('/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases', 5_000);
  if (answer.status !== 200) return [];
  const begun = new Map(children.map(({ name, since }) => [name, Date.parse(since)]));
  return LeaseListSchema.parse(JSON.parse(answer.body)).items.flatMap(({ metadata: { name }, spec: { renewTime = '' } }) =>
    Date.parse(renewTime) >= (begun.get(`agent-${name}`) ?? Infinity) ? [name] : [],
  );
};

/** What the cluster still lacks; undefined when it is ready. What a killed supervisor left running does not count. */
const missing = async (api: ClusterApi, { folder, nodes }: { readonly folder: ClusterFolder; readonly nodes: readonly string[] }): Promise<string | undefined> => {
  const state = readSupervisorState(folder.supervisorState);
  if (state === undefined || (await runningSupervisor(folder)) === undefined) return 'its processes are not started';
  const ready = await api.get('/readyz', 5_000).catch(() => undefined);
  if (ready?.status !== 200) return 'the API does not answer /readyz';
  const [there, heard] = await Promise.all([readyNodes(api), heardNodes(api, state)]).catch((): readonly (readonly string[])[] => []);
  const absent = nodes.filter((node) => there?.includes(node) !== true || heard?.includes(node) !== true);
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
      const lack = await missing(api, { folder, nodes: config.nodes });
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
