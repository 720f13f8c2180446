import { expect } from 'chai';
import fc from 'fast-check';
import type { JsonObject } from '../../events/json.ts';
import { withValueAt } from '../../events/json-path.ts';
import type { NodeFact, Observation, PodFact } from '../../events/node/messages.ts';
import { decideLease } from './decide-lease.ts';
import type { NodeInputs } from './decide-node.ts';
import { decideNode } from './decide-node.ts';
import { decidePod } from './decide-pod.ts';
import { mergePodStatus } from './merge-status.ts';
import { freeRange } from './pod-cidr.ts';

const TIME = '2026-01-01T00:00:10Z';
const podFact = (changes: Partial<PodFact> = {}): PodFact =>
  ({ about: 'pod', podUid: 'u1', namespace: 'default', name: 'web', sequence: 5, status: { phase: 'Running' }, gone: false, why: 'ContainerStarted web', ...changes });
const observationOf = (fact: PodFact | NodeFact, node = 'n1'): Observation => ({ node, boot: 'b1', counter: 1, time: TIME, fact });
const podObject = (metadata: JsonObject = {}, status: JsonObject = {}): JsonObject =>
  ({ metadata: { name: 'web', namespace: 'default', uid: 'u1', ...metadata }, spec: { nodeName: 'n1' }, status });

describe('decidePod', () => {
  const drops = [
    { name: 'a pod that does not exist', stored: undefined, why: 'the pod does not exist' },
    { name: 'a pod of the same name and another uid', stored: podObject({ uid: 'u2' }), why: 'a pod of another uid has the name now' },
    { name: 'a pod that is bound elsewhere', stored: { ...podObject(), spec: { nodeName: 'n2' } }, why: 'the pod is not bound to the sender' },
    { name: 'a pod that is not bound', stored: { ...podObject(), spec: {} }, why: 'the pod is not bound to the sender' },
  ];
  for (const { name, stored, why } of drops) {
    it(`drops what is said of ${name}`, () => expect(decidePod(observationOf(podFact()), podFact(), stored && { object: stored, sequence: 5 })).to.deep.equal({ do: 'drop', why }));
  }
  const decide = (fact: PodFact, object: JsonObject) => decidePod(observationOf(fact), fact, { object, sequence: 5 });
  const deleting = { deletionTimestamp: TIME };
  const ended = { containerStatuses: [{ name: 'web', state: { terminated: { exitCode: 137, containerID: 'docker://1' } } }] };

  it('copies the observation whole into the decision and compares and sets the version it read', () => {
    const decided = decide(podFact(), podObject());
    expect(decided).to.deep.nested.include({ 'command.expect': { uid: 'u1', sequence: 5 }, 'command.facts': { observation: observationOf(podFact()) } });
  });
  const writes = [
    { name: 'a start follows from the assignment', fact: podFact(), object: podObject(), verb: 'update', root: false },
    { name: 'a container that ended by itself begins a chain of causes', fact: podFact({ status: ended }), object: podObject(), verb: 'update', root: true },
    { name: 'an end that is known already does not', fact: podFact({ status: ended }), object: podObject({}, ended), verb: 'update', root: false },
    { name: 'an end on the way to deletion does not', fact: podFact({ status: ended }), object: podObject(deleting), verb: 'update', root: false },
    { name: 'a pod that is gone after its deletion was asked for is removed', fact: podFact({ gone: true }), object: podObject(deleting), verb: 'delete', root: false },
    { name: 'a pod that is gone otherwise is not removed', fact: podFact({ gone: true }), object: podObject(), verb: 'update', root: false },
  ];
  for (const { name, fact, object, verb, root } of writes) it(name, () => expect(decide(fact, object)).to.deep.nested.include({ 'command.verb': verb, root }));
});

