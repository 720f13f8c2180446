import { expect } from 'chai';
import fc from 'fast-check';
import type { Envelope } from './envelope.ts';
import { decodeEnvelope, encodeEnvelope, parseDecision, parsePosition } from './envelope-codec.ts';
import { EventStoreError } from './errors.ts';
import { eventId } from './event-id.ts';

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
const envelopes: fc.Arbitrary<Envelope> = fc.record(
  {
    id: fc.stringMatching(/^[0-9a-f]{32}$/),
    type: fc.constantFrom('PodBound', 'ConfigMapUpdated'),
    time: fc.constant('2031-05-06T07:08:09.123Z'),
    actor: text,
    correlation: text,
    causation: fc.record({ stream: fc.constantFrom('EVENTS', 'LEASES', 'EVENTOBJECTS'), sequence: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }) }),
    traceparent: fc.constant('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'),
    ref: fc.record({ group: fc.constantFrom('', 'apps'), resource: fc.constant('pods'), namespace: text, name: text }),
    operation: fc.constantFrom('put', 'delete'),
    form: fc.constantFrom('json', 'sealed'),
    object: fc.uint8Array({ maxLength: 300 }),
    decision: fc.record({ reason: fc.string({ unit: 'grapheme' }), changed: fc.array(text, { maxLength: 4 }) }),
  },
  { requiredKeys: ['id', 'type', 'time', 'actor', 'correlation', 'ref', 'operation', 'form', 'object', 'decision'] },
) as fc.Arbitrary<Envelope>;

const sample: Envelope = {
  id: 'ab12', type: 'PodBound', time: '2031-05-06T07:08:09.123Z', actor: 'system:kube-scheduler', correlation: 'cd34',
  ref: { group: '', resource: 'pods', namespace: 'default', name: 'web' }, operation: 'put', form: 'json',
  object: new TextEncoder().encode('{"kind":"Pod"}'), decision: { reason: 'bound to node-a' },
};
const decode = (subject: string, headers: Readonly<Record<string, string>>, body: Uint8Array): Envelope => decodeEnvelope(subject, (name) => headers[name], body);

describe('envelope codec', () => {
  it('survives the round trip with short printable headers', () => {
    fc.assert(fc.property(envelopes, (envelope) => {
      const { subject, headers, body } = encodeEnvelope(envelope);
      expect(decode(subject, headers, body)).to.deep.equal(envelope);
      for (const value of Object.values(headers)) expect(value).to.match(/^[\x21-\x7e]*$/);
    }), { numRuns: 300 });
  });

  it('writes CloudEvents attributes and keeps the object first in the body', () => {
    const { headers, body } = encodeEnvelope({ ...sample, causation: { stream: 'EVENTS', sequence: 42 } });
    expect(headers).to.include({ 'ce-specversion': '1.0', 'ce-type': 'PodBound', 'ce-causationid': 'EVENTS/42', 'ce-objlen': '14' });
    expect(new TextDecoder().decode(body)).to.equal('{"kind":"Pod"}{"reason":"bound to node-a"}');
  });

  it('refuses headers over 16 KiB and bodies over the limit as too large', () => {
    expect(() => encodeEnvelope({ ...sample, actor: 'é'.repeat(3000) })).to.throw(EventStoreError).with.property('code', 'too-large');
    expect(() => encodeEnvelope({ ...sample, object: new Uint8Array(100) }, 90)).to.throw(EventStoreError).with.property('code', 'too-large');
  });

  const { subject, headers, body } = encodeEnvelope(sample);
  const broken: readonly (readonly [string, Readonly<Record<string, string | undefined>>])[] = [
    ['another CloudEvents version', { 'ce-specversion': '0.3' }],
    ['a missing id', { 'ce-id': undefined }],
    ['an object longer than the body', { 'ce-objlen': '4000' }],
    ['an object length that is no number', { 'ce-objlen': '1e1' }],
    ['an unknown operation', { 'ce-operation': 'merge' }],
    ['an unknown form', { 'ce-form': 'zip' }],
    ['a causation that is no position', { 'ce-causationid': 'EVENTS/0' }],
    ['a bad escape', { 'ce-actor': '%ZZ' }],
  ];
  for (const [name, change] of broken) {
    it(`refuses ${name} as malformed`, () => {
      expect(() => decodeEnvelope(subject, (key) => ({ ...headers, ...change })[key], body)).to.throw(EventStoreError).with.property('code', 'malformed');
    });
  }

  it('finds a broken decision when it is asked for, not before', () => {
    const envelope = decode(subject, headers, body.subarray(0, body.length - 3));
    expect(envelope.object.length).to.equal(14);
    expect(() => envelope.decision).to.throw(EventStoreError).with.property('code', 'malformed');
    expect(() => parseDecision(new TextEncoder().encode('{}'))).to.throw(EventStoreError);
  });

  it('reads only real positions', () => {
    expect(parsePosition('LEASES/7')).to.deep.equal({ stream: 'LEASES', sequence: 7 });
    for (const bad of ['', 'EVENTS', 'EVENTS/', 'EVENTS/01', 'KV/1', 'EVENTS/1.5']) expect(() => parsePosition(bad)).to.throw(EventStoreError);
  });
});

describe('event id', () => {
  const join = (length: number, ...parts: readonly (string | Uint8Array)[]): string =>
    `${length}|${parts.map((part) => (typeof part === 'string' ? part : new TextDecoder().decode(part))).join('|')}`;
  it('covers subject, expected sequence, object, decision and nonce, and nothing else', () => {
    expect(eventId(join, { ...sample, expected: 7, nonce: 'n' })).to.equal('32|ev._.pods.default.web|7|{"kind":"Pod"}|{"reason":"bound to node-a"}|n');
  });
});
