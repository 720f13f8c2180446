import { RefusalError } from '../../../events/errors.ts';
import type { Change, Snapshot } from '../../../projections/cluster-state/cluster-state.ts';
import { answerStream, refuse } from '../answers/answer.ts';
import { failureStatus } from '../answers/status.ts';
import type { ApiAnswer } from '../port.ts';
import type { ChangeFeed } from '../read/change-window.ts';
import { createChunkWriter } from '../read/chunk-writer.ts';
import type { EntryReader } from '../read/entry-reader.ts';
import { snapshotFor } from '../read/get-object.ts';
import type { ListOptions } from '../read/list-options.ts';
import { parseListOptions } from '../read/list-options.ts';
import { listingOf } from '../read/listing.ts';
import { matchingEntries } from '../read/page.ts';
import type { Rendering, View } from '../read/render.ts';
import type { Selection } from '../read/selection.ts';
import { parseSelection } from '../read/selection.ts';
import { concat } from '../read/splice.ts';
import type { Scope } from '../scope.ts';
import { renderingOf, streamOfScope, viewOf } from '../scope.ts';
import { bookmarkFrame, errorFrame, writeInitialFrame } from './frames.ts';
import { transitionOf } from './transition.ts';
import type { SharedChunk, WatchClass } from './watch-classes.ts';
import type { Wakeup } from './wakeup.ts';
import { createWakeup } from './wakeup.ts';

const CHUNK_BYTES = 64 * 1024;
const CHUNK_CHANGES = 500;
const BOOKMARK_EVERY_MS = 55_000;
const DEFAULT_TIMEOUT_MS = 30 * 60_000;
const TIMEOUT_SPREAD_MS = 30 * 60_000;
/** How far a watcher may fall behind what it once kept up with. */
const MAX_LAG_BYTES = 32 * 1024 * 1024;

interface WatchPlan {
  readonly scope: Scope;
  readonly options: ListOptions;
  readonly view: View;
  readonly selection: Selection;
  readonly feed: ChangeFeed | undefined;
  /** What to send as ADDED first; undefined when the client goes on from a resourceVersion. */
  readonly initial: Snapshot | undefined;
  /** Changes strictly after this are sent. */
  readonly after: number;
  /** See classKey. */
  readonly classOf: string;
}

const expired = (wanted: number, oldest: number): Uint8Array =>
  errorFrame(failureStatus({ reason: 'Expired', message: `too old resource version: ${wanted} (${oldest})` }));

const errorFrameOf = (error: unknown): Uint8Array => {
  if (error instanceof RefusalError) return errorFrame(failureStatus(error.refusal));
  return errorFrame(failureStatus({ reason: 'InternalError', message: 'Internal error occurred: the watch could not go on' }));
};

/** Initial ADDED events, joined into chunks. */
async function* initialChunks({ scope, view, selection }: WatchPlan, snapshot: Snapshot): AsyncGenerator<Uint8Array> {
  const rendering = renderingOf(scope, view);
  const writer = createChunkWriter();
  for await (const entries of matchingEntries(scope, { listing: listingOf(snapshot, scope.kind.stored.definition), selection, after: undefined })) {
    for (const entry of entries) {
      writeInitialFrame(writer, entry, rendering);
      if (writer.isFull()) yield writer.take();
    }
    await scope.shared.pause();
  }
  const rest = writer.take();
  if (rest.length > 0) yield rest;
}

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

/** What a change is to the plan's watchers, read first where it is sealed; undefined when it is nothing. */
const frameOf = async ({ scope, selection }: WatchPlan, change: Change, rendering: Rendering): Promise<Uint8Array | undefined> => {
  const { reader, frames } = scope.shared;
  if (needsPreparing(reader, change)) await reader.prepare([change.entry, change.before]);
  const transition = transitionOf(change, selection.matches);
  return transition === undefined ? undefined : frames.frame(transition, rendering);
};

