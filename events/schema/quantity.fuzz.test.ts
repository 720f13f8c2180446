import fc from 'fast-check';
import { answersOrRefuses, longTextOf, textOf, RUNS, LONG_RUNS } from '../../test/support/hostile.ts';
import { QuantityError, canonicalQuantity, milliValue, parseQuantity, quantityValue } from './quantity.ts';

const PIECES = ['1', '0', '9', '.', '+', '-', 'e', 'E', 'Ki', 'Mi', 'm', 'n', 'u', 'k', 'G', '999999999999'];

describe('the quantity reader, whatever it is given', () => {
  const parse = (text: string): unknown => answersOrRefuses(() => [canonicalQuantity(text), milliValue(parseQuantity(text)), quantityValue(parseQuantity(text))], [QuantityError]);

  it('answers or refuses', () => { fc.assert(fc.property(textOf(PIECES), (text) => { parse(text); }), { numRuns: RUNS }); });
  it('takes no long time for long texts', function long() {
    this.timeout(60_000);
    fc.assert(fc.property(longTextOf(PIECES, 50_000), (text) => { parse(text); }), { numRuns: LONG_RUNS });
  });
});
