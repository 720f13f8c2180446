import { streamOf } from '../../../events/catalogue.ts';
import type { ResourceRef } from '../../../events/object-ref.ts';
import { resourceKey } from '../../../events/object-ref.ts';
import type { Change } from '../../../projections/cluster-state/cluster-state.ts';
import type { Follower } from '../../kit/follower.ts';
import type { Clock } from '../../kit/port.ts';
import { createWaking } from './waking.ts';
import type { Compaction } from './compaction.ts';
import { createCompaction } from './compaction.ts';

/** The recent changes of one resource, oldest first, addressed by an index that never shifts. */
export interface ChangeFeed {
  /** Every change after this sequence is in the window; a reader that wants older ones is too late. */
  floor(): number;
  /** Index of the first change after the sequence. */
  indexAfter(sequence: number): number;
  /** The sequence, or the end of the commit it lies within, when that commit goes on in this resource: no state shows half a commit. */
  wholeCommit(sequence: number): number;
  /** Undefined at the end, and for an index that fell out of the window (then `first() > index`). */
  at(index: number): Change | undefined;
  first(): number;
  /** One past the newest. */
  end(): number;
  /** Bytes of the changes from an index to the end: how far a watcher is behind. */
  bytesFrom(index: number): number;
  /** Called after each commit that touched the resource. */
  onChange(listener: () => void): () => void;
}

export interface ChangeWindow {
  feed(resource: ResourceRef): ChangeFeed;
  /** What older states are no longer answered, as upstream's compaction has it. */
  readonly compaction: Pick<Compaction, 'before' | 'isOver'>;
  /** Changes kept over all resources, for metrics. */
  size(): number;
  stop(): void;
}

export interface ChangeWindowOptions {
  readonly follower: Pick<Follower, 'snapshot' | 'onCommit'>;
  readonly clock: Pick<Clock, 'now' | 'after'>;
  /** How long changes are kept, milliseconds. */
  readonly windowMs: number;
  /** Most changes of one resource, whatever their age. */
  readonly maxChanges?: number;
  /** Most bytes of changed objects of one resource, whatever their age. */
  readonly maxBytes?: number;
}

/** First and last sequence of the changes that became visible at once. */
interface Span {
  readonly first: number;
  readonly last: number;
}

interface Kept {
  readonly change: Change;
  readonly commit: Span;
  /** Bytes of all changes before this one since the start. */
  readonly bytesBefore: number;
}

const DEFAULT_MAX_CHANGES = 100_000;
const DEFAULT_MAX_BYTES = 128 * 1024 * 1024;
const COMPACT_AT = 1024;

interface Feed extends ChangeFeed {
  push(change: Change, commit: Span): void;
  trim(oldestMs: number): void;
  announce(): void;
}

interface FeedLimits {
  readonly maxChanges: number;
  readonly maxBytes: number;
  /** Runs work when others had their turn. */
  readonly later: (work: () => void) => void;
}

const createFeed = (start: number, limits: FeedLimits): Feed => {
  let kept: Kept[] = [];
  let [base, dropped] = [0, 0];
  let floor = start;
  let totalBytes = 0;
  const waking = createWaking(limits.later);
  const live = (): number => kept.length - dropped;
  const dropFirst = (): void => {
    const oldest = kept[dropped];
    if (oldest === undefined) return;
    floor = Math.max(floor, oldest.change.event.sequence);
    dropped += 1;
    if (dropped < COMPACT_AT) return;
    kept = kept.slice(dropped);
    base += dropped;
    dropped = 0;
  };
  const indexAfter = (sequence: number): number => {
    let low = dropped;
    let high = kept.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((kept[middle]?.change.event.sequence ?? 0) <= sequence) low = middle + 1;
      else high = middle;
    }
    return base + low;
  };
  const bytesFrom = (index: number): number => totalBytes - (kept[Math.max(index - base, dropped)]?.bytesBefore ?? totalBytes);
  const expired = (oldestMs: number): boolean => {
    const oldest = kept[dropped];
    if (oldest === undefined) return false;
    return oldest.change.event.storedAtMs < oldestMs || live() > limits.maxChanges || totalBytes - oldest.bytesBefore > limits.maxBytes;
  };
  return {
    floor: () => floor,
    first: () => base + dropped,
    end: () => base + kept.length,
    at: (index) => (index - base < dropped ? undefined : kept[index - base]?.change),
    indexAfter,
    wholeCommit: (sequence) => {
      const next = kept[indexAfter(sequence) - base]?.commit;
      return next !== undefined && next.first <= sequence ? next.last : sequence;
    },
    bytesFrom,
    onChange: waking.onWake,
    push: (change, commit) => {
      kept.push({ change, commit, bytesBefore: totalBytes });
      totalBytes += change.entry.body.length;
    },
    trim: (oldestMs) => {
      while (expired(oldestMs)) dropFirst();
    },
    announce: waking.wake,
  };
};

/**
 * Keeps what changed in the last minutes, per resource: what watches replay and how older list pages are rebuilt.
 * Begins at the position the follower has when it is created: create it once the follower has loaded its snapshot.
 */
export const createChangeWindow = ({ follower, clock, windowMs, maxChanges = DEFAULT_MAX_CHANGES, maxBytes = DEFAULT_MAX_BYTES }: ChangeWindowOptions): ChangeWindow => {
  const feeds = new Map<string, Feed>();
  const start = follower.snapshot().vector;
  const feedOf = (resource: ResourceRef): Feed => {
    const key = resourceKey(resource);
    const known = feeds.get(key);
    if (known !== undefined) return known;
    const feed = createFeed(start[streamOf(resource)] ?? 0, { maxChanges, maxBytes, later: (work) => { clock.after(0, work); } });
    feeds.set(key, feed);
    return feed;
  };
  const stop = follower.onCommit((changes) => {
    const touched = new Set<Feed>();
    const commit = { first: changes[0]?.event.sequence ?? 0, last: changes.at(-1)?.event.sequence ?? 0 };
    for (const change of changes) {
      const feed = feedOf(change.entry);
      feed.push(change, commit);
      touched.add(feed);
    }
    for (const feed of touched) {
      feed.trim(clock.now() - windowMs);
      feed.announce();
    }
  });
  // Without this, what changed last would be kept until something changes again.
  const compaction = createCompaction({ follower, clock, windowMs, onTick: () => { for (const feed of feeds.values()) feed.trim(clock.now() - windowMs); } });
  return {
    feed: feedOf,
    compaction,
    size: () => [...feeds.values()].reduce((sum, feed) => sum + feed.end() - feed.first(), 0),
    stop: () => {
      stop();
      compaction.stop();
    },
  };
};
