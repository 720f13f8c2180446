import fc from 'fast-check';
import { answersOrRefuses, longTextOf, textOf, RUNS, LONG_RUNS } from '../../../test/support/hostile.ts';
import { splitMoment } from '../past/moment.ts';
import { requestInfo } from './request-info.ts';

const PIECES = ['/', 'api', 'v1', 'apis', 'apps', 'namespaces', 'a', 'pods', 'watch', 'status', 'proxy', '..', '.', '%2f', '%2F', '%00', '%', '%zz', '__proto__', 'at', '//', '%e0%a4%a', 'constructor'];

describe('the reader of request paths, whatever it is given', () => {
  const parse = (text: string): unknown => answersOrRefuses(() => requestInfo('GET', splitMoment(text)?.path ?? text, new URLSearchParams(text)), []);

  it('answers or refuses', () => { fc.assert(fc.property(textOf(PIECES), (text) => { parse(text); }), { numRuns: RUNS }); });
  it('takes no long time for long texts', function long() {
    this.timeout(60_000);
    fc.assert(fc.property(longTextOf(PIECES, 60_000), (text) => { parse(text); }), { numRuns: LONG_RUNS });
  });
});
