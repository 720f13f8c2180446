import { expect } from 'chai';
import { aCluster, aPending, verdicts } from '../../scheduling.fixture.ts';
import { schedulingGates } from './scheduling-gates.ts';

describe('SchedulingGates', () => {
  const cases = [
    { name: 'a pod without gates passes', spec: {}, want: [] },
    { name: 'a pod with gates waits for all of them', spec: { schedulingGates: [{ name: 'a' }, { name: 'b' }] }, want: ['waiting for scheduling gates: [a b]'] },
  ];
  for (const { name, spec, want } of cases) it(name, () => expect(verdicts(schedulingGates(), aPending(spec), aCluster({ n: {} }))).to.deep.equal({ n: want }));
});
