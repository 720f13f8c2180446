import { apiAddress, apiClient } from '../../support/api-client.ts';
import type { ApiAddress } from '../../support/api-client.ts';
import type { LiveCluster } from '../../support/live-cluster.ts';
import { keepWriting } from '../background-writes.ts';
import { startBare } from '../bare.ts';
import { bigPod } from '../big-pod.ts';
import { atLeast, median, plain } from '../figure.ts';
import type { Figure } from '../figure.ts';
import { loadConnection } from '../load-client.ts';
import type { LoadConnection } from '../load-client.ts';
import { cpuMicroseconds } from '../process-usage.ts';

const CONNECTIONS = 64;
const ROUNDS = 5;
const ROUND_MS = 3_000;
const WARM_UP_MS = 10_000;
const POD = '/api/v1/namespaces/bench/pods/sample';

const connect = (address: ApiAddress): Promise<readonly LoadConnection[]> => Promise.all(Array.from({ length: CONNECTIONS }, () => loadConnection(address)));

/** Asks on all connections for a time; answers asked per second and the server's CPU time for each, microseconds. */
const ask = async (connections: readonly LoadConnection[], { path, pid, runMs }: { readonly path: string; readonly pid: number; readonly runMs: number }) => {
  let done = 0;
  const [started, cpu] = [performance.now(), cpuMicroseconds(pid)];
  await Promise.all(connections.map(async (connection) => {
    while (performance.now() - started < runMs) {
      const { status } = await connection.send('GET', path);
      if (status !== 200) throw new Error(`GET answered ${status}`);
      done += 1;
    }
  }));
  return { perSecond: done / ((performance.now() - started) / 1_000), cpuEach: (cpuMicroseconds(pid) - cpu) / done };
};

/** GET of one pod of 4 KiB on 64 connections against its bytes from a bare HTTPS server; 50 writes a second go on. Rounds alternate; medians. */
export const benchGet = async (cluster: LiveCluster): Promise<readonly Figure[]> => {
  await cluster.ok(['create', 'namespace', 'bench']);
  const writer = await apiClient(cluster);
  const sample = await writer.send('POST', '/api/v1/namespaces/bench/pods', bigPod('sample'));
  const bare = await startBare(cluster, sample.body);
  const [ours, theirs] = await Promise.all([connect(await apiAddress(cluster)), connect(bare.address)]);
  const of = (connections: readonly LoadConnection[], pid: number, path: string) => (runMs: number) => ask(connections, { path, pid, runMs });
  const [get, getBare] = [of(ours, cluster.pid('api-server-0') ?? 0, POD), of(theirs, bare.pid, '/')];
  const stopWriting = keepWriting(writer);
  await get(WARM_UP_MS);
  await getBare(WARM_UP_MS);
  const rounds: { readonly ours: Awaited<ReturnType<typeof get>>; readonly bare: Awaited<ReturnType<typeof get>> }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push({ ours: await get(ROUND_MS), bare: await getBare(ROUND_MS) });
  const writes = await stopWriting();
  for (const connection of [...ours, ...theirs]) connection.close();
  bare.stop();
  writer.close();
  return [
    plain('bytes', sample.body.length),
    plain('writes/s acknowledged meanwhile', writes),
    plain('GET/s', median(rounds.map((round) => round.ours.perSecond))),
    plain('GET/s of a bare HTTPS server', median(rounds.map((round) => round.bare.perSecond))),
    atLeast('GET ÷ bare GET', median(rounds.map((round) => round.ours.perSecond / round.bare.perSecond)), 0.5),
    plain('API server CPU per GET, writes included', median(rounds.map((round) => round.ours.cpuEach)), ' µs'),
    plain('bare server CPU per GET', median(rounds.map((round) => round.bare.cpuEach)), ' µs'),
  ];
};
