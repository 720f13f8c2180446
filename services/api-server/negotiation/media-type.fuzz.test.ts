import fc from 'fast-check';
import { answersOrRefuses, longTextOf, textOf, RUNS, LONG_RUNS } from '../../../test/support/hostile.ts';
import { mediaTypeOf } from '../../kit/decode/decode-body.ts';
import { parseAccept, parseMediaType } from './media-type.ts';
import { negotiate } from './representation.ts';

const PIECES = ['application/json', 'application/', '*/*', ';', 'as=Table', 'g=meta.k8s.io', 'v=v1', 'q=0.5', 'q=', 'NaN', ',', '"', '__proto__=x', '=', ' '];

describe('the reader of media types, whatever it is given', () => {
  const parse = (text: string): unknown => answersOrRefuses(() => [parseAccept(text), parseMediaType(text), mediaTypeOf(text), negotiate(text, { convertible: true })], []);

  it('answers or refuses', () => { fc.assert(fc.property(textOf(PIECES), (text) => { parse(text); }), { numRuns: RUNS }); });
  it('takes no long time for long texts', function long() {
    this.timeout(60_000);
    fc.assert(fc.property(longTextOf(PIECES, 60_000), (text) => { parse(text); }), { numRuns: LONG_RUNS });
  });
});
