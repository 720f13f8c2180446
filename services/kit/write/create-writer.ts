import { streamOf } from '../../../events/catalogue.ts';
import type { StreamName } from '../../../events/catalogue.ts';
import { conflict } from '../../../events/errors.ts';
import type { NewEvent } from '../../../events/envelope.ts';
import type { AppendResult } from '../../../events/event-store/port.ts';
import { objectKey, resourceKey } from '../../../events/object-ref.ts';
import type { ObjectRef } from '../../../events/object-ref.ts';
import type { Snapshot } from '../../../projections/cluster-state/cluster-state.ts';
import type { Command, Outcome, WriteContext, Writer, Written } from '../command.ts';
import { createParseCache } from '../parse-cache.ts';
import { composeEvent } from './compose-event.ts';
import type { DecidedBatch, DecidedCommand, Draws } from './decide-batch.ts';
import { decideBatch, drawFor } from './decide-batch.ts';
import type { WriterDeps } from './deps.ts';
import { createNamespaceCheck } from './namespace-check.ts';
import { createCurrentReader } from './read-current.ts';

export interface ExecuteOptions {
  readonly dryRun?: boolean;
  readonly traceparent?: string;
}

/** Lost races before a write gives up with Conflict; each one means somebody else's write succeeded. */
const MOST_RACES = 16;
/** Upstream's tries for a generated name. */
const MOST_NAMES = 8;
/** How often something that is about to appear (a new namespace's service account) is looked for, and how long apart. */
const MOST_SOON = 10;
const SOON_MS = 150;
const FOLLOW_TIMEOUT_MS = 10_000;

/** One call of execute, over its retries. */
interface Attempt {
  readonly commands: readonly Command[];
  readonly context: WriteContext;
  readonly options: ExecuteOptions;
  readonly nonce: string;
  draws: readonly Draws[];
  /** The snapshot in use is known to be newer than the call. */
  fresh: boolean;
  races: number;
  names: number;
  soon: number;
  /** Sequences of subjects whose last message the fold does not show (a tombstone, a void batch). */
  readonly hidden: Map<string, number>;
}

type Step = { readonly outcome: Outcome } | 'again';

const keyOf = (ref: ObjectRef): string => `${resourceKey(ref)} ${objectKey(ref.namespace, ref.name)}`;

const streamsOf = (commands: readonly Command[]): readonly StreamName[] => {
  const streams = new Set<StreamName>(commands.map(({ ref }) => streamOf(ref)));
  // Admission looks at namespaces and service accounts, which live there.
  return [...streams.add('EVENTS')];
};

/** Whether a newer state could change the answer; what is wrong with a created object itself stays wrong. */
const dependsOnState = (batch: DecidedBatch & { ok: false }, { commands }: Attempt): boolean =>
  commands[batch.index]?.verb !== 'create' || ['NotFound', 'AlreadyExists', 'Conflict', 'Forbidden'].includes(batch.refusal.reason);

const writtenOf = ({ decided }: DecidedCommand, sequence: number | undefined): Written => {
  const { ref } = decided;
  const stream = streamOf(ref);
  if (decided.kind === 'unchanged') {
    return { ref, position: { stream, sequence: decided.current.sequence }, changed: false, object: decided.current.object, deleted: false };
  }
  const position = { stream, sequence: sequence ?? decided.before?.sequence ?? 0 };
  return { ref, position, changed: true, object: decided.object, deleted: decided.kind === 'delete' };
};

const expectedOf = ({ decided }: DecidedCommand, hidden: ReadonlyMap<string, number>): number =>
  hidden.get(keyOf(decided.ref)) ?? (decided.kind === 'unchanged' ? decided.current.sequence : decided.before?.sequence ?? 0);

