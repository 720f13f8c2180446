import { expect } from 'chai';
import fc from 'fast-check';
import { assignmentDigest } from '../../events/node/digest.ts';
import type { JsonObject } from '../../events/json.ts';
import type { Assignment } from '../../events/node/messages.ts';
import { createAssignments } from './assignments.ts';
import { assignmentOf, farewellOf } from './pod-assignment.ts';
import { resyncPage } from './resync-page.ts';

interface Changes {
  readonly metadata?: JsonObject;
  readonly spec?: JsonObject;
  readonly status?: JsonObject;
}
const pod = ({ metadata, spec, status }: Changes = {}): JsonObject => ({
  metadata: { name: 'web', namespace: 'default', uid: 'u1', labels: { a: '1', b: '2' }, ...metadata },
  spec: { nodeName: 'n1', containers: [{ name: 'c' }], ...spec },
  status: { phase: 'Pending', ...status },
});
const deleting = { deletionTimestamp: '2026-01-01T00:00:30Z', deletionGracePeriodSeconds: 30 };

describe('assignmentOf', () => {
  it('an unbound pod is nobody’s', () => expect(assignmentOf({ pod: pod({ spec: { nodeName: '' } }), sequence: 1 })).to.equal(undefined));
  it('a bound pod is to run on its node', () => expect(assignmentOf({ pod: pod(), sequence: 7 })).to.deep.nested.include({ node: 'n1', 'assignment.action': 'run', 'assignment.sequence': 7 }));
  it('a pod being deleted is to be terminated within its grace', () =>
    expect(assignmentOf({ pod: pod({ metadata: deleting }), sequence: 8 })).to.deep.nested.include({ 'assignment.action': 'terminate', 'assignment.graceSeconds': 30 }));
  it('a pod whose object is gone is to be stopped, and only its metadata travels', () => {
    const farewell = farewellOf({ pod: pod(), sequence: 9 });
    expect(farewell).to.deep.nested.include({ 'assignment.action': 'terminate', 'assignment.deleted': true, 'assignment.graceSeconds': 0 });
    expect(farewell?.assignment.pod).to.have.all.keys('metadata');
  });

  const revision = (changes: Changes): string | undefined => assignmentOf({ pod: pod(changes), sequence: 1 })?.assignment.revision;
  const cases: readonly { name: string; changes: Changes; same: boolean }[] = [
    { name: 'a status write', changes: { status: { phase: 'Running', podIP: '10.0.0.1' } }, same: true },
    { name: 'another managedFields entry', changes: { metadata: { managedFields: [{ manager: 'kubelet' }] } }, same: true },
    { name: 'another finalizer', changes: { metadata: { finalizers: ['x/y'] } }, same: true },
    { name: 'the order of labels', changes: { metadata: { labels: { b: '2', a: '1' } } }, same: true },
    { name: 'another label', changes: { metadata: { labels: { a: '1' } } }, same: false },
    { name: 'another annotation', changes: { metadata: { annotations: { x: 'y' } } }, same: false },
    { name: 'another image', changes: { spec: { containers: [{ name: 'c', image: 'i:2' }] } }, same: false },
    { name: 'a deletion', changes: { metadata: deleting }, same: false },
    { name: 'a shorter grace', changes: { metadata: { ...deleting, deletionGracePeriodSeconds: 0 } }, same: false },
  ];
  for (const { name, changes, same } of cases) it(`${name} ${same ? 'leaves' : 'changes'} the revision`, () => expect(revision(changes) === revision({})).to.equal(same));
});

describe('Assignments', () => {
  const addressed = (changes: Changes, sequence = 1) => {
    const found = assignmentOf({ pod: pod(changes), sequence });
    if (found === undefined) throw new Error('not bound');
    return found;
  };
  it('tells a node once per change it acts upon', () => {
    const assignments = createAssignments();
    expect([
      assignments.put(addressed({})),
      assignments.put(addressed({ status: { phase: 'Running' } }, 2)),
      assignments.put(addressed({ metadata: deleting }, 3)),
      assignments.remove('u1'),
      assignments.remove('u1'),
    ]).to.deep.equal([true, false, true, true, false]);
  });

  it('property: the beat is what an agent computes from what it was told, whatever was told before', () => {
    const step = fc.record({ uid: fc.constantFrom('u1', 'u2', 'u3'), gone: fc.boolean(), label: fc.constantFrom('x', 'y'), dying: fc.boolean() });
    fc.assert(fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const assignments = createAssignments();
      const agent = new Map<string, Assignment>();
      for (const { uid, gone, label, dying } of steps) {
        const found = addressed({ metadata: { uid, labels: { label }, ...(dying && deleting) } });
        if (gone) { assignments.remove(uid); agent.delete(uid); }
        else if (assignments.put(found)) agent.set(uid, found.assignment);
      }
      expect(assignments.beat('n1')).to.deep.equal({ count: agent.size, digest: assignmentDigest(agent.values()) });
    }));
  });
});

describe('resyncPage', () => {
  const assignment = (podUid: string, bytes = 10): Assignment =>
    ({ podUid, namespace: 'default', name: podUid, sequence: 1, revision: 'r', action: 'run', pod: { filler: 'x'.repeat(bytes) } });
  const all = (assignments: readonly Assignment[]): readonly string[] => {
    const uids: string[] = [];
    let after: string | undefined;
    do {
      const page = resyncPage({ position: 5, after, assignments });
      uids.push(...page.assignments.map(({ podUid }) => podUid));
      after = page.next;
    } while (after !== undefined);
    return uids;
  };
  it('an empty node gets an empty answer with its range', () =>
    expect(resyncPage({ position: 5, podCIDR: '10.244.0.0/24', assignments: [] })).to.deep.equal({ position: 5, assignments: [], podCIDR: '10.244.0.0/24' }));
  it('large pods are spread over pages, each given once', () => {
    const many = Array.from({ length: 10 }, (_, index) => assignment(`u${index}`, 300_000));
    expect(resyncPage({ position: 5, assignments: many }).next).to.equal('u2');
    expect(all(many)).to.deep.equal(many.map(({ podUid }) => podUid));
  });
  it('one pod larger than a page still travels', () => expect(all([assignment('a', 3_000_000), assignment('b', 3_000_000)])).to.deep.equal(['a', 'b']));
});
