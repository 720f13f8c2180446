import { rm } from 'node:fs/promises';
import { apiClient } from '../support/api-client.ts';
import type { ApiClient } from '../support/api-client.ts';
import { eventually } from '../support/eventually.ts';
import type { LiveCluster } from '../support/live-cluster.ts';
import { bigPod } from './big-pod.ts';
import { fillLog } from './fill-log.ts';
import { atMost, plain } from './figure.ts';
import type { Figure } from './figure.ts';
import { ageMs } from './process-usage.ts';

const PATH = '/api/v1/namespaces/bench/pods';

const countOf = async (api: ApiClient): Promise<number> => {
  const answer = await api.send('GET', `${PATH}?limit=500`).catch(() => undefined);
  if (answer?.status !== 200) return 0;
  const list = JSON.parse(answer.body) as { items: unknown[]; metadata: { remainingItemCount?: number } };
  return list.items.length + (list.metadata.remainingItemCount ?? 0);
};

/** From the start of the process that follows `pid` to its first LIST that shows every object, milliseconds. */
const startToList = async (cluster: LiveCluster, api: ApiClient, { pid, objects }: { readonly pid: number; readonly objects: number }): Promise<number> => {
  const successor = await eventually('a new API server', () => cluster.pid('api-server-0'), { until: (now) => now !== undefined && now !== pid, withinMs: 60_000 });
  await eventually('a correct LIST', () => countOf(api), { until: (count) => count === objects, withinMs: 300_000 });
  return ageMs(successor ?? 0);
};

const running = (cluster: LiveCluster): number => {
  const pid = cluster.pid('api-server-0');
  if (pid === undefined) throw new Error('no API server is running');
  return pid;
};

/**
 * An API server over many pods of 4 KiB, from the start of its process (as the kernel knows it) to the first answer
 * to a LIST in chunks of 500 whose items and remainder are all of them: once from the snapshot its predecessor left,
 * once with no snapshot, over the whole log.
 */
export const benchStart = async (cluster: LiveCluster, objects = 50_000): Promise<readonly Figure[]> => {
  await cluster.ok(['create', 'namespace', 'bench']);
  const api = await apiClient(cluster);
  await api.send('POST', PATH, bigPod('original'));
  await fillLog(cluster, { original: { group: '', resource: 'pods', namespace: 'bench', name: 'original' }, copies: objects - 1 });
  await eventually('all objects', () => countOf(api), { until: (count) => count === objects, withinMs: 300_000 });
  const first = running(cluster);
  process.kill(first, 'SIGTERM');
  const fromSnapshot = await startToList(cluster, api, { pid: first, objects });
  const second = running(cluster);
  await rm(cluster.folder.snapshots('api-server-0'), { recursive: true, force: true });
  process.kill(second, 'SIGKILL');
  const replayed = await startToList(cluster, api, { pid: second, objects });
  api.close();
  return [
    atMost('process start to first correct LIST', fromSnapshot / 1_000, { most: 3, unit: ' s' }),
    plain('the same without a snapshot: the whole log', replayed / 1_000, ' s'),
    plain('events/s folded then, process start included', objects / (replayed / 1_000)),
  ];
};
