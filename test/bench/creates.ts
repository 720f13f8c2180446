import { randomUUID } from 'node:crypto';
import { headers } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { readSupervisorState } from '../../infra/supervisor/supervisor-state.ts';
import { apiAddress } from '../support/api-client.ts';
import type { LiveCluster } from '../support/live-cluster.ts';
import { startNats } from '../support/nats.ts';
import { bigPod } from './big-pod.ts';
import { atLeast, median, plain } from './figure.ts';
import type { Figure } from './figure.ts';
import { loadConnection } from './load-client.ts';
import type { LoadConnection } from './load-client.ts';
import { cpuMicroseconds } from './process-usage.ts';

const CONNECTIONS = 64;
const ROUNDS = 5;
const ROUND_MS = 4_000;
/** Until hot code is compiled; a server's processes live for weeks. */
const WARM_UP_MS = 20_000;

type Work = (connection: number) => Promise<void>;

/** Does the work on all connections at once for a time; answers how often it was done, and how often per second. */
const measure = async (work: Work, runMs: number): Promise<{ readonly done: number; readonly perSecond: number }> => {
  let done = 0;
  const started = performance.now();
  const loop = async (connection: number): Promise<void> => {
    while (performance.now() - started < runMs) {
      await work(connection);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, (_, connection) => loop(connection)));
  return { done, perSecond: done / ((performance.now() - started) / 1_000) };
};

const PODS = '/api/v1/namespaces/bench/pods';

const creating = (connections: readonly LoadConnection[]): Work => async (connection) => {
  const answer = await connections[connection]?.send('POST', PODS, JSON.stringify(bigPod(`p-${randomUUID()}`)));
  if (answer?.status !== 201) throw new Error(`create answered ${String(answer?.status)}: ${answer?.body.toString('utf8') ?? 'nothing'}`);
};

/** Compare-and-set publishes, each to a subject of its own that must be new; a refused one is an error. */
const publishing = (connections: readonly NatsConnection[], event: Uint8Array): Work => async (connection) => {
  const expected = headers();
  expected.set('Nats-Expected-Last-Subject-Sequence', '0');
  const answer = await connections[connection]?.request(`ev._.pods.raw.${randomUUID()}`, event, { headers: expected, timeout: 10_000 });
  if (answer?.json<{ seq?: number }>().seq === undefined) throw new Error(`publish answered ${answer?.string() ?? 'nothing'}`);
};

const cpuByProcess = (cluster: LiveCluster): ReadonlyMap<string, number> =>
  new Map((readSupervisorState(cluster.folder.supervisorState)?.children ?? []).flatMap(({ name, pid }) => (pid === undefined ? [] : [[name, cpuMicroseconds(pid)] as const])));

const isApiServer = (name: string): boolean => name.startsWith('api-server-');

const cpuOf = (used: ReadonlyMap<string, number>, counts: (name: string) => boolean): number =>
  [...used].reduce((sum, [name, cpu]) => (counts(name) ? sum + cpu : sum), 0);

/**
 * Pods of 4 KiB created through the API on 64 connections against the stored object's bytes published with
 * compare-and-set on 64 connections to a nats-server of the same configuration. Both clients are this process, both
 * speak TLS. Rounds of the two alternate, so that a change of the machine's load meets both; the figures are medians
 * over rounds, the ratio is the median of each round's own.
 */
export const benchCreates = async (cluster: LiveCluster): Promise<readonly Figure[]> => {
  await cluster.ok(['create', 'namespace', 'bench']);
  const address = await apiAddress(cluster);
  const api = await Promise.all(Array.from({ length: CONNECTIONS }, () => loadConnection(address)));
  const nats = await startNats();
  try {
    const create = creating(api);
    await measure(create, WARM_UP_MS);
    const sample = await api[0]?.send('POST', PODS, JSON.stringify(bigPod('sample')));
    const body = sample?.body ?? Buffer.alloc(0);
    const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => nats.connect({ role: 'api' })));
    const publish = publishing(connections, body);
    await measure(publish, WARM_UP_MS);
    const [created, published]: [number[], number[]] = [[], []];
    const used = new Map<string, number>();
    let creates = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = cpuByProcess(cluster);
      const { done, perSecond } = await measure(create, ROUND_MS);
      for (const [name, now] of cpuByProcess(cluster)) used.set(name, (used.get(name) ?? 0) + now - (before.get(name) ?? now));
      creates += done;
      created.push(perSecond);
      published.push((await measure(publish, ROUND_MS)).perSecond);
    }
    return [
      plain('stored bytes of one pod', body.length),
      plain('API creates/s', median(created)),
      plain('raw compare-and-set publishes/s', median(published)),
      atLeast('API creates ÷ raw publishes', median(created.map((rate, round) => rate / (published[round] ?? Number.NaN))), 0.4),
      plain('API servers, CPU per create', cpuOf(used, isApiServer) / creates, ' µs'),
      plain('all other processes of the cluster, CPU per create', cpuOf(used, (name) => !isApiServer(name)) / creates, ' µs'),
      ...[...used].map(([name, cpu]) => plain(`  ${name}, CPU per create`, cpu / creates, ' µs')),
    ];
  } finally {
    for (const connection of api) connection.close();
    await nats.stop();
  }
};
