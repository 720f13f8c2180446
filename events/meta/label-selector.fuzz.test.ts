import fc from 'fast-check';
import { answersOrRefuses, longTextOf, textOf, RUNS, LONG_RUNS } from '../../test/support/hostile.ts';
import { RefusalError } from '../errors.ts';
import { parseLabelSelector } from './label-selector.ts';

const PIECES = ['a', 'a.b/c', '=', '==', '!=', '!', ' in ', ' notin ', '(', ')', ',', '>', '<', '1', '99999999999999999999', '-', '/', ' '];

describe('the label selector, whatever it is given', () => {
  const parse = (text: string): unknown => answersOrRefuses(() => parseLabelSelector(text).matches({ a: '1', 'a.b/c': 'x' }), [RefusalError]);

  it('answers or refuses', () => { fc.assert(fc.property(textOf(PIECES), (text) => { parse(text); }), { numRuns: RUNS }); });
  it('takes no long time for long texts', function long() {
    this.timeout(60_000);
    fc.assert(fc.property(longTextOf(PIECES, 50_000), (text) => { parse(text); }), { numRuns: LONG_RUNS });
  });
});
