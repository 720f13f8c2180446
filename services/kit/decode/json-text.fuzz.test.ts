import fc from 'fast-check';
import { LONG_RUNS, RUNS, answersOrRefuses, longTextOf, textOf } from '../../../test/support/hostile.ts';
import { TextSyntaxError, parseJsonText } from './json-text.ts';

const PIECES = ['{', '}', '[', ']', ':', ',', '"', '"a"', '"__proto__"', '\\u0061', '\\', '1', '-', '0', '.5', 'e9', 'E+400', '9007199254740993', 'true', 'nul', ' ', '\n'];

describe('the JSON scanner, whatever it is given', () => {
  const parse = (text: string): unknown => answersOrRefuses(() => parseJsonText(text), [TextSyntaxError]);

  it('answers or refuses', () => { fc.assert(fc.property(textOf(PIECES), (text) => { parse(text); }), { numRuns: RUNS }); });
  it('takes no long time for long texts', function long() {
    this.timeout(60_000);
    fc.assert(fc.property(longTextOf(PIECES, 1_000_000), (text) => { parse(text); }), { numRuns: LONG_RUNS });
  });
});
