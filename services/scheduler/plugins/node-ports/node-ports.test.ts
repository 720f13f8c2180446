import { expect } from 'chai';
import { aCluster, aPending, verdicts } from '../../scheduling.fixture.ts';
import { nodePorts } from './node-ports.ts';

const TAKEN = ["node(s) didn't have free ports for the requested pod ports"];
const withPort = (hostPort: number, more: { hostIP?: string; protocol?: string } = {}) =>
  ({ containers: [{ name: 'c', image: 'i', resources: {}, ports: [{ containerPort: 80, hostPort, ...more }] }] });

describe('NodePorts', () => {
  const cases = [
    { name: 'a free port is taken', taken: withPort(8080), wanted: withPort(8081), want: [] },
    { name: 'the same port is not free', taken: withPort(8080), wanted: withPort(8080), want: TAKEN },
    { name: 'the same number of another protocol is', taken: withPort(8080), wanted: withPort(8080, { protocol: 'UDP' }), want: [] },
    { name: 'different addresses do not collide', taken: withPort(8080, { hostIP: '127.0.0.1' }), wanted: withPort(8080, { hostIP: '127.0.0.2' }), want: [] },
    { name: 'all addresses collide with any', taken: withPort(8080, { hostIP: '127.0.0.1' }), wanted: withPort(8080), want: TAKEN },
    { name: 'container ports alone need nothing of the node', taken: withPort(8080), wanted: { containers: [{ name: 'c', image: 'i', resources: {}, ports: [{ containerPort: 8080 }] }] }, want: [] },
  ];
  for (const { name, taken, wanted, want } of cases) it(name, () => expect(verdicts(nodePorts(), aPending(wanted), aCluster({ n: {} }, { n: [taken] }))).to.deep.equal({ n: want }));
});