/** The write pipeline of one process. Safe for any number of concurrent calls. */
export const createWriter = (deps: WriterDeps): Writer => {
  const { store, follower, clock, digest, sealer, build } = deps;
  const reader = createCurrentReader({ cache: createParseCache(), sealer });

  const pause = (delayMs: number): Promise<void> => new Promise((resolve) => { clock.after(delayMs, resolve); });

  const refresh = async (attempt: Attempt): Promise<Step> => {
    await follower.waitForHead(streamsOf(attempt.commands), FOLLOW_TIMEOUT_MS);
    attempt.fresh = true;
    return 'again';
  };

  const onRefusal = async (attempt: Attempt, batch: DecidedBatch & { ok: false }): Promise<Step> => {
    if (!attempt.fresh && dependsOnState(batch, attempt)) return refresh(attempt);
    if (batch.nameTaken && (attempt.names += 1) < MOST_NAMES) {
      attempt.draws = attempt.draws.map((draw, index) => (index === batch.index ? drawFor(deps) : draw));
      return 'again';
    }
    if (batch.soon && (attempt.soon += 1) < MOST_SOON) {
      await pause(SOON_MS);
      return 'again';
    }
    return { outcome: { ok: false, refusal: batch.refusal, index: batch.index } };
  };

  const onConflict = async (attempt: Attempt, { conflict: lost }: AppendResult & { ok: false }, index: number): Promise<Step> => {
    attempt.races += 1;
    if (attempt.races >= MOST_RACES) return { outcome: { ok: false, refusal: conflict(lost.ref), index } };
    const stream = streamOf(lost.ref);
    const { actual } = lost;
    if (actual === undefined) {
      await follower.waitForHead([stream], FOLLOW_TIMEOUT_MS);
      return 'again';
    }
    await follower.waitFor({ stream, sequence: actual }, FOLLOW_TIMEOUT_MS);
    const shown = follower.snapshot().get(lost.ref, lost.ref.namespace, lost.ref.name)?.sequence ?? 0;
    if (shown < actual) attempt.hidden.set(keyOf(lost.ref), actual);
    else attempt.hidden.delete(keyOf(lost.ref));
    return 'again';
  };

  const compose = (attempt: Attempt, at: { readonly snapshot: Snapshot; readonly nowMs: number }, appends: readonly DecidedCommand[]): Promise<readonly NewEvent[]> => {
    const { context, options, hidden } = attempt;
    const traceparent = options.traceparent ?? context.traceparent ?? context.cause?.traceparent;
    return Promise.all(appends.map((each) => {
      if (each.decided.kind === 'unchanged') throw new Error('nothing to append');
      return composeEvent({
        kind: each.kind, command: each.command, append: each.decided, expected: expectedOf(each, hidden), context, traceparent, vector: at.snapshot.vector, nowMs: at.nowMs, build, nonce: attempt.nonce,
      }, { digest, sealer });
    }));
  };

  const append = async (attempt: Attempt, at: { readonly snapshot: Snapshot; readonly nowMs: number }, commands: readonly DecidedCommand[]): Promise<Step> => {
    const appends = commands.filter(({ decided }) => decided.kind !== 'unchanged');
    const result = await store.append(await compose(attempt, at, appends));
    if (!result.ok) return onConflict(attempt, result, commands.findIndex(({ decided }) => keyOf(decided.ref) === keyOf(result.conflict.ref)));
    const sequences = new Map(appends.map((each, index) => [each, result.sequences[index]]));
    const written = commands.map((each) => writtenOf(each, sequences.get(each)));
    const refusal = await closedNamespaces(written, commands, at.snapshot);
    return { outcome: refusal ?? { ok: true, written } };
  };

  const step = async (attempt: Attempt): Promise<Step> => {
    const snapshot = follower.snapshot();
    const nowMs = clock.now();
    const batch = await decideBatch(deps, reader, { commands: attempt.commands, draws: attempt.draws, snapshot, context: attempt.context, nowMs });
    if (!batch.ok) return onRefusal(attempt, batch);
    const idle = batch.commands.every(({ decided }) => decided.kind === 'unchanged');
    // "Nothing to change" is an answer about the newest state, not about this process's.
    if (idle && !attempt.fresh) return refresh(attempt);
    if (idle || attempt.options.dryRun === true) return { outcome: { ok: true, written: batch.commands.map((each) => writtenOf(each, undefined)) } };
    return append(attempt, { snapshot, nowMs }, batch.commands);
  };

  const execute: Writer['execute'] = async (commands, context, options = {}) => {
    if (commands.length === 0) return { ok: true, written: [] };
    const attempt: Attempt = { commands, context, options, nonce: deps.entropy.uuid(), draws: commands.map(() => drawFor(deps)), fresh: false, races: 0, names: 0, soon: 0, hidden: new Map() };
    for (;;) {
      const done = await step(attempt);
      if (done !== 'again') return done.outcome;
    }
  };

  const closedNamespaces = createNamespaceCheck({ follower, reader, execute, timeoutMs: FOLLOW_TIMEOUT_MS });

  return { execute };
};
