import { expect } from 'chai';
import { aCluster, aPending, verdicts } from '../../scheduling.fixture.ts';
import { nodeName } from './node-name.ts';

describe('NodeName', () => {
  const cluster = aCluster({ n1: {}, n2: {} });
  const other = ["node(s) didn't match the requested node name"];
  const cases = [
    { name: 'a pod that names no node may go anywhere', spec: {}, want: { n1: [], n2: [] } },
    { name: 'a pod that names a node may only go there', spec: { nodeName: 'n2' }, want: { n1: other, n2: [] } },
    { name: 'a pod that names a node that does not exist may go nowhere', spec: { nodeName: 'n9' }, want: { n1: other, n2: other } },
  ];
  for (const { name, spec, want } of cases) it(name, () => expect(verdicts(nodeName(), aPending(spec), cluster)).to.deep.equal(want));
});
