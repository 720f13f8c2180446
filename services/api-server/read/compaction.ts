import type { StreamName } from '../../../events/catalogue.ts';
import type { Vector } from '../../../events/envelope.ts';
import type { Snapshot } from '../../../projections/cluster-state/cluster-state.ts';
import type { Clock } from '../../kit/port.ts';

/** How far back states may be asked for, as time goes by. */
export interface Compaction {
  /** States before this sequence are not answered any more. */
  before(stream: StreamName): number;
  /** Whether what was promised then has lost its promise. */
  isOver(sinceMs: number): boolean;
  stop(): void;
}

interface Mark {
  readonly atMs: number;
  readonly vector: Vector;
}

export interface CompactionOptions {
  readonly follower: { snapshot(): Pick<Snapshot, 'vector'> };
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly windowMs: number;
  /** Called as time passes, also when nothing happens. */
  readonly onTick: () => void;
}

const TICKS_A_WINDOW = 20;
const MOST_OFTEN_MS = 50;

/** Notes now and then where the log is: what it was a window ago bounds what may be asked for. */
export const createCompaction = ({ follower, clock, windowMs, onTick }: CompactionOptions): Compaction => {
  let marks: readonly Mark[] = [];
  let bound: Vector = {};
  let cancel = (): void => undefined;
  const tick = (): void => {
    const nowMs = clock.now();
    const passed = marks.filter(({ atMs }) => atMs <= nowMs - windowMs);
    bound = passed.at(-1)?.vector ?? bound;
    marks = [...marks.slice(passed.length), { atMs: nowMs, vector: follower.snapshot().vector }];
    onTick();
    schedule();
  };
  const schedule = (): void => {
    cancel = clock.after(Math.max(MOST_OFTEN_MS, windowMs / TICKS_A_WINDOW), tick);
  };
  schedule();
  return {
    before: (stream) => bound[stream] ?? 0,
    isOver: (sinceMs) => clock.now() - sinceMs > windowMs,
    stop: () => cancel(),
  };
};
