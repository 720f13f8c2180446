import { expect } from 'chai';
import type { JsonObject } from '../../events/json.ts';
import { desiredPod, podContainer } from '../../test/support/agent-fixtures.ts';
import type { Allocation } from './allocate.ts';
import { allocate, resumed } from './allocate.ts';
import type { DesiredPod } from './desired-pod.ts';

const withCpu = (cpu: string, more: Partial<DesiredPod> = {}): DesiredPod => desiredPod({ containers: [podContainer('web', { resources: { requests: { cpu, memory: '1Gi' } } })] }, more);
const cpuOf = ({ desired }: Allocation): string | undefined => desired.pod.spec?.containers[0]?.resources.requests?.cpu;
const room = { allocatable: { cpu: '2', memory: '4Gi' }, others: () => ({ cpu: 1000, memory: 1024 ** 3 }) };

describe('what a node gives a pod that asks for other resources', () => {
  const cases: readonly (readonly [string, DesiredPod, string, Allocation['pending']])[] = [
    ['what fits beside the other pods', withCpu('1'), '1', undefined],
    ['less than before, always', withCpu('100m'), '100m', undefined],
    ['nothing more than the node has, ever', withCpu('3'), '500m', { reason: 'Infeasible', message: "Node didn't have enough capacity: cpu, requested: 3000, capacity: 2000" }],
    ['nothing that others hold now', withCpu('1500m'), '500m', { reason: 'Deferred', message: "Node didn't have enough resource: cpu, requested: 1500, used: 1000, capacity: 2000" }],
  ];
  for (const [what, asked, cpu, pending] of cases) {
    it(`is ${what}`, () => {
      const allocation = allocate(asked, withCpu('500m'), room);
      expect([cpuOf(allocation), allocation.pending]).to.deep.equal([cpu, pending]);
    });
  }
  it('does not matter to a pod that ends', () => { expect(cpuOf(allocate(withCpu('3', { action: 'terminate' }), withCpu('500m'), room))).to.equal('3'); });
  it('gives the other changes all the same', () => {
    const allocation = allocate({ ...withCpu('3'), sequence: 9, revision: 'new' }, withCpu('500m'), room);
    expect(allocation.desired).to.include({ sequence: 9, revision: 'new' });
  });

  const withStatus = (status: JsonObject): DesiredPod => {
    const desired = withCpu('3');
    return { ...desired, pod: { ...desired.pod, status: JSON.parse(JSON.stringify(status)) } };
  };
  it('is remembered by the status, for an agent that starts anew', () => {
    const status = { conditions: [{ type: 'PodResizePending', status: 'True', reason: 'Deferred', message: 'later' }], containerStatuses: [{ name: 'web', resources: { requests: { cpu: '500m' } } }] };
    const allocation = resumed(withStatus(status));
    expect([cpuOf(allocation), allocation.pending]).to.deep.equal(['500m', { reason: 'Deferred', message: 'later' }]);
    expect(cpuOf(resumed(withStatus({})))).to.equal('3');
  });
});
