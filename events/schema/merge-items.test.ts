import { expect } from 'chai';
import fc from 'fast-check';
import type { Json } from '../json.ts';
import { mergeItems } from './merge-items.ts';

const rules = { name: (item: Json): string => String(item).charAt(0), merge: (live: Json | undefined, config: Json | undefined): Json | undefined => config ?? live };
const merged = (live: string, config: string): string => mergeItems(live.split(' ').filter(Boolean), config.split(' ').filter(Boolean), rules).join(' ');

const cases: readonly (readonly [name: string, live: string, config: string, result: string])[] = [
  ['leaves a list alone that nothing is said of', 'a b c', '', 'a b c'],
  ['takes all of a list that is new', '', 'b a', 'b a'],
  ['merges items of one name where they stand', 'a b c', 'b2', 'a b2 c'],
  ['follows the configuration’s order of items both have', 'a b', 'b2 a2', 'b2 a2'],
  ['keeps live items before what the configuration moves behind them', 'a b c', 'c a', 'b c a'],
  ['puts new items before the shared one they stand before', 'a b', 'x b', 'a x b'],
  ['puts new items last that follow everything', 'a b', 'b x', 'a b x'],
  ['keeps live items that share a name as they are', 'a1 a2 b', 'b2', 'a1 a2 b2'],
  ['puts one in the place of live items that share its name', 'a1 a2', 'a3', 'a3'],
];

describe('merging associative lists', () => {
  for (const [name, live, config, result] of cases) it(name, () => { expect(merged(live, config)).to.equal(result); });

  it('keeps every item of both, once, and the configuration’s order', () => {
    const names = fc.uniqueArray(fc.constantFrom<string>('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 6 });
    fc.assert(fc.property(names, names, (live, config) => {
      const items = mergeItems(live, config, rules);
      expect(items.toSorted()).to.deep.equal([...new Set([...live, ...config])].sort());
      expect(items.filter((item) => config.includes(String(item)))).to.deep.equal(config);
      expect(items.filter((item) => !config.includes(String(item)))).to.deep.equal(live.filter((item) => !config.includes(item)));
      expect(mergeItems(items, config, rules)).to.deep.equal(items);
    }));
  });
});
