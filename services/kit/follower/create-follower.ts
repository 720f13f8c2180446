import type { StreamName } from '../../../events/catalogue.ts';
import { STREAMS } from '../../../events/catalogue.ts';
import type { Vector } from '../../../events/envelope.ts';
import type { EventStore } from '../../../events/event-store/port.ts';
import type { Change } from '../../../projections/cluster-state/cluster-state.ts';
import { createClusterState } from '../../../projections/cluster-state/create-cluster-state.ts';
import type { Anchor } from '../../../projections/cluster-state/snapshot-codec.ts';
import { encodeSnapshot } from '../../../projections/cluster-state/snapshot-codec.ts';
import type { Commit } from '../../../projections/commits.ts';
import type { CommitListener, Follower, FollowerStatus } from '../follower.ts';
import type { Clock, Logger, Telemetry } from '../port.ts';
import { foldStream, pause } from './fold-loop.ts';
import { createHeadRequests } from './head-requests.ts';
import type { LoadedState } from './load-state.ts';
import { loadState, snapshotStreams } from './load-state.ts';
import type { SnapshotFiles } from './port.ts';
import { createPositionWaiters } from './position-waiters.ts';
import { createQuarantineList } from './quarantine-list.ts';
import { createSnapshotSchedule } from './snapshot-schedule.ts';

export interface FollowerDeps {
  readonly store: EventStore;
  readonly streams: readonly StreamName[];
  /** Absent: every start folds the whole log. */
  readonly snapshots?: SnapshotFiles;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
}

/** A follower with its life cycle; owned by the process that starts it. */
export interface FollowerProcess extends Follower {
  /** Loads the newest snapshot and begins to follow; resolves before the tail is folded (see waitForHead). */
  start(): Promise<void>;
  /** Ends following and writes a last snapshot. */
  stop(): Promise<void>;
  /** Called once when following stopped for good; the process should end and alarm. */
  onHalt(listener: (why: string) => void): void;
}

/** A stream that drops messages may end in dropped ones; after this long the follower looks whether it does. */
const LOOK_FOR_DROPPED_MS = 100;
const RETRY_LOAD_MS = 500;
/** How long a crowd of readers waits for more to share its look at the head. */
const GATHER_MS = 1;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const registerMetrics = (telemetry: Telemetry, status: () => FollowerStatus): void => {
  const perStream = (read: (stream: StreamName, found: FollowerStatus) => number) => () => {
    const found = status();
    return (['EVENTS', 'LEASES', 'EVENTOBJECTS'] as const).filter((stream) => found.positions[stream] !== undefined)
      .map((stream) => ({ value: read(stream, found), labels: { stream } }));
  };
  telemetry.gauge('shiplog_fold_position', 'Sequence folded so far', perStream((stream, { positions }) => positions[stream] ?? 0));
  telemetry.gauge('shiplog_fold_lag', 'Events known to exist but not folded yet',
    perStream((stream, { positions, heads }) => Math.max(0, (heads[stream] ?? 0) - (positions[stream] ?? 0))));
  telemetry.gauge('shiplog_fold_quarantined', 'Objects whose newest event cannot be read', () => [{ value: status().quarantined.length }]);
};

/** Loads with patience: a log that is away at start is a fault of the moment. */
const loadPatiently = async (deps: FollowerDeps, isStopped: () => boolean): Promise<LoadedState | undefined> => {
  while (!isStopped()) {
    try {
      return await loadState({ store: deps.store, streams: deps.streams, snapshots: deps.snapshots, logger: deps.logger });
    } catch (error) {
      deps.logger.warn('the log cannot be reached yet', { error: String(error) });
      await pause(deps.clock, RETRY_LOAD_MS);
    }
  }
  return undefined;
};

