import type { Clock } from '../kit/port.ts';
import type { AgentConfig } from './agent.ts';
import type { NodeFacts } from './node-status.ts';
import { nodeLabels, nodeStatus } from './node-status.ts';
import type { ObservationPublisher } from './observation-publisher.ts';
import type { EngineInfo } from './port.ts';

export const HEARTBEAT_MS = 10_000;

/** Tells the node's state at start, on change, and every 10 s as its heartbeat. */
export interface NodeReporter {
  begin(): void;
  runtimeIsDown(down: boolean): void;
  stop(): void;
}

export interface NodeReporterDeps {
  readonly publisher: ObservationPublisher;
  readonly clock: Clock;
  readonly config: AgentConfig;
  readonly engine: EngineInfo;
  readonly boot: string;
}

export const createNodeReporter = ({ publisher, clock, config, engine, boot }: NodeReporterDeps): NodeReporter => {
  const startedMs = clock.now();
  let down = false;
  let readySinceMs = startedMs;
  let begun = false;
  let cancel = (): void => undefined;
  const facts = (): NodeFacts => ({
    node: config.node, hostIp: config.hostIp, engine, version: config.version, machineId: config.machineId, bootId: boot, maxPods: config.maxPods,
    runtimeDown: down, readySinceMs, startedMs, nowMs: clock.now(),
  });
  const report = (): void => {
    cancel();
    cancel = clock.after(HEARTBEAT_MS, report);
    publisher.put('node', {
      fact: { about: 'node', labels: nodeLabels(config.node, engine, config.labels), status: nodeStatus(facts()) },
      onAcknowledged: () => undefined,
    });
  };
  return {
    begin: () => {
      begun = true;
      report();
    },
    runtimeIsDown: (isDown) => {
      if (isDown === down) return;
      down = isDown;
      readySinceMs = clock.now();
      if (begun) report();
    },
    stop: () => { cancel(); },
  };
};
