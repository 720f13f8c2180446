import { expect } from 'chai';
import fc from 'fast-check';
import type { AssignmentMark } from './digest.ts';
import { assignmentDigest } from './digest.ts';
import { fingerprint } from './fingerprint.ts';

const mark = (podUid: string, revision = 'r', action: AssignmentMark['action'] = 'run'): AssignmentMark => ({ podUid, revision, action });

describe('assignmentDigest', () => {
  const base = [mark('a'), mark('b')];
  const cases: readonly { name: string; other: Parameters<typeof assignmentDigest>[0]; same: boolean }[] = [
    { name: 'order does not count', other: [mark('b'), mark('a')], same: true },
    { name: 'assignments of objects that are gone do not count', other: [...base, { ...mark('c'), deleted: true }], same: true },
    { name: 'a pod more counts', other: [...base, mark('c')], same: false },
    { name: 'a pod less counts', other: [mark('a')], same: false },
    { name: 'another revision counts', other: [mark('a', 'r2'), mark('b')], same: false },
    { name: 'another action counts', other: [mark('a', 'r', 'terminate'), mark('b')], same: false },
  ];
  for (const { name, other, same } of cases) it(name, () => expect(assignmentDigest(other) === assignmentDigest(base)).to.equal(same));
  it('is the same in every version: a running agent must agree with a newer control plane', () => {
    expect(assignmentDigest(base)).to.equal('17edaec7c813400b958830cdcb47');
    expect(assignmentDigest([])).to.equal(fingerprint(''));
  });
});

describe('fingerprint', () => {
  it('is 28 hex characters, equal for equal texts and different for others', () => fc.assert(fc.property(fc.string(), fc.string(), (left, right) => {
    expect(fingerprint(left)).to.match(/^[0-9a-f]{28}$/);
    expect(fingerprint(left) === fingerprint(right)).to.equal(left === right);
  })));
});
