import { expect } from 'chai';
import fc from 'fast-check';
import { createOrderedMap } from './ordered-map.ts';

const key = fc.integer({ min: 0, max: 400 }).map((n) => `k${String(n).padStart(4, '0')}`);
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ op: fc.constant('set' as const), key }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('delete' as const), key }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('freeze' as const), key }) },
);

const sorted = (model: ReadonlyMap<string, number>): [string, number][] => [...model].sort(([a], [b]) => (a < b ? -1 : 1));

describe('ordered map', () => {
  it('behaves like a sorted Map, and frozen versions never change', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 1500 }), key, key, (steps, from, to) => {
      const map = createOrderedMap<number>();
      const model = new Map<string, number>();
      const frozen: { readonly map: ReturnType<typeof map.freeze>; readonly values: readonly number[] }[] = [];
      steps.forEach(({ op, key: at }, index) => {
        if (op === 'set') {
          expect(map.set(at, index + 1)).to.equal(model.get(at));
          model.set(at, index + 1);
        } else if (op === 'delete') {
          expect(map.delete(at)).to.equal(model.get(at));
          model.delete(at);
        } else frozen.push({ map: map.freeze(), values: sorted(model).map(([, value]) => value) });
      });
      const pairs = sorted(model);
      expect(map.size).to.equal(model.size);
      expect([...map.range('')]).to.deep.equal(pairs.map(([, value]) => value));
      expect([...map.range(from, to)]).to.deep.equal(pairs.filter(([at]) => at >= from && at < to).map(([, value]) => value));
      expect(map.rank(from)).to.equal(pairs.filter(([at]) => at < from).length);
      expect(map.get(from)).to.equal(model.get(from));
      for (const version of frozen) {
        expect([...version.map.range('')]).to.deep.equal(version.values);
        expect(version.map.size).to.equal(version.values.length);
      }
    }), { numRuns: 60 });
  });

  it('takes ascending keys and gives them back in order', () => {
    const map = createOrderedMap<number>();
    for (let n = 1; n <= 20_000; n += 1) map.set(String(n).padStart(6, '0'), n);
    expect(map.size).to.equal(20_000);
    expect(map.rank('010000')).to.equal(9_999);
    expect([...map.range('019999')]).to.deep.equal([19_999, 20_000]);
  });
});
