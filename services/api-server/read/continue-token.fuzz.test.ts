import { expect } from 'chai';
import fc from 'fast-check';
import { LONG_RUNS, RUNS, answersOrRefuses, longTextOf, textOf } from '../../../test/support/hostile.ts';
import { decodeContinue, encodeContinue } from './continue-token.ts';

const encoded = (text: string): string => Buffer.from(text).toString('base64url');
const PIECES = ['{"v":"meta.k8s.io/v1"', ',"rv":1', ',"rv":-1', ',"rv":1e99', ',"start":"a/b\\u0000"', ',"start":"../x\\u0000"', ',"served":-5', ',"since":null', '}', 'eyJ2', '=', '-', '_'];

describe('the reader of continue tokens, whatever it is given', () => {
  it('answers or refuses', () => {
    fc.assert(fc.property(textOf(PIECES), fc.boolean(), (text, isEncoded) => { answersOrRefuses(() => decodeContinue(isEncoded ? encoded(text) : text)); }), { numRuns: RUNS });
  });
  it('takes no long time for long texts', () => { fc.assert(fc.property(longTextOf(PIECES), (text) => { answersOrRefuses(() => decodeContinue(encoded(text))); }), { numRuns: LONG_RUNS }); });
  it('reads what was written', () => {
    const token = fc.record({ resourceVersion: fc.integer({ min: 1, max: 2 ** 50 }), after: fc.string({ minLength: 1, unit: fc.constantFrom(...'abc/-.') }), served: fc.nat(), sinceMs: fc.nat() });
    fc.assert(fc.property(token, (written) => {
      const read = answersOrRefuses(() => decodeContinue(encodeContinue(written)));
      if (read !== undefined) expect(read).to.deep.equal(written);
    }));
  });
});
