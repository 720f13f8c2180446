import { expect } from 'chai';
import type { NodeSelectorRequirement, NodeSelectorTerm } from '../../../../events/resources/_types/affinity.ts';
import { aCluster, aPending, scores, verdicts } from '../../scheduling.fixture.ts';
import { nodeAffinity } from './node-affinity.ts';

const cluster = aCluster({ big: { labels: { disk: 'ssd', cores: '16' } }, small: { labels: { disk: 'hdd', cores: '4' } }, bare: {} });
const allowed = (spec: Parameters<typeof aPending>[0]): readonly string[] =>
  Object.entries(verdicts(nodeAffinity(), aPending(spec), cluster)).filter(([, reasons]) => reasons.length === 0).map(([name]) => name);
const required = (...nodeSelectorTerms: NodeSelectorTerm[]) => ({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } } });
const expression = (key: string, operator: string, ...values: string[]): { matchExpressions: NodeSelectorRequirement[] } => ({ matchExpressions: [{ key, operator, values }] });

describe('NodeAffinity', () => {
  const cases = [
    { name: 'a pod without affinity may go anywhere', spec: {}, want: ['big', 'small', 'bare'] },
    { name: 'every label of nodeSelector must be there', spec: { nodeSelector: { disk: 'ssd', cores: '16' } }, want: ['big'] },
    { name: 'In wants one of the values', spec: required(expression('disk', 'In', 'ssd', 'nvme')), want: ['big'] },
    { name: 'NotIn also takes nodes without the label', spec: required(expression('disk', 'NotIn', 'ssd')), want: ['small', 'bare'] },
    { name: 'Exists wants the label', spec: required(expression('disk', 'Exists')), want: ['big', 'small'] },
    { name: 'DoesNotExist wants it absent', spec: required(expression('disk', 'DoesNotExist')), want: ['bare'] },
    { name: 'Gt compares as integers', spec: required(expression('cores', 'Gt', '9')), want: ['big'] },
    { name: 'Lt compares as integers', spec: required(expression('cores', 'Lt', '9')), want: ['small'] },
    { name: 'Gt with something that is no integer matches nothing', spec: required(expression('disk', 'Gt', '1')), want: [] },
    { name: 'an unknown operator matches nothing', spec: required(expression('disk', 'Like', 'ssd')), want: [] },
    { name: 'terms are alternatives', spec: required(expression('disk', 'In', 'ssd'), expression('disk', 'DoesNotExist')), want: ['big', 'bare'] },
    { name: 'expressions of one term must all hold', spec: required({ matchExpressions: [{ key: 'disk', operator: 'Exists' }, { key: 'cores', operator: 'In', values: ['4'] }] }), want: ['small'] },
    { name: 'an empty term matches nothing', spec: required({}), want: [] },
    { name: 'matchFields select by name', spec: required({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['bare'] }] }), want: ['bare'] },
    { name: 'selector and affinity must both hold', spec: { nodeSelector: { disk: 'hdd' }, ...required(expression('cores', 'Gt', '9')) }, want: [] },
  ];
  for (const { name, spec, want } of cases) it(name, () => expect(allowed(spec)).to.deep.equal(want));

  it('names that exclude each other reject the pod at once', () => {
    const byName = (name: string): NodeSelectorRequirement => ({ key: 'metadata.name', operator: 'In', values: [name] });
    const { reject } = nodeAffinity().prepare(aPending(required({ matchFields: [byName('big'), byName('small')] })), cluster.columns);
    expect(reject?.reasons).to.deep.equal(['pod affinity terms conflict']);
  });

  it('preferred terms add their weights, scaled to the best node', () => {
    const preferredDuringSchedulingIgnoredDuringExecution = [{ weight: 30, preference: expression('disk', 'Exists') }, { weight: 10, preference: expression('disk', 'In', 'ssd') }];
    expect(scores(nodeAffinity(), aPending({ affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution } } }), cluster)).to.deep.equal({ big: 100, small: 75, bare: 0 });
  });
  it('without preferred terms nothing is scored', () => expect(scores(nodeAffinity(), aPending(), cluster)).to.equal(undefined));
});
