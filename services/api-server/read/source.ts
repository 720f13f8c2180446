import type { StreamName } from '../../../events/catalogue.ts';
import { RefusalError } from '../../../events/errors.ts';
import type { ResourceRef } from '../../../events/object-ref.ts';
import type { Snapshot } from '../../../projections/cluster-state/cluster-state.ts';
import type { Follower } from '../../kit/follower.ts';
import type { ChangeFeed, ChangeWindow } from './change-window.ts';

/** Where reads take their state from: the present, or one moment of the past. */
export interface Source {
  /** The most recent state; throws RefusalError ServiceUnavailable when no leader confirms that it is. */
  newest(stream: StreamName): Promise<Snapshot>;
  /** Whatever is at hand; does not wait for the log once this process has reached its end for the first time. */
  atHand(stream: StreamName): Promise<Snapshot>;
  /** At least this resourceVersion; throws RefusalError Timeout when it does not come within 3 s. */
  atLeast(stream: StreamName, sequence: number): Promise<Snapshot>;
  /** How far the present has been folded; 0 for the past. */
  position(stream: StreamName): number;
  /** Recent changes; undefined for the past, which does not change. */
  feed(resource: ResourceRef): ChangeFeed | undefined;
  /** What older states are no longer answered; undefined for the past, which has no end of its own. */
  readonly compaction: ChangeWindow['compaction'] | undefined;
}

const FUTURE_WAIT_MS = 3_000;
const HEAD_WAIT_MS = 10_000;

const tooLarge = (wanted: number, current: number): RefusalError =>
  new RefusalError({
    reason: 'Timeout',
    message: `Timeout: Too large resource version: ${wanted}, current: ${current}`,
    details: { causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }], retryAfterSeconds: 1 },
  });

const unconfirmed = (cause: unknown): RefusalError =>
  new RefusalError({ reason: 'ServiceUnavailable', message: 'the newest state cannot be confirmed: the log did not answer in time', details: { retryAfterSeconds: 1 } }, { cause });

/** A process that has just started has nothing at hand, or what a snapshot file holds: a client would take it for the state. */
const freshReads = (follower: Follower): Pick<Source, 'newest' | 'atHand'> => {
  const reached = new Set<StreamName>();
  const newest = async (stream: StreamName): Promise<Snapshot> => {
    const snapshot = await follower.waitForHead([stream], HEAD_WAIT_MS).catch((cause: unknown) => Promise.reject(unconfirmed(cause)));
    reached.add(stream);
    return snapshot;
  };
  return { newest, atHand: (stream) => (reached.has(stream) ? Promise.resolve(follower.snapshot()) : newest(stream)) };
};

/** Reads of the present. */
export const presentSource = (follower: Follower, window: ChangeWindow): Source => ({
  ...freshReads(follower),
  position: (stream) => follower.snapshot().position(stream),
  atLeast: async (stream, sequence) => {
    const snapshot = follower.snapshot();
    if (snapshot.position(stream) >= sequence) return snapshot;
    await follower.waitFor({ stream, sequence }, FUTURE_WAIT_MS).catch(() => undefined);
    const later = follower.snapshot();
    if (later.position(stream) < sequence) throw tooLarge(sequence, later.position(stream));
    return later;
  },
  feed: (resource) => window.feed(resource),
  compaction: window.compaction,
});

/** Reads of one moment of the past; `stateOf` gives a stream's objects as of then. */
export const pastSource = (stateOf: (stream: StreamName) => Promise<Snapshot>): Source => ({
  newest: stateOf,
  atHand: stateOf,
  position: () => 0,
  atLeast: async (stream, sequence) => {
    const snapshot = await stateOf(stream);
    if (snapshot.position(stream) < sequence) throw tooLarge(sequence, snapshot.position(stream));
    return snapshot;
  },
  feed: () => undefined,
  compaction: undefined,
});
