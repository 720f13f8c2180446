import type { StreamName } from '../../../events/catalogue.ts';
import type { Outcome, WriteContext } from '../command.ts';
import type { Plan, Reconciler, RefusedBatch } from '../reconciler.ts';
import type { ReconcilerDeps } from './run-reconciler.ts';

/** A projection that lags its own writer this long is a fault; the key is then tried again. */
const BARRIER_TIMEOUT_MS = 30_000;

type Reached = Partial<Record<StreamName, number>>;

interface Done {
  readonly reached: Reached;
  readonly refused: RefusedBatch | undefined;
}

const noteReached = (reached: Reached, outcome: Outcome & { ok: true }): void => {
  for (const { position: { stream, sequence } } of outcome.written) reached[stream] = Math.max(reached[stream] ?? 0, sequence);
};

/**
 * Carries out a key's plan and then waits until this process's fold shows what it wrote, or the key's next plan would
 * write it again. False when a batch was refused: those behind it were not tried, and the key wants to be tried again.
 */
export type CarryOut = (key: string, plan: Plan, context: WriteContext) => Promise<boolean>;

export const createCarryOut = (reconciler: Reconciler, deps: ReconcilerDeps): CarryOut => {
  const { follower, writer, view, record, clock, logger } = deps;

  const write = async (plan: Plan, context: WriteContext): Promise<Done> => {
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

  const writeAndSee = async (plan: Plan, context: WriteContext): Promise<RefusedBatch | undefined> => {
    const { reached, refused } = await write(plan, context);
    if (Object.keys(reached).length > 0) await follower.waitFor(reached, BARRIER_TIMEOUT_MS);
    return refused;
  };

  return async (key, plan, context) => {
    const refused = await writeAndSee(plan, context);
    if (refused === undefined) return true;
    if (refused.refusal.reason === 'Conflict') return false;
    logger.warn('a plan was refused', { controller: reconciler.name, key, reason: refused.refusal.reason, message: refused.refusal.message });
    const answer = reconciler.refused?.(view(() => follower.snapshot()), key, refused);
    if (answer !== undefined) await writeAndSee(answer, context);
    return false;
  };
};
