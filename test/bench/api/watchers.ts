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
/** Tried one after the other when the full load is too much for the machine. */
const LESSER = [100, 50, 25];
const MOST_MS = 20;
const RUN_MS = 10_000;
const SETTLE_MS = 3_000;
const PODS = '/api/v1/namespaces/bench/pods';
/** Two digits name each: a label takes them from the name's end. */
const NAMES = 20;

interface Watchers {
  tell(line: string): void;
  report(): Promise<WatchReport>;
  stop(): void;
}

interface Target {
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

const openWatchers = async ({ folder }: LiveCluster, { host, port, path }: Target): Promise<Watchers> => {
  const admin = folder.certificate('admin');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', repoPath('test/bench/api/watch-client.ts'), host, String(port), folder.caCert, admin.cert, admin.key, path, String(WATCHERS)], { stdio: ['pipe', 'pipe', 'inherit'] });
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

/** The pod as it was stored: what admission gave it cannot be taken away by an update. */
const created = async (api: ApiClient, name: string): Promise<string> => {
  const { status, body } = await api.send('POST', PODS, bigPod(name));
  if (status !== 201) throw new Error(`creating ${name} answered ${status}: ${body}`);
  return body;
};

interface Bench {
  readonly cluster: LiveCluster;
  readonly api: ApiClient;
  readonly pods: readonly Pod[];
  readonly watchers: Watchers;
}

/** Updates pods in turn at an even pace; answers how many a second were acknowledged. */
const update = async ({ api, pods }: Bench, perSecond: number): Promise<number> => {
  const started = performance.now();
  const writes: Promise<boolean>[] = [];
  for (let index = 0; performance.now() - started < RUN_MS; index += 1) {
    const pod = pods[index % pods.length];
    if (pod !== undefined) writes.push(put(api, pod, index));
    await pause(Math.max(0, started + ((index + 1) * 1_000) / perSecond - performance.now()));
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


const round = async (bench: Bench, perSecond = UPDATES_PER_SECOND): Promise<Round> => {
  const { cluster, watchers } = bench;
  await pause(SETTLE_MS);
  await watchers.report();
  const pid = cluster.pid('api-server-0') ?? 0;
  const cpu = cpuMicroseconds(pid);
  const updates = await update(bench, perSecond);
  await pause(SETTLE_MS);
  const report = await watchers.report();
  const found = await latencies(cluster, report);
  return { updates, deliveredBytes: report.bytes, cpuSeconds: (cpuMicroseconds(pid) - cpu) / 1e6, p50: quantile(found, 0.5), p99: quantile(found, 0.99) };
};

/** A round with some of the watchers stalled; they read on afterwards. */
const stalledRound = async (bench: Bench, perSecond: number): Promise<Round> => {
  bench.watchers.tell(`stall ${STALLED}`);
  const found = await round(bench, perSecond);
  bench.watchers.tell('resume');
  return found;
};

/** Deliveries a second, and for each CPU-second, of a process that only sends frames of this size; its delay. */
const bareRound = async (cluster: LiveCluster, { frameBytes, perSecond }: { readonly frameBytes: number; readonly perSecond: number }): Promise<readonly Figure[]> => {
  const own = cluster.folder.certificate('api-server');
  const server = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', repoPath('test/bench/api/bare-watch-server.ts'), cluster.folder.caCert, own.cert, own.key, String(frameBytes), String(perSecond)], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const { value: port } = await createInterface({ input: server.stdout })[Symbol.asyncIterator]().next();
    const watchers = await openWatchers(cluster, { host: '127.0.0.1', port: Number(port), path: '/' });
    await pause(SETTLE_MS);
    await watchers.report();
    const cpu = cpuMicroseconds(server.pid ?? 0);
    await pause(RUN_MS);
    const { bytes, seen } = await watchers.report();
    const cpuSeconds = (cpuMicroseconds(server.pid ?? 0) - cpu) / 1e6;
    watchers.stop();
    return [
      plain(`a bare TLS server at ${perSecond} frames/s: deliveries/s`, bytes / frameBytes / (RUN_MS / 1_000)),
      plain(`a bare TLS server at ${perSecond} frames/s: deliveries per CPU-second`, bytes / frameBytes / cpuSeconds),
      plain(`a bare TLS server at ${perSecond} frames/s: due → client, 99th percentile`, quantile(seen.map(([dueMs, atMs]) => atMs - dueMs), 0.99), ' ms'),
    ];
  } finally {
    server.kill('SIGKILL');
  }
};

interface Loaded {
  readonly perSecond: number;
  readonly all: Round;
  readonly some: Round;
}

const figuresOf = (frameBytes: number, { perSecond, all, some }: Loaded): readonly Figure[] => [
  plain(`${perSecond} updates/s: acknowledged/s`, all.updates),
  plain(`${perSecond} updates/s: deliveries/s`, all.deliveredBytes / frameBytes / (RUN_MS / 1_000)),
  plain(`${perSecond} updates/s: deliveries per CPU-second of the API server, updates included`, all.deliveredBytes / frameBytes / all.cpuSeconds),
  plain(`${perSecond} updates/s: commit → client, median`, all.p50, ' ms'),
  atMost(`${perSecond} updates/s: commit → client, 99th percentile`, all.p99, { most: MOST_MS, unit: ' ms' }),
  plain(`${perSecond} updates/s: 99th percentile while ${STALLED} stall`, some.p99, ' ms'),
  atMost(`${perSecond} updates/s: change of the 99th percentile`, ((some.p99 - all.p99) / all.p99) * 100, { most: 5, unit: ' %' }),
];

/** The full load, and where that is too much the largest of the lesser ones that the server holds in time. */
const loads = async (bench: Bench): Promise<readonly Loaded[]> => {
  await round(bench);
  const full = { perSecond: UPDATES_PER_SECOND, all: await round(bench), some: await stalledRound(bench, UPDATES_PER_SECOND) };
  if (full.all.p99 <= MOST_MS) return [full];
  for (const perSecond of LESSER) {
    const all = await round(bench, perSecond);
    if (all.p99 <= MOST_MS || perSecond === LESSER.at(-1)) return [full, { perSecond, all, some: await stalledRound(bench, perSecond) }];
  }
  return [full];
};

/**
 * 1,000 watchers of all pods of a namespace in a process of their own, 200 updates of 4 KiB pods a second; then the
 * same while 50 of them have stopped reading; then as much less as is needed to be in time. Latency is from the log's
 * own time of an event to its arrival. A process that only sends such frames to as many clients says what is possible.
 */
export const benchWatchers = async (cluster: LiveCluster): Promise<readonly Figure[]> => {
  await cluster.ok(['create', 'namespace', 'bench']);
  const api = await apiClient(cluster);
  const stored: string[] = [];
  for (let index = 0; index < NAMES; index += 1) stored.push(await created(api, `watched-${index + NAMES}`));
  const frameBytes = (stored.at(-1)?.length ?? 0) + '{"type":"MODIFIED","object":}\n'.length;
  const pods = stored.map((each) => JSON.parse(each) as Pod);
  const { body } = await api.send('GET', `${PODS}?limit=1`);
  const { resourceVersion } = (JSON.parse(body) as { metadata: { resourceVersion: string } }).metadata;
  const watchers = await openWatchers(cluster, { host: cluster.config.apiHost, port: cluster.config.apiPort, path: `${PODS}?watch=true&allowWatchBookmarks=true&resourceVersion=${resourceVersion}` });
  let done: readonly Loaded[] = [];
  try {
    done = await loads({ cluster, api, pods, watchers });
  } finally {
    watchers.stop();
    api.close();
  }
  const bare = await bareRound(cluster, { frameBytes, perSecond: UPDATES_PER_SECOND });
  const lesser = done.at(-1)?.perSecond ?? UPDATES_PER_SECOND;
  const bareLesser = lesser === UPDATES_PER_SECOND ? [] : await bareRound(cluster, { frameBytes, perSecond: lesser });
  return [plain('watchers', WATCHERS), plain('bytes of a frame', frameBytes), ...done.flatMap((each) => figuresOf(frameBytes, each)), ...bare, ...bareLesser];
};
