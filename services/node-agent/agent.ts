import type { AssignmentBeat } from '../../events/node/messages.ts';
import { nodeSubjects } from '../../events/node/messages.ts';
import { encodeToken } from '../../events/subject.ts';
import type { Messaging } from '../kit/messaging/port.ts';
import type { Clock, Dialer, Entropy, Logger, Telemetry } from '../kit/port.ts';
import { serveTunnels } from '../kit/tunnel/server.ts';
import { createAssignmentBook } from './assignment-book.ts';
import type { DesiredPod } from './desired-pod.ts';
import type { ApiService } from './environment.ts';
import { createFetchSources } from './fetch-source.ts';
import { keepTokens } from './keep-tokens.ts';
import { createNodeAddresses } from './node-addresses.ts';
import type { NodeContext } from './node-context.ts';
import { createNodeReporter } from './node-reporter.ts';
import type { NodeReporter } from './node-reporter.ts';
import { allocatableOf } from './node-status.ts';
import { createObservationPublisher } from './observation-publisher.ts';
import type { PodCrew } from './pod-crew.ts';
import { createPodCrew } from './pod-crew.ts';
import type { EngineInfo, PodFiles, Prober, Runtime } from './port.ts';
import { createResyncer } from './resync.ts';
import type { Resynced } from './resync.ts';
import type { RuntimeWatch } from './runtime-watch.ts';
import { watchRuntime } from './runtime-watch.ts';
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
  /** Reaches pods' addresses, and the node's own. */
  readonly dialer: Dialer;
}

export interface Agent {
  /** Resolves when the runtime answered, everything it has is known, and assignments are being received. */
  start(): Promise<void>;
  /** Containers go on running. */
  stop(): Promise<void>;
}

type Incoming = DesiredPod | { readonly beat: AssignmentBeat };

const describe = (config: AgentConfig, engine: EngineInfo): NodeContext => ({
  node: config.node, hostIp: config.hostIp, runtimeName: engine.name, memoryBytes: engine.memoryBytes,
  allocatable: allocatableOf(engine, config.maxPods), api: config.api, dnsServers: config.dnsServers, clusterDomain: config.clusterDomain,
});

interface Running {
  readonly reporter: NodeReporter;
  readonly crew: PodCrew;
  readonly stop: () => void;
}

interface Watched {
  readonly watch: RuntimeWatch;
  readonly isRuntimeDown: () => boolean;
}

/** Everything that needs to know the machine: begun once the runtime answered. */
const run = (deps: AgentDeps, engine: EngineInfo, { watch, isRuntimeDown }: Watched): Running => {
  const { config, messaging, clock, entropy, logger, runtime } = deps;
  const boot = entropy.uuid();
  const publisher = createObservationPublisher({ messaging, clock, node: config.node, boot });
  deps.telemetry.gauge('shiplog_agent_observations_under_way', 'Pods, and the node, with an observation that is not acknowledged', () => [{ value: publisher.underWay() }]);
  const reporter = createNodeReporter({ publisher, clock, config, engine, boot });
  const book = createAssignmentBook();
  const addresses = createNodeAddresses(() => crew.all());
  const crew = createPodCrew({
    ...deps, publisher, node: describe(config, engine), addresses: addresses.pool,
    fetchSources: keepTokens(createFetchSources(messaging, config.node), clock), onUnavailable: watch.recoverSoon,
  });
  const setRange = (podCIDR: string | undefined): void => { if (addresses.setRange(podCIDR)) crew.poke(); };
  const assign = (desired: DesiredPod): void => { if (book.accept(desired)) crew.assign(desired); };
  const onAnswer = ({ podCIDR, assignments, position }: Resynced): void => {
    setRange(podCIDR);
    for (const desired of assignments) assign(desired);
    const wanted = new Set(assignments.map(({ podUid }) => podUid));
    book.keepOnly(wanted, position);
    crew.keepOnly(wanted, position);
  };
  const resyncer = createResyncer({ messaging, clock, logger, node: config.node, onAnswer });
  const receive = (data: Uint8Array): void => {
    const message: Incoming = JSON.parse(new TextDecoder().decode(data));
    if (!('beat' in message)) assign(message);
    else {
      setRange(message.beat.podCIDR);
      if (book.disagrees(message.beat)) resyncer.request();
    }
  };
  const handle = createTunnelHandler({
    runtime, dialer: deps.dialer, find: crew.find, hostIp: config.hostIp,
    facts: { node: config.node, pods: crew.shown, containers: crew.all, isRuntimeDown },
  });
  setRange(config.podCIDR);
  const closers = [
    messaging.subscribe(nodeSubjects.assign(encodeToken(config.node)), ({ data }) => { receive(data); }),
    messaging.onReconnect(resyncer.request),
    serveTunnels({ messaging: deps.tunnelMessaging, clock, logger, node: config.node, handle }),
    resyncer.stop, reporter.stop, publisher.stop, crew.stop,
  ];
  watch.onRecovered(async (found) => {
    const taken = crew.recovered(found);
    addresses.holdKnown();
    await taken;
  });
  resyncer.request();
  return { reporter, crew, stop: () => { for (const close of closers) close(); } };
};

/** Assignments in, containers run, observations out. Nothing it knows must survive it: the runtime and the log tell it all again. */
export const createAgent = (deps: AgentDeps): Agent => {
  const { clock, logger, runtime } = deps;
  const abort = new AbortController();
  let running: Running | undefined;
  let isRuntimeDown = false;
  const watch = watchRuntime({
    runtime, clock, logger, signal: abort.signal,
    onUp: (isUp) => {
      isRuntimeDown = !isUp;
      running?.reporter.runtimeIsDown(!isUp);
    },
    onEvent: (event) => {
      running?.crew.happened(event).catch((error: unknown) => {
        logger.warn('looking at a container failed', { id: event.id, error: String(error) });
        watch.recoverSoon();
      });
    },
  });
  return {
    start: async () => {
      const engine = await watch.firstAnswer();
      running = run(deps, engine, { watch, isRuntimeDown: () => isRuntimeDown });
      await watch.begin();
      running.reporter.begin();
    },
    stop: async () => {
      abort.abort();
      running?.stop();
      await watch.ended();
    },
  };
};
