import { expect } from 'chai';
import { aCluster, aPending, verdicts } from '../../scheduling.fixture.ts';
import { unbuiltConstraints } from './unbuilt-constraints.ts';

const says = (fields: string): readonly string[] => [`pod uses ${fields}, which this scheduler does not support yet`];
const term = { topologyKey: 'kubernetes.io/hostname' };
const spread = (whenUnsatisfiable: string) => ({ topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable }] });

describe('UnbuiltConstraints', () => {
  const cases = [
    { name: 'an ordinary pod passes', spec: {}, want: [] },
    { name: 'required pod affinity is not pretended to hold', spec: { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } }, want: says('spec.affinity.podAffinity') },
    { name: 'nor required anti-affinity', spec: { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } }, want: says('spec.affinity.podAntiAffinity') },
    { name: 'preferred anti-affinity is a wish only', spec: { affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: term }] } } }, want: [] },
    { name: 'hard spreading is not pretended to hold', spec: spread('DoNotSchedule'), want: says('spec.topologySpreadConstraints') },
    { name: 'soft spreading is a wish only', spec: spread('ScheduleAnyway'), want: [] },
  ];
  for (const { name, spec, want } of cases) it(name, () => expect(verdicts(unbuiltConstraints(), aPending(spec), aCluster({ n: {} }))).to.deep.equal({ n: want }));
});
