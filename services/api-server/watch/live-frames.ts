import type { Change } from '../../../projections/cluster-state/cluster-state.ts';
import { failureStatus } from '../answers/status.ts';
import type { ChangeFeed } from '../read/change-window.ts';
import type { EntryReader } from '../read/entry-reader.ts';
import type { Rendering } from '../read/render.ts';
import { concat } from '../read/splice.ts';
import { renderingOf, streamOfScope } from '../scope.ts';
import { bookmarkFrame, errorFrame } from './frames.ts';
import { transitionOf } from './transition.ts';
import type { WaitingSteps } from './waiting-steps.ts';
import type { WatchAlarms } from './watch-alarms.ts';
import type { ChunkStart, SharedChunk, WatchClass } from './watch-classes.ts';
import type { WatchPlan } from './watch-plan.ts';

const CHUNK_BYTES = 64 * 1024;
const CHUNK_CHANGES = 500;
/** How far a watcher may fall behind what it once kept up with. */
const MAX_LAG_BYTES = 32 * 1024 * 1024;

export const expired = (wanted: number, oldest: number): Uint8Array =>
  errorFrame(failureStatus({ reason: 'Expired', message: `too old resource version: ${wanted} (${oldest})` }));

interface Cursor {
  index: number;
  /** The newest sequence the watcher has seen everything up to. */
  sequence: number;
  /** Whether the watcher was ever up to date. */
  current: boolean;
}

/** In the watched namespace, and new: a server behind the one the client read from catches up with what the client already has. */
const concerns = ({ selection, after }: WatchPlan, { entry, event }: Change): boolean =>
  event.sequence > after && (selection.namespace === '' || entry.namespace === selection.namespace);

const needsPreparing = (reader: EntryReader, { entry, before }: Change): boolean => reader.needsPreparing(entry) || (before !== undefined && reader.needsPreparing(before));

interface LivePlan extends WatchPlan {
  readonly feed: ChangeFeed;
  readonly watchClass: WatchClass;
  readonly alarms: WatchAlarms;
  readonly waiting: WaitingSteps;
}

/** What a change is to the plan's watchers; undefined when it is nothing. */
const frameOf = ({ scope: { shared }, selection }: LivePlan, change: Change, rendering: Rendering): Uint8Array | undefined => {
  const transition = transitionOf(change, selection.matches);
  return transition === undefined ? undefined : shared.frames.frame(transition, rendering);
};

const joined = (pieces: readonly Uint8Array[]): Uint8Array => (pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : concat(pieces));

/**
 * The frames from an index on, over changes outside the selection too; ends before a change that has to be opened first,
 * unless `opened` says that this has been done.
 */
const buildChunk = (plan: LivePlan, start: ChunkStart, opened: number): SharedChunk => {
  const { scope, feed } = plan;
  const rendering = renderingOf(scope, plan.view);
  const isClosed = (index: number, change: Change): boolean => index !== opened && needsPreparing(scope.shared.reader, change);
  const pieces: Uint8Array[] = [];
  let [bytes, to, sequence, full] = [0, start.from, 0, false];
  for (let change = feed.at(to); change !== undefined && !full; change = feed.at(to)) {
    const concerned = concerns(plan, change);
    if (concerned && isClosed(to, change)) return { ...start, to, sequence, full: true, bytes: joined(pieces) };
    const frame = concerned ? frameOf(plan, change, rendering) : undefined;
    if (frame !== undefined) pieces.push(frame);
    bytes += frame?.length ?? 0;
    sequence = change.event.sequence;
    to += 1;
    full = to - start.from >= CHUNK_CHANGES || bytes >= CHUNK_BYTES;
  }
  return { ...start, to, sequence, full, bytes: joined(pieces) };
};

/** The next frames, made once for all watchers of the class that stand where this one does; moves the cursor. */
const takeChunk = (plan: LivePlan, cursor: Cursor, opened = -1): Uint8Array => {
  const { scope: { shared }, view, watchClass, feed } = plan;
  const start = { from: cursor.index, second: view.representation.form === 'table' ? Math.floor(shared.deps.clock.now() / 1000) : 0 };
  // Behind the version the client read from, what it must not be told again is its own affair.
  const isShared = (feed.at(cursor.index)?.event.sequence ?? 0) > plan.after;
  let chunk = isShared ? watchClass.find(start, feed.end()) : undefined;
  if (chunk === undefined) {
    chunk = buildChunk(plan, start, opened);
    if (isShared && chunk.to > chunk.from) watchClass.keep(chunk);
  }
  cursor.index = chunk.to;
  cursor.sequence = Math.max(cursor.sequence, chunk.sequence);
  return chunk.bytes;
};

/** A watcher that kept up once and does not any more is sent away, to come again from the last version it got. */
const isTooSlow = (feed: ChangeFeed, cursor: Cursor): boolean => cursor.current && feed.bytesFrom(cursor.index) > MAX_LAG_BYTES;

/** Opens what is sealed about the change a chunk ended before, and takes the chunk that begins with it. */
const openNext = async (plan: LivePlan, cursor: Cursor): Promise<Uint8Array | undefined> => {
  const change = plan.feed.at(cursor.index);
  if (change === undefined) return undefined;
  await plan.scope.shared.reader.prepare([change.entry, change.before]);
  // Meanwhile it may have fallen out of the window.
  return plan.feed.at(cursor.index) === change ? takeChunk(plan, cursor, cursor.index) : undefined;
};

/** What `next` of PulledBytes answers, from the changes on. */
export type NextFrames = () => Uint8Array | 'over' | undefined;

/** Frames of the changes after `plan.after` as they come, several at once for one who is behind. */
export const createLiveFrames = (plan: LivePlan): NextFrames => {
  const { feed, alarms, waiting } = plan;
  const stream = streamOfScope(plan.scope);
  let cursor: Cursor | undefined;
  let gone = false;
  const tooOld = (sequence: number): Uint8Array => {
    gone = true;
    return expired(sequence, feed.floor());
  };
  /** Everything there was has been sent. */
  const atEnd = (reached: Cursor): Uint8Array | undefined => {
    reached.sequence = Math.max(reached.sequence, plan.scope.source.position(stream));
    reached.current = true;
    return alarms.bookmarkDue() ? bookmarkFrame(reached.sequence, plan.view) : undefined;
  };
  const take = (from: Cursor): Uint8Array | undefined => {
    while (from.index < feed.end()) {
      const before = from.index;
      const bytes = takeChunk(plan, from);
      if (bytes.length > 0) return bytes;
      if (from.index === before) return void waiting.start(openNext(plan, from));
    }
    return atEnd(from);
  };
  return () => {
    if (gone || alarms.ended()) return 'over';
    // The window may have moved on while the initial events were sent.
    if (cursor === undefined && plan.after < feed.floor()) return tooOld(plan.after);
    cursor ??= { index: feed.indexAfter(plan.after), sequence: plan.after, current: false };
    if (isTooSlow(feed, cursor)) return 'over';
    return cursor.index < feed.first() ? tooOld(cursor.sequence) : take(cursor);
  };
};