/** The frames from an index on, over changes outside the selection too. */
const buildChunk = async (plan: WatchPlan, feed: ChangeFeed, start: { readonly from: number; readonly second: number }): Promise<SharedChunk> => {
  const rendering = renderingOf(plan.scope, plan.view);
  const pieces: Uint8Array[] = [];
  let [bytes, to, sequence] = [0, start.from, 0];
  for (; to - start.from < CHUNK_CHANGES && bytes < CHUNK_BYTES; to += 1) {
    const change = feed.at(to);
    if (change === undefined) break;
    const frame = concerns(plan, change) ? await frameOf(plan, change, rendering) : undefined;
    if (frame !== undefined) pieces.push(frame);
    bytes += frame?.length ?? 0;
    sequence = change.event.sequence;
  }
  const [only, ...others] = pieces;
  return { ...start, to, sequence, bytes: only !== undefined && others.length === 0 ? only : concat(pieces) };
};

interface JoinedPlan extends WatchPlan {
  readonly watchClass: WatchClass;
}

/** The next chunk of live frames, made once for all watchers of the class that stand where this one does; moves the cursor. */
const liveChunk = async (plan: JoinedPlan, feed: ChangeFeed, cursor: Cursor): Promise<Uint8Array> => {
  const { scope, view, watchClass } = plan;
  const start = { from: cursor.index, second: view.representation.form === 'table' ? Math.floor(scope.shared.deps.clock.now() / 1000) : 0 };
  // Behind the version the client read from, what it must not be told again is its own affair.
  const isShared = (feed.at(cursor.index)?.event.sequence ?? 0) > plan.after;
  let chunk = isShared ? watchClass.find(start.from, start.second) : undefined;
  if (chunk === undefined) {
    chunk = await buildChunk(plan, feed, start);
    if (isShared) watchClass.keep(chunk);
  }
  cursor.index = chunk.to;
  cursor.sequence = Math.max(cursor.sequence, chunk.sequence);
  return chunk.bytes;
};

interface Alarms {
  readonly wakeup: Wakeup;
  /** The watch is over: its time is up, the client has gone, or the server closes. */
  ended(): boolean;
  /** True once about every minute, for a watcher that asked for bookmarks. */
  bookmarkDue(): boolean;
  stop(): void;
}

const timeoutOf = (scope: Scope, options: ListOptions): number => {
  if (options.timeoutSeconds !== undefined && options.timeoutSeconds > 0) return options.timeoutSeconds * 1000;
  return DEFAULT_TIMEOUT_MS + (scope.shared.deps.clock.now() % TIMEOUT_SPREAD_MS);
};

const createAlarms = ({ scope, options, feed }: WatchPlan): Alarms => {
  const { clock } = scope.shared.deps;
  const wakeup = createWakeup();
  let over = false;
  let due = false;
  const end = (): void => {
    over = true;
    wakeup.wake();
  };
  const signals = [scope.request.signal, scope.shared.closing];
  for (const signal of signals) {
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
  }
  const cancelTimeout = clock.after(timeoutOf(scope, options), end);
  let cancelBookmark = (): void => undefined;
  const scheduleBookmark = (): void => {
    cancelBookmark = clock.after(BOOKMARK_EVERY_MS, () => {
      due = true;
      wakeup.wake();
      scheduleBookmark();
    });
  };
  if (options.allowBookmarks) scheduleBookmark();
  const stopListening = feed?.onChange(wakeup.wake);
  return {
    wakeup,
    ended: () => over,
    bookmarkDue: () => {
      const was = due;
      due = false;
      return was;
    },
    stop: () => {
      cancelTimeout();
      cancelBookmark();
      stopListening?.();
      for (const signal of signals) signal.removeEventListener('abort', end);
    },
  };
};

/** A watcher that kept up once and does not any more is sent away, to come again from the last version it got. */
const isTooSlow = (feed: ChangeFeed, cursor: Cursor): boolean => cursor.current && feed.bytesFrom(cursor.index) > MAX_LAG_BYTES;

