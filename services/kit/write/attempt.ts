import { streamOf } from '../../../events/catalogue.ts';
import type { StreamName } from '../../../events/catalogue.ts';
import type { Refusal } from '../../../events/errors.ts';
import { conflict } from '../../../events/errors.ts';
import type { AppendResult } from '../../../events/event-store/port.ts';
import { stringAt } from '../../../events/json-path.ts';
import type { ObjectRef } from '../../../events/object-ref.ts';
import { objectKey, resourceKey } from '../../../events/object-ref.ts';
import type { Command, Outcome, WriteContext } from '../command.ts';
import type { DecidedBatch, Draws } from './decide-batch.ts';
import { drawFor } from './decide-batch.ts';
import type { WriterDeps } from './deps.ts';

export interface ExecuteOptions {
  readonly dryRun?: boolean;
  readonly traceparent?: string;
}

/** One call of execute, over its retries. */
export interface Attempt {
  readonly commands: readonly Command[];
  readonly context: WriteContext;
  readonly options: ExecuteOptions;
  readonly nonce: string;
  draws: readonly Draws[];
  /** The snapshot in use is known to be newer than the call. */
  fresh: boolean;
  /** When the call began, for how long it may go on losing races. */
  readonly startedMs: number;
  names: number;
  soon: number;
  /** Sequences of subjects whose last message the fold does not show (a tombstone, a void batch). */
  readonly hidden: Map<string, number>;
}

/** What one round came to: an answer, or another round on a newer state. */
export type Step = { readonly outcome: Outcome } | 'again';

/** A write that loses races this long gives up with Conflict; each one means that somebody else's write succeeded. */
const MOST_RACING_MS = 30_000;
/** Upstream's tries for a generated name. */
const MOST_NAMES = 8;
/** How often something that is about to appear (a new namespace's service account) is looked for, and how long apart. */
const MOST_SOON = 10;
const SOON_MS = 150;
export const FOLLOW_TIMEOUT_MS = 10_000;

export const refKey = (ref: ObjectRef): string => `${resourceKey(ref)} ${objectKey(ref.namespace, ref.name)}`;

export const newAttempt = (deps: WriterDeps, call: Pick<Attempt, 'commands' | 'context' | 'options'>): Attempt =>
  ({ ...call, nonce: deps.entropy.uuid(), draws: call.commands.map((command) => drawFor(deps, command)), fresh: false, startedMs: deps.clock.now(), names: 0, soon: 0, hidden: new Map() });

const streamsOf = (commands: readonly Command[]): readonly StreamName[] => {
  const streams = new Set<StreamName>(commands.map(({ ref }) => streamOf(ref)));
  // Admission looks at namespaces and service accounts, which live there.
  return [...streams.add('EVENTS')];
};

/** Catches up with the log's head, so that the next round's answer holds against everything before the call. */
export const refresh = async ({ follower }: WriterDeps, attempt: Attempt): Promise<Step> => {
  await follower.waitForHead(streamsOf(attempt.commands), FOLLOW_TIMEOUT_MS);
  attempt.fresh = true;
  return 'again';
};

/** Whether a newer state could change the answer; what is wrong with a created object itself stays wrong. */
const dependsOnState = (batch: DecidedBatch & { ok: false }, { commands }: Attempt): boolean =>
  commands[batch.index]?.verb !== 'create' || ['NotFound', 'AlreadyExists', 'Conflict', 'Forbidden'].includes(batch.refusal.reason);

const soonAgain = async ({ clock }: WriterDeps): Promise<Step> => {
  await new Promise<void>((resolve) => { clock.after(SOON_MS, resolve); });
  return 'again';
};

/** Another name may be free another time: whoever asked may try again. */
const noFreeName = (refusal: Refusal): Refusal =>
  ({ ...refusal, message: `${refusal.message}, the server was not able to generate a unique name for the object`, details: { ...refusal.details, retryAfterSeconds: 1 } });

const isNamedByServer = (command: Command | undefined): boolean => command?.verb === 'create' && stringAt(command.object, 'metadata', 'generateName') !== '';

/** A refusal is final only on a fresh state, and after other names and short waits where those may help. */
export const afterRefusal = async (deps: WriterDeps, attempt: Attempt, batch: DecidedBatch & { ok: false }): Promise<Step> => {
  if (!attempt.fresh && (batch.others || dependsOnState(batch, attempt))) return refresh(deps, attempt);
  if (batch.nameTaken && (attempt.names += 1) < MOST_NAMES) {
    attempt.draws = attempt.commands.map((command, index) => (index === batch.index ? drawFor(deps, command) : (attempt.draws[index] ?? drawFor(deps, command))));
    return 'again';
  }
  if (batch.soon && (attempt.soon += 1) < MOST_SOON) return soonAgain(deps);
  const taken = batch.refusal.reason === 'AlreadyExists' && isNamedByServer(attempt.commands[batch.index]);
  return { outcome: { ok: false, refusal: taken ? noFreeName(batch.refusal) : batch.refusal, index: batch.index } };
};

/** A lost race is run again on the winner's version; a client's own precondition then refuses it. */
export const afterLostRace = async ({ follower, clock }: WriterDeps, attempt: Attempt, { lost, index }: { readonly lost: (AppendResult & { ok: false })['conflict']; readonly index: number }): Promise<Step> => {
  if (clock.now() - attempt.startedMs > MOST_RACING_MS) return { outcome: { ok: false, refusal: conflict(lost.ref), index } };
  const stream = streamOf(lost.ref);
  const { actual } = lost;
  if (actual === undefined) {
    await follower.waitForHead([stream], FOLLOW_TIMEOUT_MS);
    return 'again';
  }
  await follower.waitFor({ stream, sequence: actual }, FOLLOW_TIMEOUT_MS);
  const shown = follower.snapshot().get(lost.ref, lost.ref.namespace, lost.ref.name)?.sequence ?? 0;
  if (shown < actual) attempt.hidden.set(refKey(lost.ref), actual);
  else attempt.hidden.delete(refKey(lost.ref));
  return 'again';
};
