import { validateHeaderValue } from 'node:http';
import { expect } from 'chai';
import fc from 'fast-check';
import { warningHeaders } from './warning-headers.ts';

const textsOf = (warnings: readonly string[]): readonly string[] => warningHeaders(warnings).map(([, value]) => value);

describe('warnings', () => {
  const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['are one header each', ['a', 'b'], ['299 - "a"', '299 - "b"']],
    ['are said once', ['a', 'b', 'a'], ['299 - "a"', '299 - "b"']],
    ['escape quotes and backslashes', ['unknown field "a\\b"'], ['299 - "unknown field \\"a\\\\b\\""']],
    ['never break a header', ['unknown field "a\r\nSet-Cookie: b\0"'], ['299 - "unknown field \\"a  Set-Cookie: b \\""']],
    ['go as UTF-8', ['unknown field "日"'], [`299 - "unknown field \\"${Buffer.from('日').toString('latin1')}\\""`]],
  ];
  for (const [name, warnings, expected] of cases) {
    it(name, () => {
      expect(textsOf(warnings)).to.deep.equal(expected);
    });
  }

  it('are no more than a client takes', () => {
    const headers = textsOf(Array.from({ length: 10_000 }, (_, index) => `unknown field "spec.field-${index}"`));
    expect(headers.join('').length).to.be.lessThan(8192);
    expect(textsOf(['x'.repeat(100_000)])[0]).to.have.length(4096 + '299 - ""'.length);
  });

  it('are headers that can be sent, whatever their text', () => {
    fc.assert(fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { maxLength: 40 }), (warnings) => {
      for (const [name, value] of warningHeaders(warnings)) validateHeaderValue(name, value);
    }));
  });
});
