import { expect } from 'chai';
import { aCluster, aPending, scores, verdicts } from '../../scheduling.fixture.ts';
import { taintToleration } from './taint-toleration.ts';

const REASON = ['node(s) had untolerated taint(s)'];

describe('TaintToleration', () => {
  describe('filters', () => {
    const cluster = aCluster({
      plain: {},
      dedicated: { taints: [{ key: 'team', value: 'a', effect: 'NoSchedule' }] },
      leaving: { taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' }] },
      disliked: { taints: [{ key: 'slow', effect: 'PreferNoSchedule' }] },
    });
    const none = { plain: [], dedicated: [], leaving: [], disliked: [] };
    const cases = [
      { name: 'NoSchedule and NoExecute taints keep pods away, PreferNoSchedule does not', tolerations: [], want: { ...none, dedicated: REASON, leaving: REASON } },
      { name: 'an equal value is tolerated', tolerations: [{ key: 'team', operator: 'Equal', value: 'a' }], want: { ...none, leaving: REASON } },
      { name: 'another value is not', tolerations: [{ key: 'team', value: 'b' }], want: { ...none, dedicated: REASON, leaving: REASON } },
      { name: 'another effect is not', tolerations: [{ key: 'team', value: 'a', effect: 'NoExecute' }], want: { ...none, dedicated: REASON, leaving: REASON } },
      { name: 'Exists tolerates any value of the key', tolerations: [{ key: 'team', operator: 'Exists' }], want: { ...none, leaving: REASON } },
      { name: 'Exists without a key tolerates everything', tolerations: [{ operator: 'Exists' }], want: none },
    ];
    for (const { name, tolerations, want } of cases) it(name, () => expect(verdicts(taintToleration(), aPending({ tolerations }), cluster)).to.deep.equal(want));
  });

  describe('scores', () => {
    const soft = (...keys: string[]) => ({ taints: keys.map((key) => ({ key, effect: 'PreferNoSchedule' })) });
    const cluster = aCluster({ none: {}, one: soft('a'), two: soft('a', 'b') });
    const cases = [
      { name: 'nodes with fewer untolerated soft taints are better', tolerations: [], want: { none: 100, one: 50, two: 0 } },
      { name: 'tolerated ones do not count', tolerations: [{ key: 'a', operator: 'Exists' }], want: { none: 100, one: 100, two: 0 } },
      { name: 'a toleration of hard taints alone does not help', tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoSchedule' }], want: { none: 100, one: 50, two: 0 } },
    ];
    for (const { name, tolerations, want } of cases) it(name, () => expect(scores(taintToleration(), aPending({ tolerations }), cluster)).to.deep.equal(want));
    it('nothing is scored where no node has a soft taint', () => expect(scores(taintToleration(), aPending(), aCluster({ n: {} }))).to.equal(undefined));
  });
});
