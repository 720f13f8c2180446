/** Frames of all changes between two indexes of a feed, as a whole class of watchers gets them. */
export interface SharedChunk {
  readonly from: number;
  readonly to: number;
  /** Sequence of the last change in it. */
  readonly sequence: number;
  /** The second its ages are reckoned for; 0 where it shows none. */
  readonly second: number;
  /** It ends where a chunk must, though more had happened. */
  readonly full: boolean;
  readonly bytes: Uint8Array;
}

export interface ChunkStart {
  readonly from: number;
  readonly second: number;
}

/** Watchers of the same resource with the same selectors who want the same form: what one is sent, all are. */
export interface WatchClass {
  /** One that begins there and goes on to the end of what has happened, or is full. */
  find(start: ChunkStart, end: number): SharedChunk | undefined;
  /** Kept for the others only while there are any. */
  keep(chunk: SharedChunk): void;
  leave(): void;
}

export interface WatchClasses {
  /** Until it leaves, a watcher shares what others of the class have made. */
  join(key: string): WatchClass;
}

interface Members {
  count: number;
  readonly recent: SharedChunk[];
}

/** Watchers of a class are a few steps apart at most; who is further behind makes chunks of its own. */
const MOST_RECENT = 16;

export const createWatchClasses = (): WatchClasses => {
  const classes = new Map<string, Members>();
  return {
    join: (key) => {
      const members = classes.get(key) ?? { count: 0, recent: [] };
      members.count += 1;
      classes.set(key, members);
      return {
        find: ({ from, second }, end) => members.recent.find((chunk) => chunk.from === from && chunk.second === second && (chunk.full || chunk.to === end)),
        keep: (chunk) => {
          if (members.count < 2) return;
          if (members.recent.push(chunk) > MOST_RECENT) members.recent.shift();
        },
        leave: () => {
          members.count -= 1;
          if (members.count === 0) classes.delete(key);
          if (members.count < 2) members.recent.length = 0;
        },
      };
    },
  };
};