describe('mergePodStatus', () => {
  const merge = (current: JsonObject, observed: JsonObject): JsonObject => mergePodStatus({ current, observed, time: TIME });
  const scheduled = { type: 'PodScheduled', status: 'True', lastTransitionTime: 'then' };
  const cases: readonly { name: string; current: JsonObject; observed: JsonObject; want: JsonObject }[] = [
    { name: 'keeps what others own', current: { qosClass: 'Burstable', nominatedNodeName: 'n' }, observed: { phase: 'Running', qosClass: 'Guaranteed' }, want: { qosClass: 'Burstable', nominatedNodeName: 'n', phase: 'Running' } },
    { name: 'keeps conditions of others and ignores reports of them', current: { conditions: [scheduled, { type: 'mine/gate', status: 'True' }] }, observed: { conditions: [{ type: 'PodScheduled', status: 'False' }] }, want: { conditions: [scheduled, { type: 'mine/gate', status: 'True' }] } },
    { name: 'adds a new condition with the time of the report', current: { conditions: [scheduled] }, observed: { conditions: [{ type: 'Ready', status: 'True' }] }, want: { conditions: [scheduled, { type: 'Ready', status: 'True', lastTransitionTime: TIME }] } },
    { name: 'keeps the transition time while the status stays', current: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: 'then' }] }, observed: { conditions: [{ type: 'Ready', status: 'True', reason: 'r', lastTransitionTime: 'now' }] }, want: { conditions: [{ type: 'Ready', status: 'True', reason: 'r', lastTransitionTime: 'then' }] } },
    { name: 'moves it forward when the observer takes back what somebody else said meanwhile', current: { conditions: [{ type: 'Ready', status: 'Unknown', lastTransitionTime: '2026-01-01T00:05:00Z' }] }, observed: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' }] }, want: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: TIME }] } },
    { name: 'moves it when the status changes', current: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' }] }, observed: { conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: '2026-01-01T00:00:09Z' }] }, want: { conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: '2026-01-01T00:00:09Z' }] } },
    { name: 'drops the agent’s own fields that are no longer reported', current: { podIP: '10.0.0.1', reason: 'Evicted', phase: 'Pending' }, observed: { phase: 'Running' }, want: { phase: 'Running' } },
    { name: 'keeps the start time when a report leaves it out', current: { startTime: 'then' }, observed: { phase: 'Running' }, want: { startTime: 'then', phase: 'Running' } },
    { name: 'an ended pod does not run again', current: { phase: 'Succeeded' }, observed: { phase: 'Running' }, want: { phase: 'Succeeded' } },
  ];
  for (const { name, current, observed, want } of cases) it(name, () => expect(merge(current, observed)).to.deep.equal(want));
  it('property: the same report twice is the same status', () => fc.assert(fc.property(
    fc.record({ phase: fc.constantFrom('Pending', 'Running', 'Failed'), ready: fc.constantFrom('True', 'False') }),
    fc.record({ phase: fc.constantFrom('Pending', 'Running', 'Failed'), ready: fc.constantFrom('True', 'False') }),
    (before, after) => {
      const status = ({ phase, ready }: typeof before): JsonObject => ({ phase, conditions: [{ type: 'Ready', status: ready }] });
      const once = merge(merge({}, status(before)), status(after));
      expect(merge(once, status(after))).to.deep.equal(once);
    },
  )));
});

