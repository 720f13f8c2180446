/** Data keys lately used, by id. Concurrent readers of one key share its fetching. */
export interface DataKeyCache {
  get(id: string): Promise<Uint8Array>;
  add(id: string, key: Uint8Array): void;
}

/** A key the ring no longer has is used no longer than this; objects opened with it before stay open. */
const LIFETIME_MS = 5 * 60 * 1000;

interface Kept {
  readonly key: Promise<Uint8Array>;
  readonly untilMs: number;
}

/** The least recently used key goes first when there are more than `capacity`. */
export const dataKeyCache = (capacity: number, fetchKey: (id: string) => Promise<Uint8Array>): DataKeyCache => {
  const kept = new Map<string, Kept>();

  const keep = (id: string, entry: Kept): void => {
    kept.delete(id);
    kept.set(id, entry);
    const [oldest] = kept.keys();
    if (kept.size > capacity && oldest !== undefined) kept.delete(oldest);
  };

  return {
    get: (id) => {
      const found = kept.get(id);
      const entry = found && found.untilMs > Date.now() ? found : { key: fetchKey(id), untilMs: Date.now() + LIFETIME_MS };
      keep(id, entry);
      entry.key.catch(() => { if (kept.get(id) === entry) kept.delete(id); });
      return entry.key;
    },
    add: (id, key) => keep(id, { key: Promise.resolve(key), untilMs: Date.now() + LIFETIME_MS }),
  };
};
