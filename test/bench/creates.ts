import { headers } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { apiClient } from '../support/api-client.ts';
import type { LiveCluster } from '../support/live-cluster.ts';
import { startNats } from '../support/nats.ts';
import { bigPod } from './big-pod.ts';
import { atLeast, plain } from './figure.ts';
import type { Figure } from './figure.ts';
import { cpuMicroseconds } from './process-usage.ts';

const CONNECTIONS = 64;
const RUN_MS = 10_000;
const WARM_UP_MS = 3_000;

/** Runs the work on all connections at once for a time; answers how often it was done per second. */
const perSecond = async (work: (connection: number, turn: number) => Promise<void>, runMs: number): Promise<number> => {
  let done = 0;
  const started = performance.now();
  const loop = async (connection: number): Promise<void> => {
    for (let turn = 0; performance.now() - started < runMs; turn += 1) {
      await work(connection, turn);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, (_, connection) => loop(connection)));
  return done / ((performance.now() - started) / 1_000);
};

/** Compare-and-set publishes of the stored event's bytes on a server of the same configuration, one connection each. */
const rawPublishes = async (event: Uint8Array): Promise<number> => {
  const nats = await startNats();
  const connections: NatsConnection[] = await Promise.all(Array.from({ length: CONNECTIONS }, () => nats.connect({ role: 'api' })));
  try {
    const publish = async (connection: number, turn: number): Promise<void> => {
      const expected = headers();
      expected.set('Nats-Expected-Last-Subject-Sequence', '0');
      await connections[connection]?.request(`ev._.pods.raw.c${connection}-t${turn}-${Math.random().toString(36).slice(2)}`, event, { headers: expected, timeout: 10_000 });
    };
    await perSecond(publish, WARM_UP_MS);
    return await perSecond(publish, RUN_MS);
  } finally {
    await nats.stop();
  }
};

/** Creates through the API against compare-and-set publishes of the same bytes without one. */
export const benchCreates = async (cluster: LiveCluster): Promise<readonly Figure[]> => {
  await cluster.ok(['create', 'namespace', 'bench']);
  const api = await apiClient(cluster);
  let run = 0;
  const create = async (connection: number, turn: number): Promise<void> => {
    const answer = await api.send('POST', '/api/v1/namespaces/bench/pods', bigPod(`r${run}-c${connection}-t${turn}`));
    if (answer.status !== 201) throw new Error(`create answered ${answer.status}: ${answer.body}`);
  };
  await perSecond(create, WARM_UP_MS);
  run = 1;
  const pid = cluster.pid('api-server-0') ?? 0;
  const before = cpuMicroseconds(pid);
  const created = await perSecond(create, RUN_MS);
  const used = cpuMicroseconds(pid) - before;
  const stored = await api.send('GET', '/api/v1/namespaces/bench/pods/r1-c0-t0');
  api.close();
  const raw = await rawPublishes(new TextEncoder().encode(stored.body));
  return [
    plain('stored bytes of one pod', stored.body.length),
    plain('API creates/s', created),
    plain('raw compare-and-set publishes/s', raw),
    atLeast('API creates ÷ raw publishes', created / raw, 0.4),
    plain('API server CPU per create', used / (created * (RUN_MS / 1_000)), ' µs'),
  ];
};
