import type { StreamName } from '../../events/catalogue.ts';
import type { EventStore } from '../../events/event-store/port.ts';
import type { Entry, Snapshot } from '../cluster-state/cluster-state.ts';
import { createClusterState } from '../cluster-state/create-cluster-state.ts';
import { createCommitAssembler } from '../commits.ts';

/** One stream's objects as of one of its sequences. */
export interface PastState {
  readonly snapshot: Snapshot;
  /** `max` of the storage times up to here: the moment the state was reached; 0 before the first event. */
  readonly timeMs: number;
}

/** Folds of prefixes of the log. */
export interface PastStates {
  /**
   * The state after the last whole commit at or before the sequence. Folds on from the nearest kept state below;
   * concurrent callers share one fold.
   */
  at(stream: StreamName, sequence: number): Promise<PastState>;
}

export interface PastStatesOptions {
  readonly store: Pick<EventStore, 'read'>;
  /** Lets other work run; awaited every few hundred events. */
  readonly pause: () => Promise<void>;
  /** How many states are kept for the next question. */
  readonly keep?: number;
}

interface Kept extends PastState {
  readonly sequence: number;
}

const PAUSE_EVERY = 500;
const DEFAULT_KEEP = 6;

function* entriesOf(snapshot: Snapshot): Iterable<Entry> {
  for (const resource of snapshot.resources()) yield* snapshot.list(resource);
}

const nearestBelow = (kept: Iterable<Kept>, sequence: number): Kept | undefined => {
  let best: Kept | undefined;
  for (const one of kept) if (one.sequence <= sequence && (best === undefined || one.sequence > best.sequence)) best = one;
  return best;
};

interface FoldRequest {
  readonly stream: StreamName;
  readonly sequence: number;
  readonly base: Kept | undefined;
}

const fold = async ({ store, pause }: PastStatesOptions, { stream, sequence, base }: FoldRequest): Promise<Kept> => {
  const after = base?.snapshot.position(stream) ?? 0;
  const state = createClusterState({ [stream]: after });
  if (base !== undefined) state.restore([...entriesOf(base.snapshot)]);
  const assembler = createCommitAssembler();
  let timeMs = base?.timeMs ?? 0;
  let seen = 0;
  for await (const event of store.read(stream, { after, upTo: sequence })) {
    for (const commit of assembler.push([event])) {
      state.apply(commit.events);
      state.advance(stream, commit.through);
      timeMs = Math.max(timeMs, ...commit.events.map(({ storedAtMs }) => storedAtMs));
    }
    seen += 1;
    if (seen % PAUSE_EVERY === 0) await pause();
  }
  if (assembler.pending() === 0) state.advance(stream, sequence);
  return { snapshot: state.snapshot(), timeMs, sequence };
};

export const createPastStates = (options: PastStatesOptions): PastStates => {
  const keep = options.keep ?? DEFAULT_KEEP;
  const kept = new Map<string, Kept>();
  const running = new Map<string, Promise<Kept>>();
  const remember = (key: string, state: Kept): void => {
    kept.delete(key);
    kept.set(key, state);
    const [oldest] = kept.keys();
    if (kept.size > keep && oldest !== undefined) kept.delete(oldest);
  };
  const keptOf = (stream: StreamName): Kept[] => [...kept].filter(([key]) => key.startsWith(`${stream}/`)).map(([, state]) => state);
  const start = (key: string, request: Omit<FoldRequest, 'base'>): Promise<Kept> => {
    const folding = fold(options, { ...request, base: nearestBelow(keptOf(request.stream), request.sequence) }).finally(() => running.delete(key));
    running.set(key, folding);
    return folding;
  };
  return {
    at: async (stream, sequence) => {
      const key = `${stream}/${sequence}`;
      const state = kept.get(key) ?? (await (running.get(key) ?? start(key, { stream, sequence })));
      remember(key, state);
      return state;
    },
  };
};
