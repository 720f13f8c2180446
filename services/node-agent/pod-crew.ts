import type { Amounts } from '../../projections/node-capacity/pod-requests.ts';
import { podRequests } from '../../projections/node-capacity/pod-requests.ts';
import type { Logger, Telemetry } from '../kit/port.ts';
import type { DesiredPod } from './desired-pod.ts';
import type { ObservationPublisher } from './observation-publisher.ts';
import type { WorkerDeps } from './pod-context.ts';
import type { PodWorker } from './pod-worker.ts';
import { createPodWorker } from './pod-worker.ts';
import type { RuntimeContainer, RuntimeEvent } from './port.ts';
import { createPodSpans } from './pod-spans.ts';

/** One worker per pod of the node, and what the runtime has that no worker knows. */
export interface PodCrew {
  /** Gives the assignment to the pod's worker, a new one if need be. */
  assign(desired: DesiredPod): void;
  /** Everything the runtime has. */
  recovered(found: readonly RuntimeContainer[]): Promise<void>;
  happened(event: RuntimeEvent): Promise<void>;
  /** Stops and takes away what is not wanted, as far as it was known at the position. */
  keepOnly(wanted: ReadonlySet<string>, position: number): void;
  /** Containers of a pod; undefined when the node does not have it. */
  find(podUid: string): readonly RuntimeContainer[] | undefined;
  all(): Iterable<RuntimeContainer>;
  /** Objects of the pods assigned, with the status told last. */
  shown(): readonly object[];
  poke(): void;
  stop(): void;
}

export interface PodCrewDeps extends Omit<WorkerDeps, 'usedByOthers'> {
  readonly publisher: ObservationPublisher;
  readonly telemetry: Telemetry;
  readonly logger: Logger;
  readonly onUnavailable: () => void;
}

const ORPHAN_GRACE_SECONDS = 30;

/** A pod nobody knows any more: stopped and taken away, nothing reported. */
const forgottenPod = ({ podUid, namespace, pod }: RuntimeContainer): DesiredPod => ({
  podUid, namespace, name: pod, sequence: 0, revision: '', action: 'terminate', deleted: true, graceSeconds: ORPHAN_GRACE_SECONDS,
  pod: { kind: 'Pod', apiVersion: 'v1', metadata: { name: pod, namespace, uid: podUid, creationTimestamp: '1970-01-01T00:00:00Z' } },
});

const forgotten = (desired: DesiredPod): DesiredPod =>
  ({ ...desired, action: 'terminate', deleted: true, graceSeconds: desired.pod.spec?.terminationGracePeriodSeconds ?? ORPHAN_GRACE_SECONDS });

export const createPodCrew = (deps: PodCrewDeps): PodCrew => {
  const workers = new Map<string, PodWorker>();
  let orphans = new Map<string, readonly RuntimeContainer[]>();
  let isRecovered = false;
  deps.telemetry.gauge('shiplog_agent_pods', 'Pods this node has', () => [{ value: workers.size }]);

  const usedByOthers = (podUid: string): Amounts => {
    const used: Record<string, number> = {};
    for (const worker of workers.values()) {
      if (worker.podUid === podUid) continue;
      for (const [name, amount] of Object.entries(podRequests(worker.desired().pod.spec ?? {}))) used[name] = (used[name] ?? 0) + amount;
    }
    return used;
  };
  const add = (first: DesiredPod): void => {
    const { podUid } = first;
    const spans = createPodSpans({ telemetry: deps.telemetry, node: deps.node.node, first });
    const worker = createPodWorker({
      ...deps, first, spans, usedByOthers,
      onGone: () => {
        worker.stop();
        spans.gone();
        workers.delete(podUid);
      },
    });
    workers.set(podUid, worker);
    if (!isRecovered) return;
    const found = orphans.get(podUid) ?? [];
    orphans.delete(podUid);
    worker.recovered(found).catch((error: unknown) => { deps.logger.error('taking over a pod failed', { podUid, error: String(error) }); });
  };
  const assign = (desired: DesiredPod): void => {
    const worker = workers.get(desired.podUid);
    if (worker !== undefined) worker.assign(desired);
    else if (desired.deleted !== true || orphans.has(desired.podUid)) add(desired);
  };
  return {
    assign,
    recovered: async (found) => {
      const byPod = Map.groupBy(found, ({ podUid }) => podUid);
      orphans = new Map([...byPod].filter(([podUid]) => !workers.has(podUid)));
      isRecovered = true;
      await Promise.all([...workers.values()].map((worker) => worker.recovered(byPod.get(worker.podUid) ?? [])));
    },
    happened: async (event) => { await workers.get(event.podUid)?.happened(event); },
    keepOnly: (wanted, position) => {
      for (const worker of workers.values()) {
        const desired = worker.desired();
        if (!wanted.has(worker.podUid) && desired.sequence <= position && desired.deleted !== true) worker.assign(forgotten(desired));
      }
      for (const [podUid, [first]] of [...orphans]) if (!wanted.has(podUid) && first !== undefined) add(forgottenPod(first));
    },
    find: (podUid) => workers.get(podUid)?.containers() ?? orphans.get(podUid),
    all: () => [...[...workers.values()].flatMap((worker) => worker.containers()), ...[...orphans.values()].flat()],
    shown: () => [...workers.values()].filter((worker) => worker.desired().deleted !== true).map((worker) => worker.shown()),
    poke: () => { for (const worker of workers.values()) worker.poke(); },
    stop: () => { for (const worker of workers.values()) worker.stop(); },
  };
};
