import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import { formatTime, parseTime } from '../../kit/timestamp.ts';

/** A pod whose eviction was granted must be seen leaving within this, or it is taken not to leave at all. */
const DELETION_TIMEOUT_MS = 120_000;

/** What became of the pods whose eviction was granted. */
export interface Disrupted {
  /** Still expected to go, and since when: not counted as healthy. */
  readonly waiting: Readonly<Record<string, string>>;
  /** Expected to go too long: counted again. */
  readonly overdue: readonly Pod[];
  /** When the first of the overdue became so. */
  readonly overdueSince: string | undefined;
  /** When the next of those waiting becomes overdue. */
  readonly nextMs: number | undefined;
}

const earliest = (times: readonly number[]): number | undefined => (times.length === 0 ? undefined : Math.min(...times));

/** Pods that are gone or going are no longer waited for. */
export const disruptedPods = (recorded: Readonly<Record<string, string>>, pods: readonly Pod[], nowMs: number): Disrupted => {
  const known = pods
    .filter(({ metadata: { name, deletionTimestamp } }) => deletionTimestamp === undefined && Object.hasOwn(recorded, name))
    .map((pod) => ({ pod, since: recorded[pod.metadata.name] ?? '', untilMs: (parseTime(recorded[pod.metadata.name]) ?? 0) + DELETION_TIMEOUT_MS }));
  const waiting = known.filter(({ untilMs }) => untilMs > nowMs);
  const overdue = known.filter(({ untilMs }) => untilMs <= nowMs);
  const first = earliest(overdue.map(({ untilMs }) => untilMs));
  return {
    waiting: Object.fromEntries(waiting.map(({ pod, since }) => [pod.metadata.name, since])),
    overdue: overdue.map(({ pod }) => pod),
    overdueSince: first === undefined ? undefined : formatTime(first),
    nextMs: earliest(waiting.map(({ untilMs }) => untilMs)),
  };
};
