import { expect } from 'chai';
import fc from 'fast-check';
import { differenceOf } from './difference.ts';
import { createOrderedMap } from './ordered-map.ts';
import { threadCpuMs } from '../../test/support/thread-cpu.ts';

interface Value { readonly key: string; readonly n: number }
const key = fc.integer({ min: 0, max: 600 }).map((n) => `k${String(n).padStart(4, '0')}`);
const edits = fc.array(fc.record({ put: fc.boolean(), key }), { maxLength: 60 });
const base = fc.array(key, { maxLength: 900 });

describe('difference of ordered maps', () => {
  it('is what was put and removed between two versions, in order, both ways', () => {
    fc.assert(fc.property(base, edits, (keys, changes) => {
      const map = createOrderedMap<Value>();
      let n = 0;
      for (const each of keys) map.set(each, { key: each, n: (n += 1) });
      const older = map.freeze();
      for (const { put, key: at } of changes) {
        if (put) map.set(at, { key: at, n: (n += 1) });
        else map.delete(at);
      }
      const newer = map.freeze();
      const expected = [...new Set([...keys, ...changes.map(({ key: at }) => at)])].sort()
        .map((at) => ({ before: older.get(at), after: newer.get(at) }))
        .filter(({ before, after }) => before !== after);
      expect([...differenceOf(older, newer)]).to.deep.equal(expected);
      expect([...differenceOf(newer, older)]).to.deep.equal(expected.map(({ before, after }) => ({ before: after, after: before })));
    }), { numRuns: 200 });
  });

  it('looks at little of two large maps that differ in one place', () => {
    const map = createOrderedMap<Value>();
    for (let n = 0; n < 50_000; n += 1) map.set(String(n).padStart(6, '0'), { key: '', n });
    const older = map.freeze();
    map.set('025000', { key: 'new', n: 1 });
    map.set('0250005', { key: 'added', n: 1 });
    const newer = map.freeze();
    const started = threadCpuMs();
    for (let round = 0; round < 100; round += 1) expect([...differenceOf(older, newer)]).to.have.length(2);
    expect((threadCpuMs() - started) / 100).to.be.lessThan(5);
  });
});
