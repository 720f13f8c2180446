import { expect } from 'chai';
import fc from 'fast-check';
import type { NodeCapacity, PlacedPod } from './node-capacity.ts';
import { createNodeCapacity } from './node-capacity.ts';
import { quantityValue } from './quantity-value.ts';

const node = (name: string, cpu = 1000) => ({ name, labels: {}, taints: [], unschedulable: false, allocatable: { cpu, pods: 10 } });
const pod = (uid: string, on: string, cpu = 100): PlacedPod => ({ uid, node: on, requests: { cpu }, scoring: { cpu, memory: 0 }, ports: [] });
const taken = ({ columns }: NodeCapacity): Readonly<Record<string, number>> => Object.fromEntries(columns.nodes.flatMap((each, row) =>
  (each === undefined ? [] : [[each.name, columns.column('cpu')?.requested[row] ?? 0]])));

describe('NodeCapacity', () => {
  const cases: readonly { name: string; fold: (capacity: NodeCapacity) => void; want: Readonly<Record<string, number>> }[] = [
    { name: 'counts pods on their node', fold: (c) => { c.putNode(node('a')); c.putPod(pod('1', 'a')); c.putPod(pod('2', 'a')); }, want: { a: 200 } },
    { name: 'counts a pod once however often it is put', fold: (c) => { c.putNode(node('a')); c.putPod(pod('1', 'a')); c.putPod(pod('1', 'a', 300)); }, want: { a: 300 } },
    { name: 'moves a pod that was assumed elsewhere', fold: (c) => { c.putNode(node('a')); c.putNode(node('b')); c.putPod(pod('1', 'a')); c.putPod(pod('1', 'b')); }, want: { a: 0, b: 100 } },
    { name: 'counts pods that came before their node', fold: (c) => { c.putPod(pod('1', 'a')); c.putNode(node('a')); }, want: { a: 100 } },
    { name: 'keeps what is taken when a node changes', fold: (c) => { c.putNode(node('a')); c.putPod(pod('1', 'a')); c.putNode(node('a', 5)); }, want: { a: 100 } },
    { name: 'counts again when a node comes back', fold: (c) => { c.putNode(node('a')); c.putPod(pod('1', 'a')); c.removeNode('a'); c.putNode(node('b')); c.putNode(node('a')); }, want: { a: 100, b: 0 } },
    { name: 'forgets a removed pod', fold: (c) => { c.putNode(node('a')); c.putPod(pod('1', 'a')); c.removePod('1'); c.removePod('1'); }, want: { a: 0 } },
  ];
  for (const { name, fold, want } of cases) {
    it(name, () => {
      const capacity = createNodeCapacity();
      fold(capacity);
      expect(taken(capacity)).to.deep.equal(want);
    });
  }

  it('property: what is taken is the sum over the pods that are there, whatever came before', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('put' as const), uid: fc.integer({ min: 0, max: 9 }), on: fc.integer({ min: 0, max: 39 }), cpu: fc.integer({ min: 0, max: 1000 }) }),
      fc.record({ do: fc.constant('drop' as const), uid: fc.integer({ min: 0, max: 9 }) }),
      fc.record({ do: fc.constant('node' as const), on: fc.integer({ min: 0, max: 39 }) }),
      fc.record({ do: fc.constant('noNode' as const), on: fc.integer({ min: 0, max: 39 }) }),
    );
    fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const capacity = createNodeCapacity();
      const pods = new Map<number, { on: number; cpu: number }>();
      const nodes = new Set<number>();
      for (const each of steps) {
        if (each.do === 'put') { capacity.putPod(pod(`${each.uid}`, `n${each.on}`, each.cpu)); pods.set(each.uid, each); }
        if (each.do === 'drop') { capacity.removePod(`${each.uid}`); pods.delete(each.uid); }
        if (each.do === 'node') { capacity.putNode(node(`n${each.on}`)); nodes.add(each.on); }
        if (each.do === 'noNode') { capacity.removeNode(`n${each.on}`); nodes.delete(each.on); }
      }
      const want = Object.fromEntries([...nodes].map((on) => [`n${on}`, [...pods.values()].filter((each) => each.on === on).reduce((sum, { cpu }) => sum + cpu, 0)]));
      expect(taken(capacity)).to.deep.equal(want);
    }));
  });
});

describe('quantityValue', () => {
  const cases: readonly (readonly [string, 1 | 1000, number | undefined])[] = [
    ['100m', 1000, 100], ['0.1', 1000, 100], ['1', 1000, 1000], ['1500u', 1000, 2], ['1Gi', 1, 2 ** 30], ['1.5Gi', 1, 1.5 * 2 ** 30],
    ['1e3', 1, 1000], ['128974848', 1, 128974848], ['129M', 1, 129e6], ['0.3', 1, 1], ['0', 1, 0], ['-1', 1, -1], ['abc', 1, undefined], ['1GB', 1, undefined],
  ];
  for (const [text, scale, want] of cases) it(`${text} in units of 1/${scale} is ${want}`, () => expect(quantityValue(text, scale)).to.equal(want));
});
