import { expect } from 'chai';
import { backOffUntil, durationText, nextBackOff } from './back-off.ts';
import type { BackOff } from './pod-memory.ts';

describe('back-off of restarts', () => {
  it('lets the first restart happen at once', () => { expect(backOffUntil(undefined, 1000)).to.equal(undefined); });

  it('doubles from 10 s to 5 min', () => {
    const delays: number[] = [];
    let entry: BackOff | undefined;
    for (let round = 0, nowMs = 0; round < 7; round += 1, nowMs += 1000) {
      entry = nextBackOff(entry, nowMs, nowMs);
      delays.push(entry.delayMs / 1000);
    }
    expect(delays).to.deep.equal([10, 20, 40, 80, 160, 300, 300]);
  });

  it('begins anew after ten minutes without a restart', () => {
    const entry = { delayMs: 300_000, updatedAtMs: 0 };
    expect(backOffUntil(entry, 600_001)).to.equal(undefined);
    expect(nextBackOff(entry, 600_001, 600_002).delayMs).to.equal(10_000);
  });

  it('words durations as Go does', () => { expect([10_000, 160_000, 300_000].map(durationText)).to.deep.equal(['10s', '2m40s', '5m0s']); });
});
