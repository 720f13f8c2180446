import type { AssignmentMark } from '../../events/node/digest.ts';
import { assignmentDigest } from '../../events/node/digest.ts';
import type { AssignmentBeat } from '../../events/node/messages.ts';
import { nodeSubjects } from '../../events/node/messages.ts';
import { encodeToken } from '../../events/subject.ts';
import type { Messaging } from '../kit/messaging/port.ts';
import type { Clock, Entropy, Logger, Telemetry } from '../kit/port.ts';
import { serveTunnels } from '../kit/tunnel/server.ts';
import type { AddressPool } from './address-pool.ts';
import { createAddressPool } from './address-pool.ts';
import type { DesiredPod } from './desired-pod.ts';
import type { ApiService } from './environment.ts';
import { createFetchSources } from './fetch-source.ts';
import type { NodeContext } from './node-context.ts';
import { createNodeReporter } from './node-reporter.ts';
import type { NodeReporter } from './node-reporter.ts';
import { allocatableOf } from './node-status.ts';
import { createObservationPublisher } from './observation-publisher.ts';
import type { PodWorker } from './pod-worker.ts';
import { createPodWorker } from './pod-worker.ts';
import type { EngineInfo, PodFiles, Prober, Runtime, RuntimeContainer } from './port.ts';
import { requestResync } from './resync.ts';
import type { Resynced } from './resync.ts';
import { watchRuntime } from './runtime-watch.ts';
import { createStartSpan } from './start-span.ts';
import { createTunnelHandler } from './tunnel-handler.ts';

export interface AgentConfig {
  readonly node: string;
  readonly hostIp: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly version: string;
  readonly machineId: string;
  readonly maxPods: number;
  /** Used until the control plane says otherwise. */
  readonly podCIDR?: string;
  readonly api: ApiService;
  readonly dnsServers: readonly string[];
  readonly clusterDomain: string;
}

export interface AgentDeps {
  readonly config: AgentConfig;
  readonly messaging: Messaging;
  /** A connection of its own, so that streams do not hold up assignments and observations. */
  readonly tunnelMessaging: Messaging;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  readonly runtime: Runtime;
  readonly files: PodFiles;
  readonly prober: Prober;
}

export interface Agent {
  /** Resolves when the runtime answered, everything it has is known, and assignments are being received. */
  start(): Promise<void>;
  /** Containers go on running. */
  stop(): Promise<void>;
}

type Incoming = DesiredPod | { readonly beat: AssignmentBeat };

const RESYNC_RETRY_MS = 1000;

/** A pod nobody knows any more: stopped and taken away, nothing reported. */
const forgottenPod = ({ podUid, namespace, pod }: RuntimeContainer): DesiredPod => ({
  podUid, namespace, name: pod, sequence: 0, revision: '', action: 'terminate', deleted: true, graceSeconds: 30,
  pod: { kind: 'Pod', apiVersion: 'v1', metadata: { name: pod, namespace, uid: podUid, creationTimestamp: '1970-01-01T00:00:00Z' } },
});

