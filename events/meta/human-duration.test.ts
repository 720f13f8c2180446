import { expect } from 'chai';
import { age, humanDuration, shortHumanDuration } from './human-duration.ts';

const s = 1000;
const m = 60 * s;
const h = 60 * m;
const d = 24 * h;

describe('human durations', () => {
  const table: readonly (readonly [number, string, string])[] = [
    [-2 * s, '<invalid>', '<invalid>'], [-s, '0s', '0s'], [0, '0s', '0s'], [1.9 * s, '1s', '1s'], [119 * s, '119s', '1m'], [2 * m, '2m', '2m'], [2 * m + 5 * s, '2m5s', '2m'],
    [10 * m, '10m', '10m'], [179 * m, '179m', '2h'], [3 * h, '3h', '3h'], [7 * h + 59 * m, '7h59m', '7h'], [8 * h, '8h', '8h'], [47 * h, '47h', '1d'],
    [48 * h, '2d', '2d'], [7 * d + 23 * h, '7d23h', '7d'], [8 * d, '8d', '8d'], [729 * d, '729d', '1y'], [730 * d, '2y', '2y'], [731 * d, '2y1d', '2y'], [8 * 365 * d, '8y', '8y'],
  ];
  for (const [ms, long, short] of table) {
    it(`${ms} ms is ${long}, in short ${short}`, () => { expect([humanDuration(ms), shortHumanDuration(ms)]).to.deep.equal([long, short]); });
  }
  it('an absent time has an unknown age', () => { expect(age('', 0)).to.equal('<unknown>'); });
  it('an age counts from the time to now', () => { expect(age('2026-01-01T00:00:00Z', Date.parse('2026-01-01T00:05:12Z'))).to.equal('5m12s'); });
});
