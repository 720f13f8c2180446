import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../events/json.ts';
import { assignmentDigest } from '../../events/node/digest.ts';
import type { Assignment, FetchAnswer, FetchRequest, Observation, PodFact, ResyncAnswer } from '../../events/node/messages.ts';
import { hostClock } from '../../infra/host/clock.ts';
import { hostEntropy } from '../../infra/host/entropy.ts';
import { createDialer } from '../../infra/http/dialer.ts';
import { createPodFiles } from '../../infra/pod-files/pod-files.ts';
import { createProber } from '../../infra/prober/prober.ts';
import type { Agent } from '../../services/node-agent/agent.ts';
import { createAgent } from '../../services/node-agent/agent.ts';
import type { Dialer } from '../../services/kit/port.ts';
import type { Runtime } from '../../services/node-agent/port.ts';
import type { MemoryBus } from '../support/memory-messaging.ts';
import { createMemoryBus } from '../support/memory-messaging.ts';
import { noTelemetry, quietLogger } from '../support/quiet-logger.ts';

const NODE = 'n1';
const WAIT_MS = 20_000;

/** A control plane of one node, as far as its agent can tell. */
export interface AgentHarness {
  readonly bus: MemoryBus;
  /** Starts an agent; more than one after another are restarts. */
  startAgent(): Promise<{ readonly agent: Agent; readonly setConnected: (connected: boolean) => void }>;
  /** Makes the pod and assigns it to the node; answers its uid. */
  run(name: string, spec: JsonObject, more?: JsonObject): string;
  terminate(podUid: string, graceSeconds: number): void;
  /** The object is deleted. */
  forget(podUid: string): void;
  beat(): void;
  readonly objects: Map<string, JsonObject>;
  /** Newest fact of a pod. */
  fact(podUid: string): PodFact | undefined;
  facts(podUid: string): readonly PodFact[];
  notes(podUid: string): readonly string[];
  observations(): readonly Observation[];
  /** Waits until the newest fact satisfies. */
  until(podUid: string, what: string, holds: (fact: PodFact) => boolean): Promise<PodFact>;
  close(): Promise<void>;
}

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const decode = <T>(data: Uint8Array): T => JSON.parse(new TextDecoder().decode(data)) as T;

export const createAgentHarness = async (runtimeOf: () => Runtime, podCIDR: string, dialer: Dialer = createDialer()): Promise<AgentHarness> => {
  const bus = createMemoryBus();
  const plane = bus.client();
  const dir = await mkdtemp(join(tmpdir(), 'shiplog-agent-'));
  const memoryDir = await mkdtemp('/dev/shm/shiplog-test-');
  const assignments = new Map<string, Assignment>();
  const objects = new Map<string, JsonObject>();
  const observations: Observation[] = [];
  const waiters = new Set<() => void>();
  const agents: Agent[] = [];
  let sequence = 100;

  bus.onDurable((_subject, data) => {
    observations.push(decode<Observation>(data));
    for (const check of [...waiters]) check();
  });
  plane.subscribe('node.*.resync', ({ respond }) => {
    const answer: ResyncAnswer = { position: sequence, assignments: [...assignments.values()].sort((a, b) => (a.podUid < b.podUid ? -1 : 1)), podCIDR };
    respond?.(encode(answer));
  });
  plane.subscribe('node.*.fetch', ({ data, respond }) => {
    const { resource, namespace, name } = decode<FetchRequest>(data);
    const object = objects.get(`${resource}/${namespace}/${name}`);
    const answer: FetchAnswer = object === undefined ? { error: `${name} not found`, reason: 'NotFound' } : { object };
    respond?.(encode(answer));
  });
  const send = (assignment: Assignment): void => { plane.publish(`assign.${NODE}`, encode(assignment)); };
  const factsOf = (podUid: string): readonly PodFact[] =>
    observations.map(({ fact }) => fact).filter((fact): fact is PodFact => fact.about === 'pod' && fact.podUid === podUid);
  const next = (): number => { sequence += 1; return sequence; };

  return {
    bus, objects,
    startAgent: async () => {
      const messaging = bus.client();
      const agent = createAgent({
        messaging, tunnelMessaging: messaging, clock: hostClock(), entropy: hostEntropy(), logger: quietLogger, telemetry: noTelemetry,
        runtime: runtimeOf(), files: createPodFiles({ dir, memoryDir }), prober: createProber(), dialer,
        config: { node: NODE, hostIp: '127.0.0.1', labels: {}, version: 'v1.36.0', machineId: 'm', maxPods: 110, api: { host: '10.96.0.1', port: 443 }, dnsServers: [], clusterDomain: 'cluster.local' },
      });
      agents.push(agent);
      await agent.start();
      return { agent, setConnected: messaging.setConnected };
    },
    run: (name, spec, more = {}) => {
      const uid = randomUUID();
      const pod: JsonObject = {
        kind: 'Pod', apiVersion: 'v1',
        metadata: { name, namespace: 'default', uid, creationTimestamp: '2026-01-01T00:00:00Z', generation: 1, labels: { app: name }, ...more },
        spec: { restartPolicy: 'Always', terminationGracePeriodSeconds: 30, dnsPolicy: 'ClusterFirst', nodeName: NODE, ...spec },
        status: { phase: 'Pending', qosClass: 'BestEffort' },
      };
      const assignment: Assignment = { podUid: uid, namespace: 'default', name, sequence: next(), revision: randomUUID(), action: 'run', pod, traceparent: '00-11111111111111111111111111111111-2222222222222222-01' };
      assignments.set(uid, assignment);
      send(assignment);
      return uid;
    },
    terminate: (podUid, graceSeconds) => {
      const before = assignments.get(podUid);
      if (before === undefined) throw new Error('unknown pod');
      const assignment: Assignment = { ...before, sequence: next(), revision: randomUUID(), action: 'terminate', graceSeconds };
      assignments.set(podUid, assignment);
      send(assignment);
    },
    forget: (podUid) => {
      const before = assignments.get(podUid);
      assignments.delete(podUid);
      next();
      if (before !== undefined) send({ ...before, sequence, action: 'terminate', deleted: true, graceSeconds: 0, pod: { metadata: before.pod.metadata } });
    },
    beat: () => {
      plane.publish(`assign.${NODE}`, encode({ beat: { count: assignments.size, highest: sequence, digest: assignmentDigest(assignments.values()), podCIDR } }));
    },
    fact: (podUid) => factsOf(podUid).at(-1),
    facts: factsOf,
    notes: (podUid) => factsOf(podUid).flatMap(({ notes = [] }) => notes.map(({ type, reason, message }) => `${type} ${reason} ${message}`)),
    observations: () => observations,
    until: (podUid, what, holds) => new Promise((resolve, reject) => {
      const check = (): void => {
        const fact = factsOf(podUid).at(-1);
        if (fact === undefined || !holds(fact)) return;
        clearTimeout(timer);
        waiters.delete(check);
        resolve(fact);
      };
      const timer = setTimeout(() => {
        waiters.delete(check);
        reject(new Error(`${what} did not come; last: ${JSON.stringify(factsOf(podUid).at(-1), undefined, 1)}`));
      }, WAIT_MS);
      waiters.add(check);
      check();
    }),
    close: async () => {
      for (const agent of agents) await agent.stop();
      await Promise.all([rm(dir, { recursive: true, force: true }), rm(memoryDir, { recursive: true, force: true })]);
    },
  };
};
