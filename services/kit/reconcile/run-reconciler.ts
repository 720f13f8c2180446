import { resourceKey } from '../../../events/object-ref.ts';
import type { StreamName } from '../../../events/catalogue.ts';
import type { Change, Snapshot } from '../../../projections/cluster-state/cluster-state.ts';
import type { Outcome, WriteContext, Writer } from '../command.ts';
import type { Follower } from '../follower.ts';
import type { Clock, Logger, Telemetry } from '../port.ts';
import type { EventNote, Plan, Reconciler, RefusedBatch, View } from '../reconciler.ts';
import { createWorkQueue } from './work-queue.ts';

export interface ReconcilerDeps {
  readonly follower: Follower;
  readonly writer: Writer;
  readonly view: (snapshot: Snapshot) => View;
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
type Reached = Partial<Record<StreamName, number>>;

const WORKERS = 8;
/** A projection that lags its own writer this long is a fault; the key is then tried again. */
const BARRIER_TIMEOUT_MS = 30_000;
/** What upstream's controllers write as managedFields' manager. */
const FIELD_MANAGER = 'kube-controller-manager';

interface Done {
  readonly reached: Reached;
  readonly refused: RefusedBatch | undefined;
}

const noteReached = (reached: Reached, outcome: Outcome & { ok: true }): void => {
  for (const { position: { stream, sequence } } of outcome.written) reached[stream] = Math.max(reached[stream] ?? 0, sequence);
};

const causeOf = ({ event: { stream, sequence, correlation, traceparent } }: Change): Cause =>
  ({ position: { stream, sequence }, correlation, traceparent });

/** Runs one reconciler over a process's fold: triggers by changes and a slow timer, one path for both. */
export const createReconcilerRunner = (reconciler: Reconciler, deps: ReconcilerDeps): ReconcilerRunner => {
  const { follower, writer, view, record, clock, logger, telemetry } = deps;
  const causes = new Map<string, Cause>();
  const undo: (() => void)[] = [];
  const labels = { controller: reconciler.name };
  const countPlans = telemetry.counter('shiplog_reconcile_total', 'Plans made, by result');
  const observeMs = telemetry.histogram('shiplog_reconcile_ms', 'Milliseconds from taking a key to its writes being folded');

  const carryOut = async (plan: Plan, context: WriteContext): Promise<Done> => {
    const reached: Reached = {};
    for (const batch of plan.batches) {
      const outcome = await writer.execute(batch, context);
      if (outcome.ok) {
        noteReached(reached, outcome);
        continue;
      }
      const command = batch[outcome.index] ?? batch[0];
      if (command === undefined) throw new Error('an empty batch was refused');
      return { reached, refused: { batch, command, refusal: outcome.refusal, nowMs: clock.now() } };
    }
    for (const note of plan.notes ?? []) record(note, { component: reconciler.name }, context.cause);
    return { reached, refused: undefined };
  };

  /** The key's next plan must see what this one wrote; else it would write it again. */
  const awaitOwnWrites = async (reached: Reached): Promise<void> => {
    if (Object.keys(reached).length > 0) await follower.waitFor(reached, BARRIER_TIMEOUT_MS);
  };

  const onRefused = async (key: string, refused: RefusedBatch, context: WriteContext): Promise<void> => {
    if (refused.refusal.reason === 'Conflict') return;
    logger.warn('a plan was refused', { controller: reconciler.name, key, reason: refused.refusal.reason, message: refused.refusal.message });
    const answer = reconciler.refused?.(view(follower.snapshot()), key, refused);
    if (answer === undefined) return;
    await awaitOwnWrites((await carryOut(answer, context)).reached);
  };

  const settle = async (key: string, plan: Plan, context: WriteContext): Promise<boolean> => {
    const { reached, refused } = await carryOut(plan, context);
    await awaitOwnWrites(reached);
    if (plan.againAfterMs !== undefined) queue.addAfter(key, plan.againAfterMs);
    if (refused === undefined) return true;
    await onRefused(key, refused, context);
    return false;
  };

  const run = async (key: string, cause: Cause | undefined): Promise<boolean> => {
    const plan = reconciler.plan(view(follower.snapshot()), key, clock.now());
    const base: WriteContext = { actor: reconciler.actor, fieldManager: FIELD_MANAGER, ...(cause && { cause }) };
    if (plan.batches.length === 0) return settle(key, plan, base);
    const attributes = { 'shiplog.key': key, 'shiplog.controller': reconciler.name };
    return telemetry.span(`reconcile ${reconciler.name}`, { traceparent: cause?.traceparent, attributes }, (traceparent) =>
      settle(key, plan, { ...base, ...(traceparent !== undefined && { traceparent }) }));
  };

  const work = async (key: string): Promise<void> => {
    const startedMs = clock.now();
    const cause = causes.get(key);
    causes.delete(key);
    let done = false;
    try {
      done = await run(key, cause);
    } catch (error) {
      logger.error('reconciling failed', { controller: reconciler.name, key, error });
    }
    countPlans(1, { ...labels, result: done ? 'done' : 'retry' });
    observeMs(clock.now() - startedMs, labels);
    if (done) return queue.forget(key);
    // The retry acts upon the same event, unless a newer one queues the key meanwhile.
    if (cause !== undefined && !causes.has(key)) causes.set(key, cause);
    queue.retry(key);
  };

  const queue = createWorkQueue({ clock, work, workers: deps.workers ?? WORKERS });
  telemetry.gauge(`shiplog_reconcile_queue_${reconciler.name.replaceAll(/[^a-z0-9]/g, '_')}`, 'Keys waiting to be planned', () => [{ value: queue.depth(), labels }]);

  const watched = new Map<string, Reconciler['watches'][number]['keys'][]>();
  for (const { resource, keys } of reconciler.watches) watched.set(resourceKey(resource), [...(watched.get(resourceKey(resource)) ?? []), keys]);

  const onChange = (change: Change, seen: View): void => {
    for (const keysOf of watched.get(resourceKey(change.entry)) ?? []) {
      for (const key of keysOf(change, seen)) {
        causes.set(key, causeOf(change));
        queue.add(key);
      }
    }
  };

  const addAll = (): void => {
    for (const key of reconciler.allKeys(view(follower.snapshot()))) queue.add(key);
  };

  const guarded = (what: string, action: () => void): void => {
    try {
      action();
    } catch (error) {
      logger.error(`${what} failed`, { controller: reconciler.name, error });
    }
  };

  const armTimer = (): void => {
    undo[1] = clock.after(reconciler.resyncMs, () => {
      guarded('listing all keys', addAll);
      armTimer();
    });
  };

  return {
    start: () => {
      undo[0] = follower.onCommit((changes, snapshot) => {
        const seen = view(snapshot);
        for (const change of changes) guarded('looking at a change', () => onChange(change, seen));
      });
      guarded('listing all keys', addAll);
      armTimer();
    },
    stop: async () => {
      for (const each of undo) each();
      await queue.stop();
    },
  };
};
