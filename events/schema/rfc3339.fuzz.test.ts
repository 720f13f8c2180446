import fc from 'fast-check';
import { answersOrRefuses, longTextOf, textOf, RUNS, LONG_RUNS } from '../../test/support/hostile.ts';
import { isTime, timeFault, toMicroseconds, toSeconds } from './rfc3339.ts';

const PIECES = ['2026', '-', '01', 'T', ':', '00', 'Z', '+', '.', '999999999', '31', '24', 't', 'z', ' ', '0000'];

describe('the reader of times, whatever it is given', () => {
  const parse = (text: string): unknown => answersOrRefuses(() => (isTime(text) ? [toSeconds(text), toMicroseconds(text)] : timeFault(text)), []);

  it('answers or refuses', () => { fc.assert(fc.property(textOf(PIECES), (text) => { parse(text); }), { numRuns: RUNS }); });
  it('takes no long time for long texts', function long() {
    this.timeout(60_000);
    fc.assert(fc.property(longTextOf(PIECES, 50_000), (text) => { parse(text); }), { numRuns: LONG_RUNS });
  });
});