/** Assignments in, containers run, observations out. Nothing it knows must survive it: the runtime and the log tell it all again. */
export const createAgent = (deps: AgentDeps): Agent => {
  const { config, messaging, clock, entropy, logger, runtime } = deps;
  const boot = entropy.uuid();
  const publisher = createObservationPublisher({ messaging, clock, node: config.node, boot });
  const workers = new Map<string, PodWorker>();
  /** What the node is told to have, pods already gone included. */
  const marks = new Map<string, AssignmentMark & { readonly sequence: number }>();
  /** Found in the runtime, not (yet) assigned. */
  let orphans = new Map<string, RuntimeContainer[]>();
  const abort = new AbortController();
  const closers: (() => void)[] = [];
  let context: NodeContext | undefined;
  let reporter: NodeReporter | undefined;
  let addresses: AddressPool | undefined;
  let range: string | undefined;
  let resyncing = false;
  let resyncAgain = false;
  let recoveredOnce = false;

  const holdKnown = (pool: AddressPool): void => {
    const known = [...[...workers.values()].flatMap((worker) => worker.containers()), ...[...orphans.values()].flat()];
    for (const { address, state } of known) if (address !== undefined && state !== 'exited') pool.hold(address);
  };
  const setRange = (podCIDR: string | undefined): void => {
    if (podCIDR === undefined || podCIDR === range) return;
    range = podCIDR;
    addresses = createAddressPool(podCIDR);
    holdKnown(addresses);
    for (const worker of workers.values()) worker.poke();
  };
  const takeOver = (worker: PodWorker): void => {
    if (!recoveredOnce) return;
    const found = orphans.get(worker.podUid) ?? [];
    orphans.delete(worker.podUid);
    worker.recovered(found).catch((error: unknown) => { logger.error('taking over a pod failed', { podUid: worker.podUid, error: String(error) }); });
  };
  const addWorker = (desired: DesiredPod): void => {
    if (context === undefined) return;
    const { podUid } = desired;
    const span = createStartSpan(deps.telemetry, desired, config.node);
    const worker = createPodWorker({
      ...deps, publisher, first: desired, node: context,
      addresses: () => addresses,
      fetchSources: createFetchSources(messaging, config.node),
      onGone: () => {
        worker.stop();
        span.end();
        workers.delete(podUid);
      },
      onUnavailable: () => { watch.recoverSoon(); },
      onStarted: span.end,
      traceparent: span.traceparent,
    });
    workers.set(podUid, worker);
    takeOver(worker);
  };
  const assign = (desired: DesiredPod): void => {
    const { podUid, sequence, revision, action } = desired;
    const known = marks.get(podUid);
    const worker = workers.get(podUid);
    if (desired.deleted === true) {
      marks.delete(podUid);
      if (worker !== undefined) worker.assign(desired);
      else if (orphans.has(podUid)) addWorker(desired);
      return;
    }
    if (known !== undefined && (sequence < known.sequence || (known.revision === revision && known.action === action))) return;
    marks.set(podUid, { podUid, revision, action, sequence });
    if (worker === undefined) addWorker(desired);
    else worker.assign(desired);
  };
  const removeForgotten = ({ assignments, position }: Resynced): void => {
    const wanted = new Set(assignments.map(({ podUid }) => podUid));
    for (const worker of workers.values()) {
      const desired = worker.desired();
      if (wanted.has(worker.podUid) || desired.sequence > position || desired.deleted === true) continue;
      assign({ ...desired, action: 'terminate', deleted: true, graceSeconds: desired.pod.spec?.terminationGracePeriodSeconds ?? 30 });
    }
    for (const [podUid, mark] of marks) if (!wanted.has(podUid) && mark.sequence <= position) marks.delete(podUid);
    for (const [podUid, [first]] of [...orphans]) if (!wanted.has(podUid) && first !== undefined) addWorker(forgottenPod(first));
  };
  const resync = (): void => {
    resyncAgain = true;
    if (resyncing || abort.signal.aborted) return;
    resyncing = true;
    resyncAgain = false;
    requestResync(messaging, config.node).then((answer) => {
      setRange(answer.podCIDR);
      for (const desired of answer.assignments) assign(desired);
      if (recoveredOnce) removeForgotten(answer);
    }, (error: unknown) => {
      logger.warn('resync failed, trying again', { error: String(error) });
      closers.push(clock.after(RESYNC_RETRY_MS, resync));
    }).finally(() => {
      resyncing = false;
      if (resyncAgain) resync();
    });
  };
  const onBeat = ({ digest, highest, podCIDR }: AssignmentBeat): void => {
    const newest = Math.max(0, ...[...marks.values()].map(({ sequence }) => sequence));
    if (newest > highest) return;
    setRange(podCIDR);
    if (assignmentDigest(marks.values()) !== digest) resync();
  };
  const onAssignMessage = (data: Uint8Array): void => {
    const message: Incoming = JSON.parse(new TextDecoder().decode(data));
    if ('beat' in message) onBeat(message.beat);
    else assign(message);
  };
  const distribute = async (found: readonly RuntimeContainer[]): Promise<void> => {
    const byPod = Map.groupBy(found, ({ podUid }) => podUid);
    orphans = new Map([...byPod].filter(([podUid]) => !workers.has(podUid)));
    recoveredOnce = true;
    if (addresses !== undefined) holdKnown(addresses);
    reporter?.runtimeIsDown(false);
    await Promise.all([...workers.values()].map((worker) => worker.recovered(byPod.get(worker.podUid) ?? [])));
  };
  const watch = watchRuntime({
    runtime, clock, logger, signal: abort.signal,
    onRecovered: distribute,
    onDown: () => { reporter?.runtimeIsDown(true); },
    onEvent: (event) => {
      workers.get(event.podUid)?.happened(event).catch((error: unknown) => {
        logger.warn('looking at a container failed', { id: event.id, error: String(error) });
        watch.recoverSoon();
      });
    },
  });
  const describe = (engine: EngineInfo): NodeContext => ({
    node: config.node, hostIp: config.hostIp, runtimeName: engine.name, memoryBytes: engine.memoryBytes,
    allocatable: allocatableOf(engine, config.maxPods), api: config.api, dnsServers: config.dnsServers, clusterDomain: config.clusterDomain,
  });
  const findPod = (podUid: string): readonly RuntimeContainer[] | undefined => workers.get(podUid)?.containers() ?? orphans.get(podUid);

  return {
    start: async () => {
      const engine = await watch.firstAnswer();
      context = describe(engine);
      setRange(config.podCIDR);
      reporter = createNodeReporter({ publisher, clock, config, engine, boot });
      await watch.begin();
      closers.push(
        messaging.subscribe(nodeSubjects.assign(encodeToken(config.node)), ({ data }) => { onAssignMessage(data); }),
        messaging.onReconnect(resync),
        serveTunnels({ messaging: deps.tunnelMessaging, clock, logger, node: config.node, handle: createTunnelHandler(runtime, findPod) }),
      );
      reporter.begin();
      resync();
    },
    stop: async () => {
      abort.abort();
      for (const close of closers.splice(0)) close();
      reporter?.stop();
      publisher.stop();
      for (const worker of workers.values()) worker.stop();
      await watch.ended();
    },
  };
};
