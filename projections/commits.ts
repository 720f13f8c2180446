import type { Recorded } from '../events/envelope.ts';

/** What one step of a stream amounts to. `events` is empty when the sequences up to `through` are void. */
export interface Commit {
  readonly events: readonly Recorded[];
  /** The stream's position once this commit is folded. */
  readonly through: number;
}

/** Turns one stream's events into whole commits. One assembler per stream; chunks must arrive in order. */
export interface CommitAssembler {
  /** Commits completed by the chunk, in order. A batch still open stays buffered and moves no position. */
  push(chunk: readonly Recorded[]): readonly Commit[];
  /** Events of the batch still waiting for its commit message. */
  pending(): number;
}

/**
 * Members of an atomic batch lie side by side in the log, the last one marked. Anything else behind an open batch
 * proves it was never committed: its sequences count, its events are void.
 */
export const createCommitAssembler = (): CommitAssembler => {
  let open: Recorded[] = [];

  const voidOpen = (into: Commit[]): void => {
    const last = open.at(-1);
    if (last !== undefined) into.push({ events: [], through: last.sequence });
    open = [];
  };

  const continues = (event: Recorded): boolean => {
    const previous = open.at(-1)?.batch;
    if (previous === undefined || event.batch === undefined) return false;
    return previous.id === event.batch.id && previous.index + 1 === event.batch.index;
  };

  const take = (event: Recorded, into: Commit[]): void => {
    if (!continues(event)) voidOpen(into);
    open.push(event);
    if (event.batch !== undefined && !event.batch.last) return;
    into.push({ events: open, through: event.sequence });
    open = [];
  };

  return {
    push: (chunk) => {
      const commits: Commit[] = [];
      for (const event of chunk) take(event, commits);
      return commits;
    },
    pending: () => open.length,
  };
};
