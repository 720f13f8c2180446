import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { repoPath } from '../../../infra/setup/tools-folder.ts';
import { apiClient } from '../../support/api-client.ts';
import type { ApiClient } from '../../support/api-client.ts';
import type { LiveCluster } from '../../support/live-cluster.ts';
import { withLog } from '../../support/open-log.ts';
import { bigPod } from '../big-pod.ts';
import { atMost, plain } from '../figure.ts';
import type { Figure } from '../figure.ts';
import { cpuMicroseconds } from '../process-usage.ts';
import type { WatchReport } from './watch-client.ts';

const WATCHERS = 1_000;
const STALLED = 50;
const UPDATES_PER_SECOND = 200;
const RUN_MS = 10_000;
const SETTLE_MS = 3_000;
const PODS = '/api/v1/namespaces/bench/pods';
const NAMES = 20;

interface Watchers {
  tell(line: string): void;
  report(): Promise<WatchReport>;
  stop(): void;
}

const openWatchers = async ({ folder, config }: LiveCluster, resourceVersion: string): Promise<Watchers> => {
  const admin = folder.certificate('admin');
  const path = `${PODS}?watch=true&allowWatchBookmarks=true&resourceVersion=${resourceVersion}`;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', repoPath('test/bench/api/watch-client.ts'), config.apiHost, String(config.apiPort), folder.caCert, admin.cert, admin.key, path, String(WATCHERS)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => String((await lines.next()).value);
  if ((await next()) !== 'open') throw new Error('the watchers did not open');
  const tell = (line: string): void => void child.stdin.write(`${line}\n`);
  const report = async (): Promise<WatchReport> => {
    tell('report');
    return JSON.parse(await next()) as WatchReport;
  };
  return { tell, report, stop: () => void child.kill('SIGKILL') };
};

type Pod = { readonly metadata: { readonly name: string } };

const put = (api: ApiClient, pod: Pod, index: number): Promise<boolean> => {
  const metadata = { ...pod.metadata, resourceVersion: undefined, labels: { round: String(index) } };
  return api.send('PUT', `${PODS}/${pod.metadata.name}`, { ...pod, metadata }).then(({ status }) => status === 200);
};

/** Updates pods in turn at an even pace; answers how many a second were acknowledged. */
const update = async (api: ApiClient, pods: readonly Pod[]): Promise<number> => {
  const started = performance.now();
  const writes: Promise<boolean>[] = [];
  for (let index = 0; performance.now() - started < RUN_MS; index += 1) {
    const pod = pods[index % pods.length];
    if (pod !== undefined) writes.push(put(api, pod, index));
    await pause(Math.max(0, started + ((index + 1) * 1_000) / UPDATES_PER_SECOND - performance.now()));
  }
  const done = await Promise.all(writes);
  return done.filter(Boolean).length / ((performance.now() - started) / 1_000);
};

const quantile = (values: readonly number[], part: number): number => values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? Number.NaN;

/** From the time the log gave each event to its arrival at a watcher, milliseconds. */
const latencies = (cluster: LiveCluster, { seen }: WatchReport): Promise<readonly number[]> =>
  withLog(cluster, async (store) => {
    const storedAt = new Map<number, number>();
    for (const sequence of new Set(seen.map(([each]) => each))) {
      const event = await store.at('EVENTS', sequence);
      if (event !== undefined) storedAt.set(sequence, event.storedAtMs);
    }
    return seen.flatMap(([sequence, atMs]) => (storedAt.has(sequence) ? [atMs - (storedAt.get(sequence) ?? 0)] : []));
  });

interface Round {
  readonly updates: number;
  readonly deliveredBytes: number;
  readonly cpuSeconds: number;
  readonly p50: number;
  readonly p99: number;
}

interface Bench {
  readonly cluster: LiveCluster;
  readonly api: ApiClient;
  readonly pods: readonly Pod[];
  readonly watchers: Watchers;
}

const round = async ({ cluster, api, pods, watchers }: Bench): Promise<Round> => {
  await pause(SETTLE_MS);
  await watchers.report();
  const pid = cluster.pid('api-server-0') ?? 0;
  const cpu = cpuMicroseconds(pid);
  const updates = await update(api, pods);
  await pause(SETTLE_MS);
  const report = await watchers.report();
  const found = await latencies(cluster, report);
  return { updates, deliveredBytes: report.bytes, cpuSeconds: (cpuMicroseconds(pid) - cpu) / 1e6, p50: quantile(found, 0.5), p99: quantile(found, 0.99) };
};

/**
 * 1,000 watchers of all pods of a namespace in a process of their own, 200 updates of 4 KiB pods a second; then the
 * same while 50 of them have stopped reading. Latency is from the log's own time of an event to its arrival.
 */
export const benchWatchers = async (cluster: LiveCluster): Promise<readonly Figure[]> => {
  await cluster.ok(['create', 'namespace', 'bench']);
  const api = await apiClient(cluster);
  let frameBytes = 0;
  // As they were stored: what admission gave a pod cannot be taken away by an update.
  const pods: Pod[] = [];
  for (let index = 0; index < NAMES; index += 1) {
    const { body: stored } = await api.send('POST', PODS, bigPod(`watched-${index}`));
    frameBytes = stored.length + '{"type":"MODIFIED","object":}\n'.length;
    pods.push(JSON.parse(stored) as Pod);
  }
  const { body } = await api.send('GET', `${PODS}?limit=1`);
  const watchers = await openWatchers(cluster, (JSON.parse(body) as { metadata: { resourceVersion: string } }).metadata.resourceVersion);
  try {
    const bench = { cluster, api, pods, watchers };
    await round(bench);
    const all = await round(bench);
    watchers.tell(`stall ${STALLED}`);
    const some = await round(bench);
    return [
      plain('watchers', WATCHERS),
      plain('updates/s acknowledged', all.updates),
      plain('deliveries/s', all.deliveredBytes / frameBytes / (RUN_MS / 1_000)),
      plain('deliveries per CPU-second of the API server, updates included', all.deliveredBytes / frameBytes / all.cpuSeconds),
      plain('commit → client, median', all.p50, ' ms'),
      atMost('commit → client, 99th percentile', all.p99, { most: 20, unit: ' ms' }),
      plain(`updates/s acknowledged while ${STALLED} stall`, some.updates),
      plain(`commit → client while ${STALLED} stall, 99th percentile`, some.p99, ' ms'),
      atMost('change of the 99th percentile', ((some.p99 - all.p99) / all.p99) * 100, { most: 5, unit: ' %' }),
    ];
  } finally {
    watchers.stop();
    api.close();
  }
};
