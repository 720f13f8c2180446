export interface LaneLimits {
  /** Pieces that run at once. */
  readonly atOnce: number;
  /** Of these, so many of one group: whatever it sends, the others get on. */
  readonly perGroup: number;
  /** Pieces that are kept, running or not. */
  readonly kept: number;
}

/** Where a piece of work belongs: those of one key of a group run one at a time, in the order given. */
export interface Place {
  readonly group: string;
  readonly key: string;
  /** Names the piece: one that is kept is not taken on once more. */
  readonly id: number;
}

/** Runs bounded numbers of pieces of work at once; groups that wait take turns. */
export interface Lanes {
  /** Resolves as soon as the work is taken on; waits while too much is kept. `work` must not throw. */
  run(place: Place, work: () => Promise<void>): Promise<void>;
  /** Forgets what has not begun, now and later; resolves when all that has begun is done. */
  close(): Promise<void>;
  /** Pieces taken on and not done. */
  underWay(): number;
}

type Work = () => Promise<unknown>;

interface Group {
  running: number;
  /** By key what waits, in order; a key is here while one of its pieces runs. */
  readonly waiting: Map<string, Work[]>;
  /** Keys with something to begin. */
  readonly ready: string[];
}

/** Groups by name, and those that may begin something now, the one that has waited longest first. */
const createGroups = (perGroup: number) => {
  const all = new Map<string, Group>();
  const able = new Set<string>();
  const settle = (name: string, group: Group): void => {
    if (group.ready.length === 0 || group.running >= perGroup) able.delete(name);
    else able.add(name);
    if (group.waiting.size === 0) all.delete(name);
  };
  const add = ({ group: name, key }: Place, work: Work): void => {
    const group = all.get(name) ?? { running: 0, waiting: new Map<string, Work[]>(), ready: [] };
    all.set(name, group);
    const waiting = group.waiting.get(key);
    if (waiting !== undefined) {
      waiting.push(work);
      return;
    }
    group.waiting.set(key, [work]);
    group.ready.push(key);
    settle(name, group);
  };
  const done = (name: string, group: Group, key: string): void => {
    group.running -= 1;
    if ((group.waiting.get(key) ?? []).length > 0) group.ready.push(key);
    else group.waiting.delete(key);
    settle(name, group);
  };
  /** The next piece, which counts as running until its `done`. */
  const next = (): { readonly work: Work; readonly done: () => void } | undefined => {
    const [name = ''] = able;
    const group = all.get(name);
    const key = group?.ready.shift();
    const work = group?.waiting.get(key ?? '')?.shift();
    if (group === undefined || key === undefined || work === undefined) return undefined;
    group.running += 1;
    able.delete(name);
    settle(name, group);
    return { work, done: () => { done(name, group, key); } };
  };
  return { add, next };
};

export const createLanes = ({ atOnce, perGroup, kept: mostKept }: LaneLimits): Lanes => {
  const groups = createGroups(perGroup);
  const blocked: (() => void)[] = [];
  const kept = new Set<number>();
  let running = 0;
  let isClosed = false;
  const allDone = Promise.withResolvers<undefined>();

  const begin = (work: Work, done: () => void): void => {
    running += 1;
    void work().finally(() => {
      running -= 1;
      done();
      blocked.shift()?.();
      if (isClosed && running === 0) allDone.resolve(undefined);
      fill();
    });
  };
  const fill = (): void => {
    while (running < atOnce && !isClosed) {
      const piece = groups.next();
      if (piece === undefined) return;
      begin(piece.work, piece.done);
    }
  };
  return {
    run: async (place, work) => {
      while (kept.size >= mostKept && !isClosed && !kept.has(place.id)) await new Promise<void>((resolve) => { blocked.push(resolve); });
      if (isClosed || kept.has(place.id)) return;
      kept.add(place.id);
      groups.add(place, () => work().finally(() => kept.delete(place.id)));
      fill();
    },
    close: async () => {
      isClosed = true;
      for (const resolve of blocked.splice(0)) resolve();
      if (running > 0) await allDone.promise;
    },
    underWay: () => kept.size,
  };
};
