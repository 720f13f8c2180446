import { streamOf } from '../../../events/catalogue.ts';
import type { NewEvent } from '../../../events/envelope.ts';
import type { Snapshot } from '../../../projections/cluster-state/cluster-state.ts';
import type { Writer, Written } from '../command.ts';
import { createParseCache } from '../parse-cache.ts';
import type { Attempt, Step } from './attempt.ts';
import { afterLostRace, afterRefusal, FOLLOW_TIMEOUT_MS, newAttempt, refKey, refresh } from './attempt.ts';
import { composeEvent } from './compose-event.ts';
import type { DecidedCommand } from './decide-batch.ts';
import { decideBatch } from './decide-batch.ts';
import type { WriterDeps } from './deps.ts';
import { createNamespaceCheck } from './namespace-check.ts';
import { createCurrentReader } from './read-current.ts';
import { createTraceAppend } from './trace-append.ts';

/** What a round was decided on. */
interface Moment {
  readonly snapshot: Snapshot;
  readonly nowMs: number;
}

interface Composing extends Moment {
  readonly commands: readonly DecidedCommand[];
  readonly traceparent: string | undefined;
}

const writtenOf = ({ decided }: DecidedCommand, sequence: number | undefined): Written => {
  const { ref } = decided;
  const stream = streamOf(ref);
  if (decided.kind === 'unchanged') {
    return { ref, position: { stream, sequence: decided.current.sequence }, changed: false, object: decided.current.object, deleted: false, created: false };
  }
  const position = { stream, sequence: sequence ?? decided.before?.sequence ?? 0 };
  return { ref, position, changed: true, object: decided.object, deleted: decided.kind === 'delete', created: decided.before === undefined, ...(decided.kind === 'put' && { bytes: decided.bytes }) };
};

/** Of the caller's own commands, without their companions. */
const asked = (written: readonly Written[], commands: readonly DecidedCommand[]): readonly Written[] => written.filter((_, index) => commands[index]?.companion === false);

/** The events of all commands that change anything, in order. */
const compose = (deps: WriterDeps, attempt: Attempt, { snapshot, nowMs, commands, traceparent }: Composing): Promise<readonly NewEvent[]> => {
  const { context, hidden, nonce } = attempt;
  const composed = commands.map(({ decided: append, kind, command }) => {
    if (append.kind === 'unchanged') throw new Error('nothing to append');
    const expected = hidden.get(refKey(append.ref)) ?? append.before?.sequence ?? 0;
    return composeEvent({ kind, command, append, expected, context, traceparent, vector: snapshot.vector, nowMs, build: deps.build, nonce }, { digest: deps.digest, sealer: deps.sealer });
  });
  return Promise.all(composed);
};

/** The write pipeline of one process. Safe for any number of concurrent calls. */
export const createWriter = (deps: WriterDeps): Writer => {
  const { follower, clock } = deps;
  const reader = createCurrentReader({ cache: createParseCache(), sealer: deps.sealer });
  const traceAppend = createTraceAppend(deps);

  const append = async (attempt: Attempt, moment: Moment, commands: readonly DecidedCommand[]): Promise<Step> => {
    const appends = commands.filter(({ decided }) => decided.kind !== 'unchanged');
    const { context, options } = attempt;
    const result = await traceAppend({
      refs: appends.map(({ decided }) => decided.ref),
      traceparent: options.traceparent ?? context.traceparent ?? context.cause?.traceparent,
      compose: (traceparent) => compose(deps, attempt, { ...moment, commands: appends, traceparent }),
    });
    if (!result.ok) {
      const lost = result.conflict;
      return afterLostRace(deps, attempt, { lost, index: commands.find(({ decided }) => refKey(decided.ref) === refKey(lost.ref))?.index ?? 0 });
    }
    const sequences = new Map(appends.map((each, index) => [each, result.sequences[index]]));
    const written = commands.map((each) => writtenOf(each, sequences.get(each)));
    return { outcome: (await closedNamespaces(written, commands, moment.snapshot)) ?? { ok: true, written: asked(written, commands) } };
  };

  const step = async (attempt: Attempt): Promise<Step> => {
    const moment = { snapshot: follower.snapshot(), nowMs: clock.now() };
    const batch = await decideBatch(deps, reader, { ...moment, commands: attempt.commands, draws: attempt.draws, context: attempt.context });
    if (!batch.ok) return afterRefusal(deps, attempt, batch);
    const idle = batch.commands.every(({ decided }) => decided.kind === 'unchanged');
    // "Nothing to change" is an answer about the newest state, not about this process's.
    if (idle && !attempt.fresh) return refresh(deps, attempt);
    if (idle || attempt.options.dryRun === true) return { outcome: { ok: true, written: asked(batch.commands.map((each) => writtenOf(each, undefined)), batch.commands) } };
    return append(attempt, moment, batch.commands);
  };

  const execute: Writer['execute'] = async (commands, context, options = {}) => {
    if (commands.length === 0) return { ok: true, written: [] };
    const attempt = newAttempt(deps, { commands, context, options });
    for (;;) {
      const done = await step(attempt);
      if (done !== 'again') return done.outcome;
    }
  };

  const closedNamespaces = createNamespaceCheck({ follower, reader, execute, timeoutMs: FOLLOW_TIMEOUT_MS });
  return { execute };
};