async function* liveChunks(plan: JoinedPlan, feed: ChangeFeed, alarms: Alarms): AsyncGenerator<Uint8Array> {
  // The window may have moved on while the initial events were sent.
  if (plan.after < feed.floor()) {
    yield expired(plan.after, feed.floor());
    return;
  }
  const cursor: Cursor = { index: feed.indexAfter(plan.after), sequence: plan.after, current: false };
  const stream = streamOfScope(plan.scope);
  while (!alarms.ended()) {
    if (isTooSlow(feed, cursor)) return;
    if (cursor.index < feed.first()) {
      yield expired(cursor.sequence, feed.floor());
      return;
    }
    const position = plan.scope.source.position(stream);
    const chunk = await liveChunk(plan, feed, cursor);
    if (chunk.length > 0) yield chunk;
    if (cursor.index < feed.end()) continue;
    // Everything up to the position read before the chunk was taken has been sent.
    cursor.sequence = Math.max(cursor.sequence, position);
    cursor.current = true;
    if (alarms.bookmarkDue()) yield bookmarkFrame(cursor.sequence, plan.view);
    await alarms.wakeup.wait();
  }
}

async function* watchChunks(plan: WatchPlan): AsyncGenerator<Uint8Array> {
  const alarms = createAlarms(plan);
  const leave = plan.scope.shared.watchers.enter();
  const watchClass = plan.scope.shared.watchClasses.join(plan.classOf);
  try {
    if (plan.initial !== undefined) yield* initialChunks(plan, plan.initial);
    if (plan.options.sendInitialEvents === true) yield bookmarkFrame(plan.after, plan.view, true);
    if (plan.feed !== undefined) yield* liveChunks({ ...plan, watchClass }, plan.feed, alarms);
    else if (plan.options.allowBookmarks && plan.options.sendInitialEvents !== true) yield bookmarkFrame(plan.after, plan.view);
  } catch (error) {
    plan.scope.shared.deps.logger.warn('a watch ended with an error', { resource: plan.scope.kind.definition.resource, error: String(error) });
    yield errorFrameOf(error);
  } finally {
    alarms.stop();
    leave();
    watchClass.leave();
  }
}

async function* single(frame: Uint8Array): AsyncGenerator<Uint8Array> {
  yield frame;
}

const fromStart = ({ resourceVersion }: ListOptions): boolean => resourceVersion === '' || resourceVersion === '0';

/** rv unset or 0, or sendInitialEvents: synthetic ADDED first. */
const wantsInitial = (options: ListOptions): boolean => options.sendInitialEvents ?? fromStart(options);

/** Otherwise strictly after the given version. */
/** Watchers with equal keys are sent equal bytes for equal changes. */
const classKey = ({ kind, representation: { form, version }, includeObject }: View, { namespace }: Selection, { labelSelector, fieldSelector }: Pick<ListOptions, 'labelSelector' | 'fieldSelector'>): string =>
  JSON.stringify([kind.openApiName, kind.definition.resource, form, version, includeObject, namespace, labelSelector, fieldSelector]);

const startOf = async (scope: Scope, options: ListOptions): Promise<{ readonly initial: Snapshot | undefined; readonly after: number }> => {
  const initial = wantsInitial(options);
  if (!initial && !fromStart(options)) return { initial: undefined, after: Number(options.resourceVersion) };
  const snapshot = await snapshotFor(scope, options.resourceVersion);
  return { initial: initial ? snapshot : undefined, after: snapshot.position(streamOfScope(scope)) };
};

/** WATCH: a stream of frames; a version older than the window answers one ERROR 410 frame. */
export const watchObjects = async (scope: Scope): Promise<ApiAnswer> => {
  const options = parseListOptions(scope.query, true);
  const view = viewOf(scope, { convertible: true, stream: true });
  const namespace = scope.info.namespace;
  const named = scope.info.name === '' ? options.fieldSelector : [`metadata.name=${scope.info.name}`, options.fieldSelector].filter((part) => part !== '').join(',');
  const selection = parseSelection(scope.kind, { ...options, fieldSelector: named, namespace }, scope.shared.facets);
  const feed = scope.source.feed(scope.kind.stored.definition);
  if (scope.momentMs !== undefined && !wantsInitial(options)) refuse({ reason: 'MethodNotAllowed', message: 'the past does not change: only a watch that begins with the existing objects is answered here, and ends after them' });
  const { initial, after } = await startOf(scope, options);
  if (feed !== undefined && after < feed.floor()) return answerStream(single(expired(after, feed.floor())));
  const classOf = classKey(view, selection, { ...options, fieldSelector: named });
  return answerStream(watchChunks({ scope, options, view, selection, feed, initial, after, classOf }));
};
