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

const OBJECTS = 50_000;
const BATCH = 500;
const PATH = '/api/v1/namespaces/bench/pods';

const countOf = async (api: ApiClient): Promise<number> => {
  const answer = await api.send('GET', `${PATH}?limit=1`).catch(() => undefined);
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

/** Kills the API server and measures until its successor lists every object. */
const restart = async (cluster: LiveCluster, api: ApiClient): Promise<number> => {
  const pid = cluster.pid('api-server-0');
  if (pid === undefined) throw new Error('no API server is running');
  process.kill(pid, 'SIGTERM');
  await eventually('a new API server', () => cluster.pid('api-server-0'), { until: (now) => now !== undefined && now !== pid, withinMs: 60_000 });
  const started = performance.now();
  await eventually('a correct LIST', () => countOf(api), { until: (count) => count === OBJECTS, withinMs: 120_000 });
  return performance.now() - started;
};

export const benchStart = async (cluster: LiveCluster): Promise<readonly Figure[]> => {
  await cluster.ok(['create', 'namespace', 'bench']);
  const api = await apiClient(cluster);
  await api.send('POST', PATH, bigPod('original'));
  await fill(cluster);
  await eventually('all objects', () => countOf(api), { until: (count) => count === OBJECTS, withinMs: 300_000 });
  const fromSnapshot = await restart(cluster, api);
  // Without its snapshots the next start folds the whole log.
  const pid = cluster.pid('api-server-0') ?? 0;
  process.kill(pid, 'SIGKILL');
  await rm(cluster.folder.snapshots('api-server-0'), { recursive: true, force: true });
  const began = performance.now();
  await eventually('a correct LIST', () => countOf(api), { until: (count) => count === OBJECTS, withinMs: 300_000 });
  const replayed = performance.now() - began;
  api.close();
  return [
    atMost('process start to first correct LIST', fromSnapshot / 1_000, 3, ' s'),
    plain('the same without a snapshot: the whole log', replayed / 1_000, ' s'),
    plain('events/s folded then, process start included', OBJECTS / (replayed / 1_000)),
  ];
};
