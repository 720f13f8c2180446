import { expect } from 'chai';
import { aCluster, aPending, verdicts } from '../../scheduling.fixture.ts';
import { nodeUnschedulable } from './node-unschedulable.ts';

describe('NodeUnschedulable', () => {
  const cluster = aCluster({ open: {}, cordoned: { unschedulable: true } });
  const cases = [
    { name: 'a cordoned node takes no ordinary pod', spec: {}, want: { open: [], cordoned: ['node(s) were unschedulable'] } },
    { name: 'a pod that tolerates cordoned nodes may go there', spec: { tolerations: [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' }] }, want: { open: [], cordoned: [] } },
    { name: 'a pod that tolerates everything may go there', spec: { tolerations: [{ operator: 'Exists' }] }, want: { open: [], cordoned: [] } },
  ];
  for (const { name, spec, want } of cases) it(name, () => expect(verdicts(nodeUnschedulable(), aPending(spec), cluster)).to.deep.equal(want));
});
