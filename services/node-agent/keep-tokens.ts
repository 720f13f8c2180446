import type { Clock } from '../kit/port.ts';
import type { DesiredPod } from './desired-pod.ts';
import type { FetchSources } from './fetch-source.ts';
import type { SourceData, SourceRef } from './source-object.ts';
import { sourceKey } from './source-object.ts';

interface Kept {
  readonly data: SourceData;
  readonly renewAtMs: number;
}

const RENEW_AT_SHARE = 0.8;
const LONGEST_MS = 24 * 60 * 60 * 1000;

const renewalOf = ({ expiresAtMs = 0 }: SourceData, nowMs: number): number => nowMs + Math.min(LONGEST_MS, (expiresAtMs - nowMs) * RENEW_AT_SHARE);

/** Fetches tokens anew when four fifths of their life, or a day, are over, and not each time a volume is looked at. */
export const keepTokens = (fetch: FetchSources, clock: Clock): FetchSources => {
  const kept = new Map<string, Kept>();
  const keyOf = ({ podUid }: DesiredPod, ref: SourceRef): string => `${podUid} ${sourceKey(ref)}`;
  const forgetOld = (nowMs: number): void => {
    for (const [key, { renewAtMs }] of kept) if (renewAtMs <= nowMs) kept.delete(key);
  };
  return async (pod, refs) => {
    const nowMs = clock.now();
    forgetOld(nowMs);
    const known = new Map(refs.flatMap((ref) => {
      const found = kept.get(keyOf(pod, ref));
      return found === undefined ? [] : [[sourceKey(ref), found.data] as const];
    }));
    const fetched = await fetch(pod, refs.filter((ref) => !known.has(sourceKey(ref))));
    for (const ref of refs) {
      const data = fetched.get(sourceKey(ref));
      if (ref.resource === 'tokens' && data !== undefined) kept.set(keyOf(pod, ref), { data, renewAtMs: renewalOf(data, nowMs) });
    }
    return new Map([...known, ...fetched]);
  };
};
