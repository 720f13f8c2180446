import { expect } from 'chai';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.ts';
import { jsonEqual } from './json-equal.ts';
import type { Json } from './json.ts';

const leaf = fc.oneof(fc.constantFrom<Json>(0, 1, '', '1', 'a', true, false, null), fc.integer({ min: -2, max: 2 }));
const value = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie('value'), { maxLength: 2 }), fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), tie('value'), { maxKeys: 2, noNullPrototype: true })),
})).value;

describe('canonical JSON', () => {
  it('is the same text exactly for equal values', () => {
    fc.assert(fc.property(value, value, (a, b) => { expect(canonicalJson(a) === canonicalJson(b)).to.equal(jsonEqual(a, b)); }), { numRuns: 2000 });
  });

  it('does not care for the order of keys, nor for keys without a value', () => {
    expect(canonicalJson({ a: 1, b: { d: 1, c: 2 } })).to.equal(canonicalJson({ b: { c: 2, d: 1, e: undefined }, a: 1 }));
  });

  it('tells nothing from null', () => expect(canonicalJson(undefined)).not.to.equal(canonicalJson(null)));
});
