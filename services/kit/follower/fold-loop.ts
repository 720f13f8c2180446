import type { StreamName } from '../../../events/catalogue.ts';
import { STREAMS } from '../../../events/catalogue.ts';
import type { Recorded } from '../../../events/envelope.ts';
import { EventStoreError } from '../../../events/errors.ts';
import type { EventStore } from '../../../events/event-store/port.ts';
import type { Commit } from '../../../projections/commits.ts';
import { createCommitAssembler } from '../../../projections/commits.ts';
import type { Clock, Logger } from '../port.ts';

export interface FoldLoopDeps {
  readonly store: EventStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The fold's position in the stream now. */
  readonly position: (stream: StreamName) => number;
  readonly fold: (stream: StreamName, commit: Commit) => void;
  /** Following has stopped for good. */
  readonly halt: (why: string) => void;
}

/** Longest stretch of folding without letting anything else run. */
const SLICE_MS = 5;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;

const isFatal = (error: unknown): error is EventStoreError =>
  error instanceof EventStoreError && (error.code === 'gap' || error.code === 'misconfigured' || error.code === 'malformed');

/** Resolves after the delay. */
export const pause = (clock: Clock, delayMs: number): Promise<void> =>
  new Promise((resolve) => {
    clock.after(delayMs, resolve);
  });

/** Folds chunks, giving way to the rest of the process every few milliseconds. */
const createChunkFolder = ({ clock, fold }: FoldLoopDeps, stream: StreamName): ((chunk: readonly Recorded[]) => Promise<void>) => {
  const assembler = createCommitAssembler();
  let sliceStart = clock.now();
  return async (chunk) => {
    for (const commit of assembler.push(chunk)) {
      fold(stream, commit);
      if (clock.now() - sliceStart < SLICE_MS) continue;
      await pause(clock, 0);
      sliceStart = clock.now();
    }
  };
};

/** A stream that drops messages is read up to its head first, so that the position says what has been seen. */
const catchUpWithoutHistory = async (deps: FoldLoopDeps, stream: StreamName, signal: AbortSignal): Promise<void> => {
  const head = await deps.store.head(stream);
  const folder = createChunkFolder(deps, stream);
  for await (const event of deps.store.read(stream, { after: deps.position(stream), upTo: head })) {
    if (signal.aborted) return;
    await folder([event]);
  }
  deps.fold(stream, { events: [], through: head });
};

const followOnce = async (deps: FoldLoopDeps, stream: StreamName, signal: AbortSignal): Promise<void> => {
  if (!STREAMS[stream].history) await catchUpWithoutHistory(deps, stream, signal);
  const folder = createChunkFolder(deps, stream);
  for await (const chunk of deps.store.subscribe(stream, deps.position(stream), signal)) {
    await folder(chunk);
    if (signal.aborted) return;
  }
};

/**
 * Folds one stream until the signal aborts. A fault of the log is retried from the fold's own position with growing
 * pauses; what cannot get better (a gap in EVENTS) halts.
 */
export const foldStream = async (deps: FoldLoopDeps, stream: StreamName, signal: AbortSignal): Promise<void> => {
  let retryMs = FIRST_RETRY_MS;
  while (!signal.aborted) {
    const before = deps.position(stream);
    try {
      await followOnce(deps, stream, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (isFatal(error)) return deps.halt(`${stream}: ${error.message}`);
      deps.logger.warn('following the log was interrupted', { stream, error: String(error), retryMs });
    }
    if (signal.aborted) return;
    retryMs = deps.position(stream) > before ? FIRST_RETRY_MS : Math.min(retryMs * 2, LONGEST_RETRY_MS);
    await pause(deps.clock, retryMs);
  }
};
