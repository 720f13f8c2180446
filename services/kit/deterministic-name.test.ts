import { assert } from 'chai';
import fc from 'fast-check';
import { deterministicSuffix, encodeInNameAlphabet, fnv1a } from './deterministic-name.ts';

describe('deterministic names', () => {
  it('give the same suffix for the same parts, of the asked length, in the name alphabet', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.string(), fc.nat()), { minLength: 1 }), fc.integer({ min: 1, max: 12 }), (parts, length) => {
      const suffix = deterministicSuffix(length, ...parts);
      assert.equal(suffix, deterministicSuffix(length, ...parts));
      assert.match(suffix, new RegExp(`^[bcdfghjklmnpqrstvwxz2456789]{${length}}$`));
    }));
  });

  it('tell parts apart by where one ends', () => {
    assert.notEqual(deterministicSuffix(8, 'ab', 'c'), deterministicSuffix(8, 'a', 'bc'));
  });

  it('spread: ten thousand neighbouring decisions collide about as often as chance', () => {
    const seen = new Set(Array.from({ length: 10_000 }, (_, index) => deterministicSuffix(5, '5f0c1d2e-uid', 40 + Math.floor(index / 10), index % 10)));
    assert.isAbove(seen.size, 9_980);
  });

  it('hash as FNV-1a does', () => {
    assert.equal(fnv1a(''), 0x811c9dc5);
    assert.equal(fnv1a('a'), 0xe40c292c);
    assert.equal(fnv1a('foobar'), 0xbf9cf968);
  });

  it('hash the bytes of UTF-8, wherever a text leaves ASCII', () => {
    const ofBytes = (text: string): number => new TextEncoder().encode(text).reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), 0x811c9dc5) >>> 0;
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => { assert.equal(fnv1a(text), ofBytes(text)); }));
  });

  it('encode digits as upstream does', () => {
    assert.equal(encodeInNameAlphabet('0123456789'), '456789bcdf');
  });
});
