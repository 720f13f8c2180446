import type { EventStore } from '../../events/event-store/port.ts';
import { createNodeCapacity } from '../../projections/node-capacity/node-capacity.ts';
import type { Command, Outcome, WriteContext, Writer } from '../kit/command.ts';
import type { EventOrigins } from '../kit/event-origins.ts';
import { createEventOrigins } from '../kit/event-origins.ts';
import type { Follower } from '../kit/follower.ts';
import type { Clock, Logger, Telemetry } from '../kit/port.ts';
import type { EventNote, Views } from '../kit/reconciler.ts';
import { objectAttributes } from '../kit/span-attributes.ts';
import type { Plugin } from './framework.ts';
import type { PendingPod } from './pending-pod.ts';
import { DEFAULT_SCHEDULER, placedOn } from './pending-pod.ts';
import { bindPod, failedNote, reportUnplaced, scheduledNote } from './pod-writes.ts';
import { plugins as allPlugins } from './registry.ts';
import type { Placement } from './schedule.ts';
import { schedule } from './schedule.ts';
import { createSchedulingFold } from './scheduling-fold.ts';
import type { SchedulingQueue } from './scheduling-queue.ts';
import { createSchedulingQueue } from './scheduling-queue.ts';

export interface SchedulerDeps {
  readonly follower: Follower;
  readonly view: Views;
  readonly writer: Writer;
  readonly store: Pick<EventStore, 'at'>;
  /** Records a core Event. Must not throw. */
  readonly record: (note: EventNote, source: { readonly component: string }, cause?: WriteContext['cause']) => void;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
}

export interface Scheduler {
  /** Schedules from now on; resolves once the fold has caught up and the first pods are looked at. */
  start(): Promise<void>;
  /** Stops and waits for the bindings under way. */
  stop(): Promise<void>;
}

const ACTOR = 'system:kube-scheduler';
const FIELD_MANAGER = 'kube-scheduler';
const HEAD_TIMEOUT_MS = 10_000;
/** Bindings under way at once; more pods wait in the queue, highest priority first. */
const IN_FLIGHT = 64;
/** Longest synchronous stretch before the event loop gets its turn. */
const TURN_MS = 8;

const createWrites = ({ writer, record, clock, telemetry }: SchedulerDeps, origins: EventOrigins) => {
  const write = (what: string, command: Command, cause: WriteContext['cause']): Promise<Outcome> =>
    telemetry.span(what, { traceparent: cause?.traceparent, attributes: objectAttributes(command.ref) }, (traceparent) =>
      writer.execute([command], { actor: ACTOR, fieldManager: FIELD_MANAGER, traceparent, ...(cause && { cause }) }));
  const causeOf = (pod: PendingPod): Promise<WriteContext['cause']> => origins.of({ stream: 'EVENTS', sequence: pod.sequence });
  const bind = async (pod: PendingPod, placement: Extract<Placement, { readonly ok: true }>): Promise<string | undefined> => {
    const cause = await causeOf(pod);
    const outcome = await write('bind pod', bindPod(pod, placement), cause);
    if (!outcome.ok) return outcome.refusal.message;
    record(scheduledNote(pod, placement.node), { component: DEFAULT_SCHEDULER }, cause);
    return undefined;
  };
  const report = async (pod: PendingPod, placement: Extract<Placement, { readonly ok: false }>): Promise<void> => {
    const cause = await causeOf(pod);
    if (!placement.gated) record(failedNote(pod, placement), { component: DEFAULT_SCHEDULER }, cause);
    const command = reportUnplaced(pod, placement, new Date(clock.now()).toISOString());
    if (command !== undefined) await write('report unschedulable pod', command, cause);
  };
  return { bind, report };
};

interface Cycle {
  readonly queue: SchedulingQueue;
  readonly decide: (pod: PendingPod) => void;
  readonly clock: Clock;
  readonly busy: () => number;
}

