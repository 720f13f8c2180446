import fc from 'fast-check';
import { LONG_RUNS, RUNS, answersOrRefuses, longTextOf, textOf } from '../../../test/support/hostile.ts';
import { TextSyntaxError } from './json-text.ts';
import { parseYamlText } from './yaml-text.ts';

const PIECES = ['a', ': ', '- ', '\n', '  ', '[', ']', '{', '}', '&x ', '*x', '<<: ', '? ', '|', '>', '"', "'", '!!int ', '!!set ', '!!binary ', '~', '1', '.nan', '0x', '---\n', '...\n', '%YAML 1.1\n', '#', ',', '\t', '__proto__: '];

describe('the YAML reader, whatever it is given', () => {
  const parse = (text: string): unknown => answersOrRefuses(() => parseYamlText(text), [TextSyntaxError]);

  it('answers or refuses', () => { fc.assert(fc.property(textOf(PIECES), (text) => { parse(text); }), { numRuns: RUNS }); });
  it('takes no long time for long texts', function long() {
    this.timeout(60_000);
    fc.assert(fc.property(longTextOf(PIECES, 500), (text) => { parse(text); }), { numRuns: LONG_RUNS });
  });
});