// eslint-disable-next-line max-lines-per-function -- one closure over the fold's few variables; every step is its own function
export const createFollower = (deps: FollowerDeps): FollowerProcess => {
  const { store, streams, snapshots, clock, logger, telemetry } = deps;
  const stopping = new AbortController();
  const listeners = new Set<CommitListener>();
  const haltListeners = new Set<(why: string) => void>();
  const anchors: Partial<Record<StreamName, Anchor>> = {};
  const heads: Mutable<Vector> = {};
  let state = createClusterState();
  let quarantine = createQuarantineList(state.snapshot());
  let halted: string | undefined;
  let loops: readonly Promise<void>[] = [];

  const position = (stream: StreamName): number => state.vector()[stream] ?? 0;
  const waiters = createPositionWaiters(clock, () => state.vector());
  const requestHead = createHeadRequests((stream) => store.head(stream), () => pause(clock, GATHER_MS));
  const countEvents = telemetry.counter('shiplog_fold_events_total', 'Events folded');

  const writeSnapshot = async (): Promise<void> => {
    const snapshot = state.snapshot();
    const covered = snapshotStreams(streams);
    const vector = Object.fromEntries(covered.map((stream) => [stream, snapshot.position(stream)]));
    const sequence = Math.max(0, ...covered.map((stream) => snapshot.position(stream)));
    const header = { vector, anchors: { ...anchors } };
    await snapshots?.write(`${String(sequence).padStart(16, '0')}.state`, encodeSnapshot(snapshot, header, covered));
    logger.debug('wrote a snapshot', { vector });
  };
  const schedule = createSnapshotSchedule({ write: writeSnapshot, clock, logger });

  const notify = (changes: readonly Change[]): void => {
    if (changes.length === 0) return;
    for (const listener of listeners) {
      try {
        listener(changes, () => state.snapshot());
      } catch (error) {
        logger.error('a listener of the fold failed', { error: String(error) });
      }
    }
  };

  const noteCommit = (stream: StreamName, { events, through }: Commit): void => {
    const last = events.at(-1);
    if (last !== undefined && STREAMS[stream].history) anchors[stream] = { sequence: last.sequence, id: last.id };
    heads[stream] = Math.max(heads[stream] ?? 0, through);
    if (events.length === 0) return;
    countEvents(events.length, { stream });
    if (STREAMS[stream].history) schedule.folded(events.length);
  };

  const fold = (stream: StreamName, commit: Commit): void => {
    for (const { ref, sequence, malformed } of commit.events) {
      if (ref.resource === '') logger.error('a message on no object\'s subject was passed over', { stream, sequence, subject: ref.name, why: malformed });
    }
    const changes = state.apply(commit.events);
    state.advance(stream, commit.through);
    noteCommit(stream, commit);
    for (const entry of quarantine.note(changes)) {
      logger.error('an event cannot be read; its object is quarantined', { resource: entry.resource, namespace: entry.namespace, name: entry.name, stream, sequence: entry.sequence, why: entry.quarantined });
    }
    notify(changes);
    waiters.moved();
  };

  const halt = (why: string): void => {
    if (halted !== undefined) return;
    halted = why;
    logger.error('following the log stopped for good', { why });
    stopping.abort();
    waiters.fail(`following stopped: ${why}`);
    for (const listener of haltListeners) listener(why);
  };

  const passDropped = async (stream: StreamName, head: number): Promise<void> => {
    const after = position(stream);
    if (after >= head) return;
    for await (const _event of store.read(stream, { after, upTo: head })) return;
    if (position(stream) === after) fold(stream, { events: [], through: head });
  };

  const demandFollowed = (wanted: readonly string[]): void => {
    const missing = wanted.filter((stream) => !streams.some((each) => each === stream));
    if (missing.length > 0) throw new Error(`this process does not follow ${missing.join(', ')}`);
  };

  const waitForOneHead = async (stream: StreamName, timeoutMs: number): Promise<void> => {
    const head = await requestHead(stream);
    heads[stream] = Math.max(heads[stream] ?? 0, head);
    if (position(stream) >= head) return;
    const cancel = STREAMS[stream].history ? () => undefined
      : clock.after(LOOK_FOR_DROPPED_MS, () => void passDropped(stream, head).catch((error: unknown) => logger.warn('reading behind dropped messages failed', { error: String(error) })));
    await waiters.wait({ stream, sequence: head }, timeoutMs).finally(cancel);
  };

  const status = (): FollowerStatus => {
    const positions = Object.fromEntries(streams.map((stream) => [stream, position(stream)]));
    const caughtUp = streams.every((stream) => heads[stream] !== undefined && (positions[stream] ?? 0) >= heads[stream]);
    return { positions, heads: { ...heads }, caughtUp, quarantined: quarantine.all(), ...(halted !== undefined && { halted }) };
  };
  registerMetrics(telemetry, status);

  const learnHeads = async (): Promise<void> => {
    for (const stream of streams) {
      const head = await requestHead(stream).catch(() => undefined);
      if (head !== undefined) heads[stream] = Math.max(heads[stream] ?? 0, head);
    }
  };

  const start = async (): Promise<void> => {
    const startedMs = clock.now();
    const loaded = await loadPatiently(deps, () => stopping.signal.aborted);
    if (loaded === undefined) return;
    state = loaded.state;
    Object.assign(anchors, loaded.anchors);
    quarantine = createQuarantineList(state.snapshot());
    await learnHeads();
    logger.info('following the log', { from: state.vector(), heads, loadedInMs: clock.now() - startedMs });
    const loop = { store, clock, logger, position, fold, halt };
    loops = streams.map((stream) => foldStream(loop, stream, stopping.signal));
    waiters.moved();
  };

  return {
    snapshot: () => state.snapshot(),
    waitFor: async (wanted, timeoutMs) => {
      demandFollowed('stream' in wanted ? [wanted.stream] : Object.keys(wanted));
      await waiters.wait(wanted, timeoutMs);
    },
    waitForHead: async (wanted, timeoutMs) => {
      demandFollowed(wanted);
      await Promise.all(wanted.map((stream) => waitForOneHead(stream, timeoutMs)));
      return state.snapshot();
    },
    onCommit: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onHalt: (listener) => {
      haltListeners.add(listener);
      if (halted !== undefined) listener(halted);
    },
    status,
    start,
    stop: async () => {
      stopping.abort();
      await Promise.all(loops);
      await schedule.stop();
      waiters.fail('the follower is stopping');
    },
  };
};
