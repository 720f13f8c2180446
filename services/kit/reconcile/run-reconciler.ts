import { resourceKey } from '../../../events/object-ref.ts';
import type { Change } from '../../../projections/cluster-state/cluster-state.ts';
import type { WriteContext, Writer } from '../command.ts';
import type { Follower } from '../follower.ts';
import type { Clock, Logger, Telemetry } from '../port.ts';
import type { EventNote, Reconciler, View, Views } from '../reconciler.ts';
import { createCarryOut } from './carry-out.ts';
import { causeWeight } from './cause-weight.ts';
import { createWorkQueue } from './work-queue.ts';

export interface ReconcilerDeps {
  readonly follower: Follower;
  readonly writer: Writer;
  readonly view: Views;
  readonly record: (note: EventNote, source: { readonly component: string }, cause?: WriteContext['cause']) => void;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** Keys planned at the same time; default 8. */
  readonly workers?: number;
}

export interface ReconcilerRunner {
  /** Begins. The follower must have reached the head before, or the first plans decide on the past. */
  start(): void;
  /** Resolves when the plans under way are carried out. */
  stop(): Promise<void>;
}

type Cause = NonNullable<WriteContext['cause']>;

const WORKERS = 8;
/** What upstream's controllers write as managedFields' manager. */
const FIELD_MANAGER = 'kube-controller-manager';

const causeOf = ({ event: { stream, sequence, correlation, traceparent } }: Change): Cause =>
  ({ position: { stream, sequence }, correlation, traceparent });

interface WaitingCause {
  readonly cause: Cause;
  readonly weight: number;
}

type KeysOf = Reconciler['watches'][number]['keys'];

const watchedBy = ({ watches }: Reconciler): ReadonlyMap<string, readonly KeysOf[]> => {
  const watched = new Map<string, KeysOf[]>();
  for (const { resource, keys } of watches) watched.set(resourceKey(resource), [...(watched.get(resourceKey(resource)) ?? []), keys]);
  return watched;
};

interface Planned {
  readonly done: boolean;
  readonly againAfterMs: number | undefined;
}

/** Plans a key and carries the plan out, in a span that continues its cause's trace when there is anything to do. */
const createPlanner = (reconciler: Reconciler, deps: ReconcilerDeps): ((key: string, cause: Cause | undefined) => Promise<Planned>) => {
  const { follower, view, clock, telemetry } = deps;
  const carryOut = createCarryOut(reconciler, deps);
  return async (key, cause) => {
    const plan = reconciler.plan(view(() => follower.snapshot()), key, clock.now());
    const { againAfterMs } = plan;
    const context: WriteContext = { actor: reconciler.actor, fieldManager: FIELD_MANAGER, ...(cause && { cause }) };
    if (plan.batches.length === 0) return { done: await carryOut(key, plan, context), againAfterMs };
    const attributes = { 'shiplog.key': key, 'shiplog.controller': reconciler.name };
    const done = await telemetry.span(`reconcile ${reconciler.name}`, { traceparent: cause?.traceparent, attributes }, (traceparent) =>
      carryOut(key, plan, { ...context, ...(traceparent !== undefined && { traceparent }) }));
    return { done, againAfterMs };
  };
};

/** The queue of a reconciler's keys, each with the event that explains best why it is planned; the newest of equals. */
const createKeys = (reconciler: Reconciler, deps: ReconcilerDeps) => {
  const { clock, logger, telemetry } = deps;
  const labels = { controller: reconciler.name };
  const causes = new Map<string, WaitingCause>();
  const planKey = createPlanner(reconciler, deps);
  const countPlans = telemetry.counter('shiplog_reconcile_total', 'Plans made, by result');
  const observeSeconds = telemetry.histogram('shiplog_reconcile_seconds', 'From taking a key to its writes being folded, by controller');

  const planned = async (key: string, cause: Cause | undefined): Promise<Planned> => {
    try {
      return await planKey(key, cause);
    } catch (error) {
      logger.error('reconciling failed', { controller: reconciler.name, key, error });
      return { done: false, againAfterMs: undefined };
    }
  };

  const work = async (key: string): Promise<void> => {
    const startedMs = clock.now();
    const waiting = causes.get(key);
    causes.delete(key);
    const { done, againAfterMs } = await planned(key, waiting?.cause);
    countPlans(1, { ...labels, result: done ? 'done' : 'retry' });
    observeSeconds((clock.now() - startedMs) / 1000, labels);
    if (againAfterMs !== undefined) queue.addAfter(key, againAfterMs);
    if (done) return queue.forget(key);
    // The retry acts upon the same event, unless one that explains as much queued the key meanwhile.
    if (waiting !== undefined && (causes.get(key)?.weight ?? -1) < waiting.weight) causes.set(key, waiting);
    queue.retry(key);
  };

  const queue = createWorkQueue({ clock, work, workers: deps.workers ?? WORKERS });
  telemetry.gauge('shiplog_reconcile_queue_depth', 'Keys waiting to be planned, by controller', () => [{ value: queue.depth(), labels }]);
  return {
    add: (key: string, offered?: WaitingCause): void => {
      if (offered !== undefined && (causes.get(key)?.weight ?? -1) <= offered.weight) causes.set(key, offered);
      queue.add(key);
    },
    stop: queue.stop,
  };
};

/** Runs one reconciler over a process's fold: triggers by changes and a slow timer, one path for both. */
export const createReconcilerRunner = (reconciler: Reconciler, deps: ReconcilerDeps): ReconcilerRunner => {
  const { follower, view, clock, logger } = deps;
  const keys = createKeys(reconciler, deps);
  const watched = watchedBy(reconciler);
  let unsubscribe: (() => void) | undefined;
  let cancelTimer: (() => void) | undefined;

  const isWatched = ({ entry }: Change): boolean => watched.has(resourceKey(entry));
  const onChange = (change: Change, seen: View): void => {
    const concerned = (watched.get(resourceKey(change.entry)) ?? []).flatMap((keysOf) => keysOf(change, seen));
    if (concerned.length === 0) return;
    const waiting: WaitingCause = { cause: causeOf(change), weight: causeWeight(change, seen, reconciler.actor) };
    for (const key of concerned) keys.add(key, waiting);
  };

  const guarded = (what: string, action: () => void): void => {
    try {
      action();
    } catch (error) {
      logger.error(`${what} failed`, { controller: reconciler.name, error });
    }
  };

  const addAll = (): void => guarded('listing all keys', () => {
    for (const key of reconciler.allKeys(view(() => follower.snapshot()))) keys.add(key);
  });

  const armTimer = (): void => {
    cancelTimer = clock.after(reconciler.resyncMs, () => {
      addAll();
      armTimer();
    });
  };

  return {
    start: () => {
      unsubscribe = follower.onCommit((changes, snapshot) => {
        const mine = changes.filter(isWatched);
        if (mine.length === 0) return;
        const seen = view(snapshot);
        for (const change of mine) guarded('looking at a change', () => onChange(change, seen));
      });
      addAll();
      armTimer();
    },
    stop: async () => {
      unsubscribe?.();
      cancelTimer?.();
      await keys.stop();
    },
  };
};
