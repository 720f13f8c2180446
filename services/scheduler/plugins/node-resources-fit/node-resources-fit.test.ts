import { expect } from 'chai';
import { aCluster, aPending, requesting, scores, verdicts } from '../../scheduling.fixture.ts';
import { nodeResourcesFit } from './node-resources-fit.ts';

const container = (name: string, requests: Record<string, string>, restartPolicy?: string) => ({ name, image: 'i', resources: { requests }, ...(restartPolicy !== undefined && { restartPolicy }) });

describe('NodeResourcesFit', () => {
  describe('filters', () => {
    const node = (allocatable: Record<string, string>) => aCluster({ n: { allocatable } }, { n: [requesting({ cpu: '500m', memory: '1Gi' })] });
    const roomy = { cpu: '2', memory: '4Gi', pods: '110' };
    const cases = [
      { name: 'what exactly fits is taken', allocatable: roomy, spec: requesting({ cpu: '1500m', memory: '3Gi' }), want: [] },
      { name: 'a millicore too much is not', allocatable: roomy, spec: requesting({ cpu: '1501m' }), want: ['Insufficient cpu'] },
      { name: 'every resource that lacks is named', allocatable: roomy, spec: requesting({ cpu: '3', memory: '5Gi' }), want: ['Insufficient cpu', 'Insufficient memory'] },
      { name: 'a pod without requests needs a place all the same', allocatable: { ...roomy, pods: '1' }, spec: {}, want: ['Too many pods'] },
      { name: 'an extended resource the node does not have is insufficient', allocatable: roomy, spec: requesting({ 'example.com/gpu': '1' }), want: ['Insufficient example.com/gpu'] },
      { name: 'an extended resource it has is taken', allocatable: { ...roomy, 'example.com/gpu': '1' }, spec: requesting({ 'example.com/gpu': '1' }), want: [] },
      { name: 'ephemeral storage counts', allocatable: { ...roomy, 'ephemeral-storage': '1Gi' }, spec: requesting({ 'ephemeral-storage': '2Gi' }), want: ['Insufficient ephemeral-storage'] },
      { name: 'an init container that asks for more than the rest decides', allocatable: roomy, spec: { ...requesting({ cpu: '100m' }), initContainers: [container('i', { cpu: '1600m' })] }, want: ['Insufficient cpu'] },
      { name: 'an init container that asks for less does not add up', allocatable: roomy, spec: { ...requesting({ cpu: '1' }), initContainers: [container('i', { cpu: '1' })] }, want: [] },
      { name: 'a sidecar adds to the containers', allocatable: roomy, spec: { ...requesting({ cpu: '1' }), initContainers: [container('s', { cpu: '1' }, 'Always')] }, want: ['Insufficient cpu'] },
      { name: 'a sidecar adds to init containers behind it', allocatable: roomy, spec: { initContainers: [container('s', { cpu: '1' }, 'Always'), container('i', { cpu: '1' })] }, want: ['Insufficient cpu'] },
      { name: 'overhead adds to everything', allocatable: roomy, spec: { ...requesting({ cpu: '1' }), overhead: { cpu: '1' } }, want: ['Insufficient cpu'] },
      { name: 'requests at pod level replace the sum', allocatable: roomy, spec: { ...requesting({ cpu: '100m' }), resources: { requests: { cpu: '2' } } }, want: ['Insufficient cpu'] },
    ];
    for (const { name, allocatable, spec, want } of cases) it(name, () => expect(verdicts(nodeResourcesFit(), aPending(spec), node(allocatable))).to.deep.equal({ n: want }));
  });

  it('the emptier node is better', () => {
    const cluster = aCluster({ empty: {}, half: {} }, { half: [requesting({ cpu: '2', memory: '4Gi' })] });
    expect(scores(nodeResourcesFit(), aPending(requesting({ cpu: '1', memory: '2Gi' })), cluster)).to.deep.equal({ empty: 75, half: 25 });
  });
  it('pods that ask for nothing are counted with defaults when scoring', () => {
    const found = scores(nodeResourcesFit(), aPending(), aCluster({ empty: {}, busy: {} }, { busy: [{}, {}, {}, {}] }));
    expect(found?.['empty']).to.be.greaterThan(found?.['busy'] ?? 100);
  });
});
