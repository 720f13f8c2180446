import type { JsonObject } from '../../../events/json.ts';
import { withValueAt } from '../../../events/json-path.ts';
import { apiAddress } from '../../support/api-client.ts';
import { eventually } from '../../support/eventually.ts';
import type { LiveCluster } from '../../support/live-cluster.ts';
import { bigPod } from '../big-pod.ts';
import { atMost, median, plain } from '../figure.ts';
import type { Figure } from '../figure.ts';
import { fillLog } from '../fill-log.ts';
import type { Vary } from '../fill-log.ts';
import { loadConnection } from '../load-client.ts';
import type { LoadConnection } from '../load-client.ts';
import { anonymousBytes, cpuMicroseconds } from '../process-usage.ts';

const OBJECTS = 50_000;
const SHARES = 100;
const ROUNDS = 5;
/** Filtered LISTs of one round together read about as much as a whole one. */
const FILTERED_PER_ROUND = SHARES;
const SETTLE_MS = 15_000;

/** What would act upon pods that were only put there to be read. */
const HELD = ['controllers', 'scheduler', 'dispatcher', 'status', 'agent-node-1'];

const hold = (cluster: LiveCluster): (() => void) => {
  const pids = HELD.flatMap((name) => cluster.pid(name) ?? []);
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  return () => { for (const pid of pids) process.kill(pid, 'SIGCONT'); };
};

const share = (index: number): string => `share-${index % SHARES}`;
const pod = (object: JsonObject, index: number): JsonObject => withValueAt(withValueAt(object, ['metadata', 'labels', 'share'], share(index)), ['spec', 'nodeName'], share(index));
const event = (object: JsonObject, index: number): JsonObject => withValueAt(object, ['involvedObject', 'uid'], share(index));

const bigEvent = { metadata: { name: 'original' }, involvedObject: { kind: 'Pod', namespace: 'bench', name: 'web', uid: 'original' }, reason: 'Bench', type: 'Normal', message: 'm'.repeat(900), source: { component: 'bench' } };

interface Asked {
  readonly connection: LoadConnection;
  readonly pid: number;
}

/** CPU time the API server takes for so many LISTs, each of which must hold so many items; microseconds each. */
const cpuOf = async ({ connection, pid }: Asked, { path, times, items }: { readonly path: string; readonly times: number; readonly items: number }): Promise<number> => {
  const before = cpuMicroseconds(pid);
  for (let time = 0; time < times; time += 1) {
    const { status, body } = await connection.send('GET', path.replace('SHARE', share(time)));
    if (status !== 200 || (time === 0 && (JSON.parse(body.toString()) as { items: unknown[] }).items.length !== items)) throw new Error(`${path}: ${status}, or not ${items} items`);
  }
  return (cpuMicroseconds(pid) - before) / times;
};

const compare = async (asked: Asked, { name, all, filtered }: { readonly name: string; readonly all: string; readonly filtered: string }): Promise<readonly Figure[]> => {
  const whole = { path: all, times: 1, items: OBJECTS + 1 };
  const part = { path: filtered, times: FILTERED_PER_ROUND, items: OBJECTS / SHARES };
  // The first asks for the index.
  await cpuOf(asked, whole);
  await cpuOf(asked, part);
  const [wholes, parts]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    wholes.push(await cpuOf(asked, whole));
    parts.push(await cpuOf(asked, part));
  }
  return [
    plain(`${name}: CPU of a filtered LIST`, median(parts), ' µs'),
    plain(`${name}: a hundredth of the whole LIST's`, median(wholes) / SHARES, ' µs'),
    atMost(`${name}: filtered ÷ its share of the whole`, (median(parts) * SHARES) / median(wholes), { most: 3, unit: '×' }),
  ];
};

const settled = (pid: number): Promise<number> => {
  let lowest = Number.POSITIVE_INFINITY;
  const until = Date.now() + SETTLE_MS;
  const read = (): number => (lowest = Math.min(lowest, anonymousBytes(pid)));
  return eventually('memory at rest', read, { until: () => Date.now() > until, withinMs: SETTLE_MS * 2 });
};

const counted = async ({ connection }: Asked, path: string): Promise<number> => {
  const { body } = await connection.send('GET', `${path}?limit=1`);
  return ((JSON.parse(body.toString()) as { metadata: { remainingItemCount?: number } }).metadata.remainingItemCount ?? 0) + 1;
};

const PODS = '/api/v1/namespaces/bench/pods';
const EVENTS = '/api/v1/namespaces/bench/events';

const fill = async (cluster: LiveCluster, asked: Asked, { resource, vary }: { readonly resource: string; readonly vary: Vary }): Promise<void> => {
  await fillLog(cluster, { original: { group: '', resource, namespace: 'bench', name: 'original' }, copies: OBJECTS, vary });
  await eventually(`all ${resource}`, () => counted(asked, `/api/v1/namespaces/bench/${resource}`), { until: (count) => count === OBJECTS + 1, withinMs: 300_000 });
};

const measure = async (cluster: LiveCluster, asked: Asked, storedBytes: number): Promise<readonly Figure[]> => {
  const before = await settled(asked.pid);
  await fill(cluster, asked, { resource: 'pods', vary: pod });
  const perPod = ((await settled(asked.pid)) - before) / OBJECTS;
  await fill(cluster, asked, { resource: 'events', vary: event });
  return [
    ...(await compare(asked, { name: 'label', all: PODS, filtered: `${PODS}?labelSelector=share%3DSHARE` })),
    ...(await compare(asked, { name: 'spec.nodeName', all: PODS, filtered: `${PODS}?fieldSelector=spec.nodeName%3DSHARE` })),
    ...(await compare(asked, { name: 'involvedObject.uid', all: EVENTS, filtered: `${EVENTS}?fieldSelector=involvedObject.uid%3DSHARE` })),
    plain('resident memory per stored pod', perPod),
    atMost('resident memory per stored pod ÷ its JSON bytes', perPod / storedBytes, { most: 1.6, unit: '×' }),
  ];
};

/**
 * LISTs of one percent of 50,000 objects, by label, by a pod's node, by what an Event is about; costs are CPU time of
 * the API server, so that the client's do not count. And what the pods take of its memory, at rest.
 */
export const benchFiltered = async (cluster: LiveCluster): Promise<readonly Figure[]> => {
  await cluster.ok(['create', 'namespace', 'bench']);
  const connection = await loadConnection(await apiAddress(cluster));
  const created = await connection.send('POST', PODS, JSON.stringify(bigPod('original')));
  await connection.send('POST', EVENTS, JSON.stringify(bigEvent));
  const release = hold(cluster);
  try {
    return await measure(cluster, { connection, pid: cluster.pid('api-server-0') ?? 0 }, created.body.length);
  } finally {
    release();
    connection.close();
  }
};
