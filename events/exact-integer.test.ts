import { expect } from 'chai';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.ts';
import { ExactInteger, exactInteger } from './exact-integer.ts';
import { jsonEqual } from './json-equal.ts';
import { isJsonObject } from './json.ts';
import { parseJson } from './parse-json.ts';

const BIG = '12345678901234567890123456789012345678901';

describe('exact integers', () => {
  it('are plain numbers as far as those hold them', () => {
    fc.assert(fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), (value) => {
      const isSafe = Number.isSafeInteger(Number(value));
      expect(exactInteger(String(value)) instanceof ExactInteger).to.equal(!isSafe);
      expect(String(exactInteger(String(value)))).to.equal(String(value));
    }));
  });
  it('are written and read again digit for digit', () => {
    fc.assert(fc.property(fc.array(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n })), (values) => {
      const text = `{"a":[${values.join(',')}],"b":"${BIG}"}`;
      expect(JSON.stringify(parseJson(text))).to.equal(text);
    }));
  });
  it('leave other JSON as the host reads it', () => {
    fc.assert(fc.property(fc.json({ noUnicodeString: false }), (text) => {
      const padded = `{"x":"${BIG}","y":${text}}`;
      expect(JSON.stringify(parseJson(padded))).to.equal(JSON.stringify(JSON.parse(padded)));
    }));
  });
  it('compare and count as the nearest number, and read as all their digits', () => {
    const big: unknown = exactInteger('9007199254740993');
    expect([Number(big), `${String(big)}`, isJsonObject(big)]).to.deep.equal([9007199254740992, '9007199254740993', false]);
  });

  const pairs = [
    ['the same digits', exactInteger(BIG), exactInteger(BIG), true],
    ['other digits of the same nearest number', exactInteger('9007199254740993'), exactInteger('9007199254740992'), false],
    ['a number written in the same digits', exactInteger('100000000000000000'), 1e17, true],
    ['a number written otherwise', exactInteger('100000000000000000000000'), 1e23, false],
    ['a text of the same digits', exactInteger(BIG), BIG, false],
    ['an object', exactInteger(BIG), {}, false],
  ] as const;
  for (const [what, a, b, equal] of pairs) {
    it(`${equal ? 'equal' : 'do not equal'} ${what}`, () => {
      expect([jsonEqual(a, b), jsonEqual(b, a), canonicalJson(a) === canonicalJson(b)]).to.deep.equal([equal, equal, equal]);
    });
  }
});
