import { expect } from 'chai';
import fc from 'fast-check';
import { STREAMS, streamOf } from './catalogue.ts';
import { EventStoreError } from './errors.ts';
import type { ObjectRef } from './object-ref.ts';
import { decodeToken, encodeToken, MAX_SUBJECT_BYTES, parseSubject, subjectOf } from './subject.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: fc.constantFrom('.', '*', '>', ' ', ':', '%', '_', '$', '\n', '\0', 'é', '漢', '🚢', 'a'), maxLength: 253 }),
  fc.stringMatching(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/),
);
const refs: fc.Arbitrary<ObjectRef> = fc.record({
  group: fc.oneof(fc.constantFrom('', 'apps', 'coordination.k8s.io', 'events.k8s.io'), text),
  resource: fc.constantFrom('pods', 'leases', 'events', 'deployments'),
  namespace: fc.oneof(fc.constant(''), text),
  name: text,
});

describe('subject', () => {
  const cases: readonly (readonly [string, ObjectRef, string])[] = [
    ['a core object keeps its names', { group: '', resource: 'pods', namespace: 'default', name: 'web-0' }, 'ev._.pods.default.web-0'],
    ['a cluster-scoped object has no namespace', { group: '', resource: 'nodes', namespace: '', name: 'node-a' }, 'ev._.nodes._.node-a'],
    ['dots are encoded', { group: 'coordination.k8s.io', resource: 'leases', namespace: 'kube-node-lease', name: 'a.b' }, 'le.coordination%2Ek8s%2Eio.leases.kube-node-lease.a%2Eb'],
    ['Events have their own stream', { group: '', resource: 'events', namespace: 'default', name: 'x.17' }, 'eo._.events.default.x%2E17'],
    ['wildcards and spaces are encoded', { group: '', resource: 'pods', namespace: '*', name: '> x' }, 'ev._.pods.%2A.%3E%20x'],
    ['colons stay', { group: 'rbac', resource: 'clusterroles', namespace: '', name: 'system:node' }, 'ev.rbac.clusterroles._.system:node'],
    ['a name that is only an underscore is not an absent one', { group: '', resource: 'pods', namespace: '_', name: '_' }, 'ev._.pods.%5F.%5F'],
  ];
  for (const [name, ref, subject] of cases) {
    it(name, () => {
      expect(subjectOf(ref)).to.equal(subject);
      expect(parseSubject(subject)).to.deep.equal(ref);
    });
  }

  it('survives the round trip for any object, as five legal tokens of its stream', () => {
    fc.assert(fc.property(refs, (ref) => {
      const subject = subjectOf(ref);
      expect(parseSubject(subject)).to.deep.equal(ref);
      expect(subject).to.match(/^[\x21-\x7e]+$/).and.not.match(/[*>]/);
      expect(subject.split('.')).to.have.length(5).and.not.include('');
      expect(subject.startsWith(`${STREAMS[streamOf(ref)].prefix}.`)).to.equal(true);
    }), { numRuns: 500 });
  });

  it('gives different objects different subjects', () => {
    fc.assert(fc.property(text, text, (one, other) => {
      expect(encodeToken(one) === encodeToken(other)).to.equal(one === other);
      expect(decodeToken(encodeToken(one))).to.equal(one);
    }), { numRuns: 500 });
  });

  it('holds a name of 253 characters in both tokens', () => {
    const name = 'a.'.repeat(126) + 'b';
    const ref = { group: '', resource: 'pods', namespace: name, name };
    expect(parseSubject(subjectOf(ref))).to.deep.equal(ref);
  });

  it('refuses a subject longer than the server reads', () => {
    expect(() => subjectOf({ group: '', resource: 'pods', namespace: '', name: '漢'.repeat(MAX_SUBJECT_BYTES / 9 + 1) })).to.throw(EventStoreError).with.property('code', 'too-large');
  });

  for (const subject of ['', 'ev', 'ev._.pods.default', 'ev._.pods.default.a.b', 'xx._.pods.default.a', 'ev._.pods..a', 'ev._.pods.default.%E0']) {
    it(`refuses ${JSON.stringify(subject)} as malformed`, () => {
      expect(() => parseSubject(subject)).to.throw(EventStoreError).with.property('code', 'malformed');
    });
  }

  it('refuses a lone surrogate', () => {
    expect(() => encodeToken('a\ud800')).to.throw(EventStoreError).with.property('code', 'malformed');
  });
});
