import { expect } from 'chai';
import fc from 'fast-check';
import { createChunkWriter } from './chunk-writer.ts';

type Part = { readonly text: string; readonly from: number } | { readonly number: number };

const part: fc.Arbitrary<Part> = fc.oneof(
  fc.string({ maxLength: 40 }).chain((text) => fc.nat(Buffer.byteLength(text)).map((from) => ({ text, from }))),
  fc.maxSafeNat().map((number) => ({ number })),
);

describe('a chunk writer', () => {
  it('gives back what was put in, whatever the size of its chunks', () => {
    fc.assert(fc.property(fc.array(part), fc.integer({ min: 4, max: 64 }), (parts, size) => {
      const writer = createChunkWriter(size * 4);
      const chunks: Uint8Array[] = [];
      for (const one of parts) {
        if ('number' in one) writer.number(one.number);
        else writer.put(Buffer.from(one.text), one.from);
        if (writer.isFull()) chunks.push(writer.take());
      }
      chunks.push(writer.take());
      const expected = parts.map((one) => ('number' in one ? Buffer.from(String(one.number)) : Buffer.from(one.text).subarray(one.from)));
      expect(Buffer.concat(chunks).equals(Buffer.concat(expected))).to.equal(true);
    }));
  });
});
