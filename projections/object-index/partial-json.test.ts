import { expect } from 'chai';
import fc from 'fast-check';
import { parseJson } from '../../events/parse-json.ts';
import { metadataField, withoutMetadata } from './partial-json.ts';

const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

const member = fc.oneof({ weight: 3, arbitrary: fc.constantFrom('labels', 'metadata', 'spec', 'label') }, { weight: 2, arbitrary: fc.string({ unit: 'grapheme' }) });
const value = fc.jsonValue({ maxDepth: 3, stringUnit: 'grapheme' });
const object = fc.dictionary(member, value, { noNullPrototype: true });
const stored = fc.oneof(
  fc.record({ kind: fc.string(), metadata: object, spec: value, status: object }, { requiredKeys: [] }),
  object,
);

describe('reading a part of a JSON text', () => {
  it('finds the metadata field that parsing finds', () => {
    fc.assert(fc.property(stored, (whole) => {
      const { metadata } = parseJson(JSON.stringify(whole)) as { metadata?: Record<string, unknown> };
      const expected = typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata) && Object.hasOwn(metadata, 'labels') ? metadata['labels'] : undefined;
      expect(metadataField(bytesOf(whole), 'labels')).to.deep.equal(expected);
    }));
  });

  it('leaves out the metadata and nothing else', () => {
    fc.assert(fc.property(stored, (whole) => {
      const parsed = parseJson(JSON.stringify(whole)) as Record<string, unknown>;
      expect(withoutMetadata(bytesOf(whole))).to.deep.equal(Object.hasOwn(parsed, 'metadata') ? { ...parsed, metadata: {} } : parsed);
    }));
  });

  it('throws for what is cut off, and never runs on', () => {
    fc.assert(fc.property(fc.record({ metadata: object, spec: value }), fc.nat(), (whole, cut) => {
      const bytes = bytesOf(whole);
      expect(() => withoutMetadata(bytes.subarray(0, cut % bytes.length))).to.throw(SyntaxError);
    }));
  });
});
