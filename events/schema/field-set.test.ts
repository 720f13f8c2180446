import { expect } from 'chai';
import fc from 'fast-check';
import type { FieldSet } from './compiled-kind.ts';
import { differenceOfFieldSets, equalFieldSets, intersectFieldSets, isEmptyFieldSet, parseFieldSet, unionFieldSets } from './field-set.ts';

const paths = fc.array(fc.array(fc.constantFrom('f:a', 'f:b', 'k:{"name":"c"}', 'v:"x"', 'i:10', 'i:9'), { minLength: 1, maxLength: 3 }), { maxLength: 8 });
const singleton = (path: readonly string[]): FieldSet => path.reduceRight<FieldSet>((inner, key) => ({ [key]: inner }), {});
const setOf = (members: readonly (readonly string[])[]): FieldSet => members.map(singleton).reduce(unionFieldSets, {});

describe('field sets', () => {
  it('a member with members below it carries a dot', () => {
    expect(unionFieldSets({ 'f:labels': {} }, { 'f:labels': { 'f:app': {} } })).to.deep.equal({ 'f:labels': { '.': {}, 'f:app': {} } });
  });
  it('difference keeps what lies below a removed member', () => {
    expect(differenceOfFieldSets({ 'f:labels': { '.': {}, 'f:app': {} } }, { 'f:labels': {} })).to.deep.equal({ 'f:labels': { 'f:app': {} } });
  });
  it('difference leaves no empty branches', () => {
    expect(differenceOfFieldSets({ 'f:a': { 'f:b': {} } }, { 'f:a': { 'f:b': {} } })).to.deep.equal({});
  });
  it('keys come fields first, then keys, values, indexes by number', () => {
    const set = unionFieldSets({ 'i:10': {}, 'i:9': {}, 'v:1': {}, 'f:z': {} }, { 'k:{"a":1}': {}, 'f:a': {} });
    expect(Object.keys(set)).to.deep.equal(['f:a', 'f:z', 'k:{"a":1}', 'v:1', 'i:9', 'i:10']);
  });
  it('refuses what is no field set', () => {
    expect(parseFieldSet({ 'f:a': 1 })).to.equal(undefined);
    expect(parseFieldSet({ a: {} })).to.equal(undefined);
  });
  it('obeys the laws of sets', () => {
    fc.assert(fc.property(paths, paths, (a, b) => {
      const left = setOf(a);
      const right = setOf(b);
      expect(equalFieldSets(unionFieldSets(left, right), unionFieldSets(right, left))).to.equal(true);
      expect(unionFieldSets(differenceOfFieldSets(left, right), intersectFieldSets(left, right))).to.deep.equal(left);
      expect(isEmptyFieldSet(intersectFieldSets(differenceOfFieldSets(left, right), right))).to.equal(true);
      expect(differenceOfFieldSets(left, left)).to.deep.equal({});
      expect(parseFieldSet({ ...left })).to.deep.equal(left);
    }));
  });
});