describe('decideNode', () => {
  const fact: NodeFact = {
    about: 'node', labels: { 'kubernetes.io/hostname': 'n1' }, providerID: 'docker://n1',
    status: { capacity: { cpu: '4' }, conditions: [{ type: 'Ready', status: 'True', lastHeartbeatTime: TIME }] },
  };
  const inputs = (changes: Partial<NodeInputs> = {}): NodeInputs => ({
    node: undefined, ranges: undefined, exists: () => true, inUse: new Set(), cluster: { cidr: '10.244.0.0/16', nodePrefix: 24 },
    normalize: (node) => node, nowMs: new Date(TIME).getTime(), ...changes,
  });
  const registered = (changes: JsonObject = {}, lastHeartbeatTime = TIME): JsonObject => ({
    metadata: { name: 'n1', labels: { ...fact.labels, mine: 'kept' } },
    spec: { podCIDR: '10.244.3.0/24', taints: [{ key: 'x', effect: 'NoSchedule' }], unschedulable: true },
    status: { capacity: { cpu: '4' }, conditions: [{ type: 'Ready', status: 'True', lastHeartbeatTime, lastTransitionTime: TIME }], ...changes },
  });
  const decide = (changes: Partial<NodeInputs>, given = fact) => decideNode(observationOf(given), given, inputs(changes));
  const batchOf = (step: ReturnType<typeof decide>) => (step !== undefined && 'batch' in step ? step.batch : []);

  it('registers a new node together with the record of its range', () => {
    const [ranges, node] = batchOf(decide({}));
    expect(ranges).to.deep.nested.include({ verb: 'create', 'ref.name': 'pod-cidrs', 'object.data': { n1: '10.244.0.0/24' } });
    expect(node).to.deep.nested.include({ verb: 'create', 'object.spec': { podCIDR: '10.244.0.0/24', podCIDRs: ['10.244.0.0/24'], providerID: 'docker://n1' } });
  });
  it('fences the record, so that a range given at the same time by another replica is a conflict', () => {
    const [ranges] = batchOf(decide({ ranges: { object: { data: { n0: '10.244.0.0/24' } }, sequence: 9 } }));
    expect(ranges).to.deep.include({ verb: 'update', expect: { sequence: 9 }, fence: true });
    expect(ranges).to.deep.nested.include({ 'object.data': { n0: '10.244.0.0/24', n1: '10.244.1.0/24' } });
  });
  it('a node that comes back gets its old range, and those of nodes that are no more are free', () => {
    const ranges = { object: { data: { n0: '10.244.0.0/24', n1: '10.244.7.0/24' } }, sequence: 9 };
    expect(batchOf(decide({ ranges, exists: () => false }))[0]).to.deep.nested.include({ 'object.data': { n1: '10.244.7.0/24' } });
  });
  it('says so when no range is left', () => {
    expect(decide({ cluster: { cidr: '10.0.0.0/24', nodePrefix: 24 }, inUse: new Set(['10.0.0.0/24']) })).to.deep.equal({ full: 'no range of 10.0.0.0/24 is left for node n1' });
  });
  it('a node somebody created by hand gets a range and keeps the rest', () => {
    const [, node] = batchOf(decide({ node: { object: { metadata: { name: 'n1' }, spec: { unschedulable: true } }, sequence: 3 } }));
    expect(node).to.deep.nested.include({ verb: 'update', expect: { sequence: 3 }, 'object.spec': { unschedulable: true, podCIDR: '10.244.0.0/24', podCIDRs: ['10.244.0.0/24'], providerID: 'docker://n1' } });
  });
  it('an unchanged report writes nothing', () => expect(decide({ node: { object: registered(), sequence: 3 } })).to.equal(undefined));
  it('a missing label is put back beside the labels of others', () => {
    const [command] = batchOf(decide({ node: { object: registered(), sequence: 3 } }, { ...fact, labels: { ...fact.labels, arch: 'amd64' } }));
    expect(command).to.deep.nested.include({ verb: 'update', 'object.metadata.labels': { 'kubernetes.io/hostname': 'n1', mine: 'kept', arch: 'amd64' } });
  });
  const reserved = { 'node-restriction.kubernetes.io/vault': 'yes', 'node-role.kubernetes.io/control-plane': '', 'x.node-restriction.kubernetes.io/y': '1', 'kubernetes.io/role': 'edge', 'app.k8s.io/x': '1' };
  const own = { 'kubernetes.io/arch': 'arm64', 'topology.kubernetes.io/zone': 'z', 'node.kubernetes.io/instance-type': 'i', 'kubelet.kubernetes.io/x': '1', 'a.node.kubernetes.io/b': '1', 'example.com/pool': 'p', pool: 'p', 'notkubernetes.io/x': '1' };
  it('a node registers with the labels it may give itself, and the others are noted', () => {
    const [, node] = batchOf(decide({}, { ...fact, labels: { ...own, ...reserved } }));
    expect(node).to.deep.nested.include({ 'object.metadata.labels': own, 'facts.ignoredLabels': Object.keys(reserved) });
  });
  it('a node that reports a reserved label later gets nothing for it, and loses none somebody gave it', () => {
    expect(decide({ node: { object: registered(), sequence: 3 } }, { ...fact, labels: { ...fact.labels, ...reserved } })).to.equal(undefined);
    const given = withValueAt(registered(), ['metadata', 'labels'], { ...fact.labels, ...reserved, 'node-restriction.kubernetes.io/vault': 'no' });
    const [command] = batchOf(decide({ node: { object: given, sequence: 3 } }, { ...fact, labels: { ...fact.labels, ...reserved, pool: 'p' } }));
    expect(command).to.have.deep.nested.property('object.metadata.labels', { ...fact.labels, ...reserved, 'node-restriction.kubernetes.io/vault': 'no', pool: 'p' });
  });
  it('a changed status is written at once, by the status subresource only', () => {
    const [command] = batchOf(decide({ node: { object: registered({ capacity: { cpu: '2' } }), sequence: 3 } }));
    expect(command).to.deep.include({ verb: 'update', subresource: 'status', expect: { sequence: 3 } });
  });
  it('Unknown set by node lifecycle is taken back by the next report', () => {
    const [command] = batchOf(decide({ node: { object: registered({ conditions: [{ type: 'Ready', status: 'Unknown', lastHeartbeatTime: TIME }] }), sequence: 3 } }));
    expect(command).to.deep.nested.include({ 'object.status.conditions[0].status': 'True' });
  });
  it('conditions of others stay', () => {
    const foreign = { type: 'NetworkUnavailable', status: 'False' };
    const [command] = batchOf(decide({ node: { object: registered({ conditions: [foreign] }), sequence: 3 } }));
    expect(command).to.deep.nested.include({ 'object.status.conditions[0]': foreign });
  });
  const beats = [
    { name: 'a heartbeat alone is not written within five minutes', age: 299_000, written: false },
    { name: 'and is after them', age: 300_000, written: true },
  ];
  for (const { name, age, written } of beats) {
    it(name, () => expect(decide({ node: { object: registered(), sequence: 3 }, nowMs: new Date(TIME).getTime() + age }) !== undefined).to.equal(written));
  }
});

