import fc from 'fast-check';
import { answersOrRefuses, longTextOf, textOf, RUNS, LONG_RUNS } from '../../test/support/hostile.ts';
import { RefusalError } from '../errors.ts';
import { parseFieldSelector } from './field-selector.ts';

const kind = { namespaced: true, selectable: { 'spec.x': () => 'a' } };

const PIECES = ['metadata.name', 'spec.x', 'constructor', '__proto__', '=', '==', '!=', '!', ',', '\\', '\\,', 'a', ' '];

describe('the field selector, whatever it is given', () => {
  const parse = (text: string): unknown => answersOrRefuses(() => parseFieldSelector(kind, text).matches({ metadata: { name: 'a' } }), [RefusalError]);

  it('answers or refuses', () => { fc.assert(fc.property(textOf(PIECES), (text) => { parse(text); }), { numRuns: RUNS }); });
  it('takes no long time for long texts', function long() {
    this.timeout(60_000);
    fc.assert(fc.property(longTextOf(PIECES, 50_000), (text) => { parse(text); }), { numRuns: LONG_RUNS });
  });
});
