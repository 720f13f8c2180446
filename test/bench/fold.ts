import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Recorded } from '../../events/envelope.ts';
import type { EventStore } from '../../events/event-store/port.ts';
import { hostClock } from '../../infra/host/clock.ts';
import { snapshotFiles } from '../../infra/snapshot-file/snapshot-files.ts';
import { createClusterState } from '../../projections/cluster-state/create-cluster-state.ts';
import { createCommitAssembler } from '../../projections/commits.ts';
import { createFollower } from '../../services/kit/follower/create-follower.ts';
import type { Logger, Telemetry } from '../../services/kit/port.ts';

/** Folds of 50,000 pods of 4 KiB: replay, snapshot, start from a snapshot to the first list. Prints one figure a line. */
const PODS = 50_000;
const BODY_BYTES = 4096;
const CHUNK = 256;

const resource = { group: '', resource: 'pods' };
const quiet: Logger = { debug: () => undefined, info: () => undefined, warn: console.warn, error: console.error };
const telemetry: Telemetry = { span: (_name, _options, work) => work(undefined), counter: () => () => undefined, histogram: () => () => undefined, gauge: () => undefined };

const podBytes = (n: number): Buffer => {
  const head = `{"kind":"Pod","apiVersion":"v1","metadata":{"name":"pod-${n}","namespace":"ns-${n % 50}","uid":"${n}","labels":{"app":"a${n % 100}"}},"spec":{"containers":[{"name":"c","env":[{"name":"FILL","value":"`;
  const tail = '"}]}],"nodeName":"node-1"}}';
  return Buffer.from(`${head}${'x'.repeat(BODY_BYTES - head.length - tail.length)}${tail}`);
};

const event = (sequence: number): Recorded => {
  const n = sequence % PODS;
  // A fresh name string and a fresh payload each, as from the wire.
  return {
    id: `id-${sequence}`, type: 'PodUpdated', time: '2026-01-01T00:00:00.000Z', actor: 'bench', correlation: `id-${sequence}`, ref: { ...resource, namespace: `ns-${n % 50}`, name: `pod-${n}` },
    operation: 'put', form: 'json', object: podBytes(n), decision: { reason: 'bench' }, stream: 'EVENTS', sequence, storedAtMs: sequence,
  };
};

/** Holds no events but makes them as they are asked for, so that what is measured is the fold. */
const endlessStore = (head: number): EventStore => ({
  capabilities: { maxBatch: 1, maxEventBytes: 1 << 20, durable: false },
  append: () => Promise.reject(new Error('read only')),
  last: () => Promise.resolve(undefined),
  at: (_stream, sequence) => Promise.resolve(event(sequence)),
  read: async function* () { /* nothing */ },
  subscribe: async function* (stream, after, signal) {
    if (stream === 'EVENTS') for (let at = after; at < head; at += CHUNK) yield Array.from({ length: Math.min(CHUNK, head - at) }, (_, index) => event(at + index + 1));
    await new Promise<void>((resolve) => { signal.addEventListener('abort', () => resolve(), { once: true }); });
  },
  head: (stream) => Promise.resolve(stream === 'EVENTS' ? head : 0),
  sequenceAt: () => Promise.resolve(0),
});

const print = (name: string, value: number, unit: string): void => console.log(`${name}\t${value.toFixed(value < 10 ? 2 : 0)}\t${unit}`);
const megabytes = (bytes: number): number => bytes / 1024 / 1024;

const replay = (): void => {
  const events = Array.from({ length: 4 }, (_, round) => Array.from({ length: PODS / 10 }, (_unused, n) => event(round * PODS + n + 1)));
  const state = createClusterState();
  const assembler = createCommitAssembler();
  const started = performance.now();
  let folded = 0;
  for (const [round, chunk] of events.entries()) {
    for (const commit of assembler.push(chunk.map((each, index) => Object.assign(each, { sequence: round * chunk.length + index + 1 })))) state.apply(commit.events);
    folded += chunk.length;
  }
  print('replay, events in memory', folded / ((performance.now() - started) / 1000), 'events/s');
};

const follow = async (directory: string, head: number) => {
  const follower = createFollower({ store: endlessStore(head), streams: ['EVENTS'], snapshots: snapshotFiles(directory), clock: hostClock(), logger: quiet, telemetry });
  const started = performance.now();
  await follower.start();
  const snapshot = await follower.waitForHead(['EVENTS'], 120_000);
  let bytes = 0;
  let count = 0;
  for (const entry of snapshot.list(resource)) {
    bytes += entry.body.length;
    count += 1;
  }
  return { follower, count, bytes, ms: performance.now() - started };
};

const memory = async (): Promise<number> => {
  globalThis.gc?.();
  await new Promise((resolve) => { setImmediate(resolve); });
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

const main = async (): Promise<void> => {
  const directory = await mkdtemp(join(tmpdir(), 'fold-bench-'));
  try {
    const before = await memory();
    const first = await follow(directory, PODS);
    print(`fold of ${first.count} pods, with making the events`, first.ms, 'ms');
    print('memory of the fold over stored JSON (needs --expose-gc)', ((await memory()) - before) / first.bytes, '×');
    const writing = performance.now();
    await first.follower.stop();
    print('writing the snapshot', performance.now() - writing, 'ms');
    const [name] = await snapshotFiles(directory).list();
    print('snapshot', megabytes((await stat(join(directory, name ?? ''))).size), 'MiB');
    const second = await follow(directory, PODS + 1000);
    print('start from snapshot and 1,000 events to the first list', second.ms, 'ms');
    if (second.count !== PODS) throw new Error(`${second.count} pods listed`);
    await second.follower.stop();
    replay();
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
};

await main();
