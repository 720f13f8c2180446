import type { Change, Snapshot } from '../../projections/cluster-state/cluster-state.ts';
import type { Position, Vector } from '../../events/envelope.ts';
import type { StreamName } from '../../events/catalogue.ts';

/** One process's fold of the log: the newest local snapshot, then the tail, for ever. */
/**
 * Hears of a commit. While it runs, `snapshot` answers the view with exactly this commit folded in. Most commits
 * concern most listeners in no way, and a view nobody asks for costs nothing: the next fold need not copy what it shows.
 */
export type CommitListener = (changes: readonly Change[], snapshot: () => Snapshot) => void;

export interface Follower {
  /** Newest folded view. */
  snapshot(): Snapshot;
  /** Resolves once the fold has reached the position; throws FollowerTimeout after `timeoutMs`; never answers stale. */
  waitFor(position: Position | Vector, timeoutMs: number): Promise<void>;
  /** Waits for the head of the streams (concurrent callers share one request); throws when no leader confirms it. */
  waitForHead(streams: readonly StreamName[], timeoutMs: number): Promise<Snapshot>;
  /** Called once per commit, in order, right after it is folded; must not throw or block. */
  onCommit(listener: CommitListener): () => void;
  /** Progress and health for /readyz?verbose and metrics. */
  status(): FollowerStatus;
}

export interface FollowerStatus {
  readonly positions: Vector;
  readonly heads: Vector;
  readonly caughtUp: boolean;
  readonly quarantined: readonly { readonly position: Position; readonly why: string }[];
  /** Set when following stopped for good (a gap in EVENTS). */
  readonly halted?: string;
}
