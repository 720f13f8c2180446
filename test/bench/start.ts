import { rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import type { NewEvent, Recorded } from '../../events/envelope.ts';
import { apiClient } from '../support/api-client.ts';
import type { ApiClient } from '../support/api-client.ts';
import { eventually } from '../support/eventually.ts';
import type { LiveCluster } from '../support/live-cluster.ts';
import { withLog } from '../support/open-log.ts';
import { bigPod } from './big-pod.ts';
import { atMost, plain } from './figure.ts';
import type { Figure } from './figure.ts';
import { ageMs } from './process-usage.ts';

const OBJECTS = 50_000;
const BATCH = 500;
const PATH = '/api/v1/namespaces/bench/pods';

const countOf = async (api: ApiClient): Promise<number> => {
  const answer = await api.send('GET', `${PATH}?limit=500`).catch(() => undefined);
  if (answer?.status !== 200) return 0;
  const list = JSON.parse(answer.body) as { items: unknown[]; metadata: { remainingItemCount?: number } };
  return list.items.length + (list.metadata.remainingItemCount ?? 0);
};

const copyOf = (original: Recorded, index: number): NewEvent => {
  const object = JSON.parse(new TextDecoder().decode(original.object)) as { metadata: Record<string, unknown> };
  const name = `pod-${String(index).padStart(6, '0')}`;
  Object.assign(object.metadata, { name, uid: randomUUID() });
  return { ...original, id: randomUUID(), expected: 0, ref: { ...original.ref, name }, object: new TextEncoder().encode(JSON.stringify(object)) };
};

/** Fills the log in batches with copies of one pod the API made: the API would take minutes. */
const fill = (cluster: LiveCluster): Promise<void> =>
  withLog(cluster, async (store) => {
    const original = await store.last({ group: '', resource: 'pods', namespace: 'bench', name: 'original' });
    if (original === undefined) throw new Error('the original pod is not in the log');
    for (let from = 1; from < OBJECTS; from += BATCH) {
      const size = Math.min(BATCH, OBJECTS - from);
      const result = await store.append(Array.from({ length: size }, (_, offset) => copyOf(original, from + offset)));
      if (!result.ok) throw new Error('a batch was refused');
    }
  });

/** From the start of the process that follows `pid` to its first LIST that shows every object, milliseconds. */
const startToList = async (cluster: LiveCluster, api: ApiClient, pid: number): Promise<number> => {
  const successor = await eventually('a new API server', () => cluster.pid('api-server-0'), { until: (now) => now !== undefined && now !== pid, withinMs: 60_000 });
  await eventually('a correct LIST', () => countOf(api), { until: (count) => count === OBJECTS, withinMs: 300_000 });
  return ageMs(successor ?? 0);
};

const running = (cluster: LiveCluster): number => {
  const pid = cluster.pid('api-server-0');
  if (pid === undefined) throw new Error('no API server is running');
  return pid;
};

/**
 * An API server over 50,000 pods of 4 KiB, from the start of its process (as the kernel knows it) to the first answer
 * to a LIST in chunks of 500 whose items and remainder are all of them: once from the snapshot its predecessor left,
 * once with no snapshot, over the whole log.
 */
export const benchStart = async (cluster: LiveCluster): Promise<readonly Figure[]> => {
  await cluster.ok(['create', 'namespace', 'bench']);
  const api = await apiClient(cluster);
  await api.send('POST', PATH, bigPod('original'));
  await fill(cluster);
  await eventually('all objects', () => countOf(api), { until: (count) => count === OBJECTS, withinMs: 300_000 });
  const first = running(cluster);
  process.kill(first, 'SIGTERM');
  const fromSnapshot = await startToList(cluster, api, first);
  const second = running(cluster);
  await rm(cluster.folder.snapshots('api-server-0'), { recursive: true, force: true });
  process.kill(second, 'SIGKILL');
  const replayed = await startToList(cluster, api, second);
  api.close();
  return [
    atMost('process start to first correct LIST', fromSnapshot / 1_000, { most: 3, unit: ' s' }),
    plain('the same without a snapshot: the whole log', replayed / 1_000, ' s'),
    plain('events/s folded then, process start included', OBJECTS / (replayed / 1_000)),
  ];
};
