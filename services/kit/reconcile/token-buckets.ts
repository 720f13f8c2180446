import type { Clock } from '../port.ts';

/** A token bucket per key, for at most 4096 keys: the one used longest ago is forgotten, and so full again. */
export interface TokenBuckets {
  /** Whether the key had a token left; takes it. */
  take(key: string): boolean;
}

const MOST_KEYS = 4096;

export const createTokenBuckets = ({ clock, burst, refillMs }: { readonly clock: Clock; readonly burst: number; readonly refillMs: number }): TokenBuckets => {
  const buckets = new Map<string, { readonly tokens: number; readonly atMs: number }>();
  return {
    take: (key) => {
      const nowMs = clock.now();
      const known = buckets.get(key) ?? { tokens: burst, atMs: nowMs };
      const tokens = Math.min(burst, known.tokens + (nowMs - known.atMs) / refillMs);
      buckets.delete(key);
      buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, atMs: nowMs });
      const [oldest] = buckets.keys();
      if (buckets.size > MOST_KEYS && oldest !== undefined) buckets.delete(oldest);
      return tokens >= 1;
    },
  };
};
