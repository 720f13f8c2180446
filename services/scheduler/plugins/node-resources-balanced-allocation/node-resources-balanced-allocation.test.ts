import { expect } from 'chai';
import { aCluster, aPending, requesting, scores } from '../../scheduling.fixture.ts';
import { nodeResourcesBalancedAllocation } from './node-resources-balanced-allocation.ts';

describe('NodeResourcesBalancedAllocation', () => {
  const cluster = aCluster({ even: {}, lopsided: {} }, { lopsided: [requesting({ cpu: '2' })] });
  const cases = [
    { name: 'the node whose shares of CPU and memory come out alike is better', spec: requesting({ cpu: '1', memory: '2Gi' }), want: { even: 100, lopsided: 75 } },
    { name: 'a pod that evens a node out is drawn to it', spec: requesting({ memory: '4Gi' }), want: { even: 75, lopsided: 100 } },
  ];
  for (const { name, spec, want } of cases) it(name, () => expect(scores(nodeResourcesBalancedAllocation(), aPending(spec), cluster)).to.deep.equal(want));
  it('pods that request neither are not scored', () => expect(scores(nodeResourcesBalancedAllocation(), aPending(), cluster)).to.equal(undefined));
});