describe('decideLease', () => {
  const lease = (renewTime: string) => ({ object: { spec: { renewTime } }, sequence: 4 });
  const aliveMs = new Date('2026-01-01T00:01:00Z').getTime();
  const decide = (stored: ReturnType<typeof lease> | undefined) => decideLease({ node: 'n1', nodeUid: 'u', lease: stored, aliveMs });
  it('creates the Lease with the node as its owner', () => expect(decide(undefined)).to.deep.nested.include({ verb: 'create', 'object.metadata.ownerReferences[0].uid': 'u', 'object.spec.renewTime': '2026-01-01T00:01:00.000000Z' }));
  it('renews it after ten seconds', () => expect(decide(lease('2026-01-01T00:00:50.000000Z'))).to.deep.nested.include({ verb: 'update', expect: { sequence: 4 } }));
  it('leaves a fresh one alone', () => expect(decide(lease('2026-01-01T00:00:55.000000Z'))).to.equal(undefined));
  it('an old report that arrives late does not turn it back', () => expect(decide(lease('2026-01-01T00:02:00.000000Z'))).to.equal(undefined));
});

describe('freeRange', () => {
  it('cuts the cluster range in order', () => expect(freeRange({ cidr: '10.244.0.0/16', nodePrefix: 24 }, new Set(['10.244.0.0/24', '10.244.1.0/24']))).to.equal('10.244.2.0/24'));
  it('has nothing left when all are taken', () => expect(freeRange({ cidr: '10.0.0.0/30', nodePrefix: 30 }, new Set(['10.0.0.0/30']))).to.equal(undefined));
  it('refuses what is no range', () => expect(() => freeRange({ cidr: 'ten', nodePrefix: 24 }, new Set())).to.throw(RangeError));
  it('refuses ranges larger than the cluster’s', () => expect(() => freeRange({ cidr: '10.0.0.0/24', nodePrefix: 16 }, new Set())).to.throw(RangeError));
});
