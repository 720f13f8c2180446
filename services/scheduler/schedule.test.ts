import { expect } from 'chai';
import fc from 'fast-check';
import type { NodeCapacity } from '../../projections/node-capacity/node-capacity.ts';
import { explain } from './explanation.ts';
import { placedOn } from './pending-pod.ts';
import { plugins } from './registry.ts';
import { schedule } from './schedule.ts';
import type { NodeOptions } from './scheduling.fixture.ts';
import { aCluster, aPending, requesting } from './scheduling.fixture.ts';

const SMALL: NodeOptions = { allocatable: { cpu: '1', memory: '1Gi', pods: '10' } };
const TAINTED: NodeOptions = { taints: [{ key: 'team', value: 'a', effect: 'NoSchedule' }] };
const decide = (pod: ReturnType<typeof aPending>, { columns }: NodeCapacity) => schedule(pod, columns, plugins());

describe('schedule', () => {
  it('places on the emptier of two nodes and says why', () => {
    const placement = decide(aPending(requesting({ cpu: '1', memory: '1Gi' })), aCluster({ busy: {}, idle: {} }, { busy: [requesting({ cpu: '2', memory: '4Gi' })] }));
    expect(placement).to.include({ ok: true, node: 'idle' });
    expect(explain(placement.weighed)).to.have.property('scheduling').that.deep.includes({ nodes: 2, feasible: 2, chosen: 'idle', runnerUp: 'busy' });
  });

  const failures = [
    { name: 'no nodes at all', nodes: {}, spec: {}, message: 'no nodes available to schedule pods', wakes: ['pod-changed', 'node-changed'] },
    {
      name: 'different reasons on different nodes', nodes: { a: SMALL, b: TAINTED, c: { unschedulable: true } }, spec: requesting({ cpu: '2' }),
      message: '0/3 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable.', wakes: ['pod-changed', 'node-changed', 'pod-removed'],
    },
    { name: 'one reason on all nodes', nodes: { a: SMALL, b: SMALL }, spec: requesting({ cpu: '2' }), message: '0/2 nodes are available: 2 Insufficient cpu.', wakes: ['pod-changed', 'node-changed', 'pod-removed'] },
    { name: 'a constraint that is not built', nodes: { a: {} }, spec: { resourceClaims: [{ name: 'gpu' }] }, message: '0/1 nodes are available: pod uses spec.resourceClaims, which this scheduler does not support yet.', wakes: ['pod-changed'] },
  ];
  for (const { name, nodes, spec, message, wakes } of failures) {
    it(`words as upstream: ${name}`, () => {
      const placement = decide(aPending(spec), aCluster(nodes));
      expect(placement.ok).to.equal(false);
      if (placement.ok) return;
      expect(placement.message).to.equal(message);
      expect([...placement.wakes]).to.have.members(wakes);
    });
  }

  it('a pod with gates is gated, not unschedulable', () => {
    expect(decide(aPending({ schedulingGates: [{ name: 'g' }] }), aCluster({ a: {} }))).to.include({ ok: false, gated: true });
  });

  it('names only some of many nodes in the explanation, and counts the rest', () => {
    const nodes = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`n${index}`, SMALL]));
    const { weighed } = decide(aPending(requesting({ cpu: '2' })), aCluster(nodes));
    expect(JSON.stringify(explain(weighed)).length).to.be.lessThan(4096);
    expect(explain(weighed)).to.have.nested.property('scheduling.furtherRejected', 180);
  });

  describe('properties', () => {
    const nodes = fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), fc.record({ cpu: fc.integer({ min: 0, max: 8 }), memory: fc.integer({ min: 0, max: 16 }) }), { minKeys: 1, maxKeys: 8 });
    const pods = fc.array(fc.record({ cpu: fc.integer({ min: 0, max: 4000 }), memory: fc.integer({ min: 0, max: 4096 }) }), { maxLength: 20 });
    const build = (facts: Record<string, { cpu: number; memory: number }>): NodeCapacity =>
      aCluster(Object.fromEntries(Object.entries(facts).map(([name, { cpu, memory }]) => [name, { allocatable: { cpu: `${cpu}`, memory: `${memory}Gi`, pods: '5' } }])));

    it('safety: no node is ever given more than it has', () => fc.assert(fc.property(nodes, pods, (facts, wanted) => {
      const capacity = build(facts);
      wanted.forEach(({ cpu, memory }, index) => {
        const pod = aPending(requesting({ cpu: `${cpu}m`, memory: `${memory}Mi` }), `u${index}`);
        const placement = decide(pod, capacity);
        if (placement.ok) capacity.putPod(placedOn(pod, placement.node));
      });
      for (const resource of ['cpu', 'memory', 'pods']) {
        const column = capacity.columns.column(resource);
        column?.requested.forEach((requested, row) => expect(requested).to.be.at.most(column.allocatable[row] ?? 0));
      }
    })));

    it('the same question has the same answer, in whatever order nodes came', () => fc.assert(fc.property(nodes, (facts) => {
      const reversed = Object.fromEntries(Object.entries(facts).reverse());
      const pod = aPending(requesting({ cpu: '100m' }));
      const [left, right] = [decide(pod, build(facts)), decide(pod, build(reversed))];
      expect(left.ok && left.node).to.equal(right.ok && right.node);
    })));

    it('liveness: a pod that fits some node is placed', () => fc.assert(fc.property(nodes, fc.integer({ min: 1, max: 8000 }), (facts, cpu) => {
      const fits = Object.values(facts).some((node) => node.cpu * 1000 >= cpu);
      expect(decide(aPending(requesting({ cpu: `${cpu}m` })), build(facts)).ok).to.equal(fits);
    })));
  });
});