/** Takes pods off the queue in turns the event loop can bear, and wakes when the next back-off is over. */
const createPump = ({ queue, decide, clock, busy }: Cycle) => {
  let cancel = (): void => undefined;
  let stopped = false;
  const turn = (): void => {
    cancel();
    const began = clock.now();
    while (!stopped && busy() < IN_FLIGHT) {
      const now = clock.now();
      if (now - began > TURN_MS) {
        cancel = clock.after(0, turn);
        return;
      }
      const pod = queue.pop(now);
      if (pod === undefined) break;
      decide(pod);
    }
    const next = stopped ? undefined : queue.nextMs();
    if (next !== undefined) cancel = clock.after(Math.max(1, next - clock.now()), turn);
  };
  return { turn, stop: (): void => { stopped = true; cancel(); } };
};

/** Everything that lives from start to stop. */
const run = (deps: SchedulerDeps, plugins: readonly Plugin[]) => {
  const { follower, view, store, clock, logger, telemetry } = deps;
  const capacity = createNodeCapacity();
  const queue = createSchedulingQueue();
  const fold = createSchedulingFold({ capacity, queue });
  const origins = createEventOrigins({ follower, store });
  const writes = createWrites(deps, origins);
  const underWay = new Set<Promise<void>>();
  const decided = telemetry.counter('shiplog_scheduler_decisions_total', 'Scheduling attempts by result.');
  telemetry.gauge('shiplog_scheduler_pods', 'Pods that wait for a node, by queue.', () =>
    Object.entries(queue.depths()).map(([where, value]) => ({ value, labels: { queue: where } })));

  const launch = (work: Promise<void>): void => {
    const done = work.finally(() => { underWay.delete(done); pump.turn(); });
    underWay.add(done);
  };
  const place = async (pod: PendingPod, placement: Extract<Placement, { readonly ok: true }>): Promise<void> => {
    // Assumed at once, so that the next decision counts it although the log does not have it yet.
    capacity.putPod(placedOn(pod, placement.node));
    const unreserve = plugins.flatMap((plugin) => plugin.reserve?.(pod, placement.node) ?? []);
    const failure = await writes.bind(pod, placement).catch((error: unknown) => { logger.error('binding failed', { pod: pod.name, error }); return 'the log could not be written'; });
    decided(1, { result: failure === undefined ? 'scheduled' : 'error' });
    if (failure === undefined) return;
    logger.warn('pod not bound', { namespace: pod.namespace, pod: pod.name, node: placement.node, why: failure });
    for (const undo of unreserve) undo();
    // A pod the fold has bound meanwhile is no longer queued and keeps its place.
    if (queue.has(pod.uid)) capacity.removePod(pod.uid);
    queue.failed(pod.uid, clock.now());
  };
  const decide = (pod: PendingPod): void => {
    const placement = schedule(pod, capacity.columns, plugins);
    if (placement.ok) {
      launch(place(pod, placement));
      return;
    }
    decided(1, { result: 'unschedulable' });
    queue.unschedulable(pod.uid, placement.wakes, clock.now());
    launch(writes.report(pod, placement).catch((error: unknown) => { logger.error('unschedulable pod not reported', { pod: pod.name, error }); }));
  };
  const pump = createPump({ queue, decide, clock, busy: () => underWay.size });
  fold.load(view(() => follower.snapshot()), clock.now());
  const stopFold = follower.onCommit((changes, snapshot) => {
    fold.apply(changes, view(snapshot), clock.now());
    queueMicrotask(pump.turn);
  });
  pump.turn();
  return {
    stop: async (): Promise<void> => {
      stopFold();
      origins.stop();
      pump.stop();
      await Promise.all(underWay);
    },
  };
};

/**
 * Gives pods their nodes. All state is a fold of the log; what is under way when the process dies was either appended
 * or is decided again. A second scheduler is harmless: binding compares and sets the pod.
 */
export const createScheduler = (deps: SchedulerDeps, plugins: readonly Plugin[] = allPlugins()): Scheduler => {
  let stopRun = async (): Promise<void> => undefined;
  return {
    start: async () => {
      await deps.follower.waitForHead(['EVENTS'], HEAD_TIMEOUT_MS);
      stopRun = run(deps, plugins).stop;
    },
    stop: () => stopRun(),
  };
};
