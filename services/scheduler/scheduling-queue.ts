import type { Wake } from './framework.ts';
import type { PendingPod } from './pending-pod.ts';

/** Upstream's back-off of a pod between tries: 1 s, doubled up to 10 s; a pod is tried again after 5 minutes in any case. */
const INITIAL_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 10_000;
const UNSCHEDULABLE_FOR_MS = 300_000;

interface Queued {
  readonly pod: PendingPod;
  readonly arrival: number;
  readonly attempts: number;
  readonly triedAtMs: number;
  /** Set while waiting: what would help. Back-off counts from `triedAtMs` either way. */
  readonly wakes: ReadonlySet<Wake>;
  readonly where: 'active' | 'backoff' | 'unschedulable' | 'inflight';
}

export interface QueueDepths {
  readonly active: number;
  readonly backoff: number;
  readonly unschedulable: number;
  readonly inflight: number;
}

/**
 * Pods that need a node, each in one place: active (ready to be tried, highest priority then longest waiting first),
 * back-off (ready once its time is over), unschedulable (until something helps), in flight (a binding is under way).
 * Time is always given; nothing here waits.
 */
export interface SchedulingQueue {
  /** A new pod, or a new version of one. A version that may matter to scheduling wakes it. */
  put(pod: PendingPod, nowMs: number): void;
  remove(uid: string): void;
  has(uid: string): boolean;
  /** Takes the next ready pod; it is in flight until `failed` or `remove`. */
  pop(nowMs: number): PendingPod | undefined;
  /** The pod found no node: it waits for one of the wakes. */
  unschedulable(uid: string, wakes: ReadonlySet<Wake>, nowMs: number): void;
  /** The pod's binding failed: it is tried again after its back-off. */
  failed(uid: string, nowMs: number): void;
  /** Something happened in the cluster: whoever waits for that is ready after its back-off. */
  wake(wake: Wake, nowMs: number): void;
  /** When `pop` may next give something that it does not give now; undefined when only a wake can. */
  nextMs(): number | undefined;
  depths(): QueueDepths;
}

const backoffMs = (attempts: number): number => Math.min(MAX_BACKOFF_MS, INITIAL_BACKOFF_MS * 2 ** Math.max(0, attempts - 1));
const readyAt = ({ attempts, triedAtMs }: Queued): number => (attempts === 0 ? 0 : triedAtMs + backoffMs(attempts));
const NOTHING: ReadonlySet<Wake> = new Set();

const before = (left: Queued, right: Queued): boolean =>
  left.pod.priority !== right.pod.priority ? left.pod.priority > right.pod.priority : left.arrival < right.arrival;

/** Specs are replaced whole by the fold, so a status-only write shows as equal JSON. */
const sameDemand = (left: PendingPod, right: PendingPod): boolean => JSON.stringify(left.spec) === JSON.stringify(right.spec);

export const createSchedulingQueue = (): SchedulingQueue => {
  const pods = new Map<string, Queued>();
  let arrivals = 0;

  const wakeOne = (queued: Queued, nowMs: number): void => {
    pods.set(queued.pod.uid, { ...queued, wakes: NOTHING, where: readyAt(queued) <= nowMs ? 'active' : 'backoff' });
  };
  const flush = (nowMs: number): void => {
    for (const queued of pods.values()) {
      if (queued.where === 'backoff' && readyAt(queued) <= nowMs) wakeOne(queued, nowMs);
      if (queued.where === 'unschedulable' && queued.triedAtMs + UNSCHEDULABLE_FOR_MS <= nowMs) wakeOne(queued, nowMs);
    }
  };
  const update = (uid: string, change: (queued: Queued) => Queued): void => {
    const queued = pods.get(uid);
    if (queued !== undefined) pods.set(uid, change(queued));
  };

  return {
    put: (pod, nowMs) => {
      const known = pods.get(pod.uid);
      if (known === undefined) {
        pods.set(pod.uid, { pod, arrival: (arrivals += 1), attempts: 0, triedAtMs: 0, wakes: NOTHING, where: 'active' });
        return;
      }
      const next = { ...known, pod };
      if (known.where === 'unschedulable' && !sameDemand(known.pod, pod)) wakeOne(next, nowMs);
      else pods.set(pod.uid, next);
    },
    remove: (uid) => { pods.delete(uid); },
    has: (uid) => pods.has(uid),
    pop: (nowMs) => {
      flush(nowMs);
      let best: Queued | undefined;
      for (const queued of pods.values()) if (queued.where === 'active' && (best === undefined || before(queued, best))) best = queued;
      if (best === undefined) return undefined;
      pods.set(best.pod.uid, { ...best, attempts: best.attempts + 1, triedAtMs: nowMs, where: 'inflight' });
      return best.pod;
    },
    unschedulable: (uid, wakes, nowMs) => update(uid, (queued) => ({ ...queued, wakes, triedAtMs: nowMs, where: 'unschedulable' })),
    failed: (uid, nowMs) => update(uid, (queued) => ({ ...queued, triedAtMs: nowMs, where: 'backoff' })),
    wake: (wake, nowMs) => {
      for (const queued of pods.values()) if (queued.where === 'unschedulable' && queued.wakes.has(wake)) wakeOne(queued, nowMs);
    },
    nextMs: () => {
      let next: number | undefined;
      for (const queued of pods.values()) {
        if (queued.where !== 'backoff' && queued.where !== 'unschedulable') continue;
        const at = queued.where === 'backoff' ? readyAt(queued) : queued.triedAtMs + UNSCHEDULABLE_FOR_MS;
        if (next === undefined || at < next) next = at;
      }
      return next;
    },
    depths: () => {
      const depths = { active: 0, backoff: 0, unschedulable: 0, inflight: 0 };
      for (const { where } of pods.values()) depths[where] += 1;
      return depths;
    },
  };
};
