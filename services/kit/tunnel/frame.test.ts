import { expect } from 'chai';
import fc from 'fast-check';
import type { Frame } from './frame.ts';
import { MAX_DATA_BYTES, decodeFrame, encodeFrame } from './frame.ts';

const anyFrame: fc.Arbitrary<Frame> = fc.oneof(
  fc.record({ type: fc.constant('data' as const), channel: fc.nat(255), bytes: fc.uint8Array({ maxLength: 300 }) }),
  fc.record({ type: fc.constant('half-close' as const), channel: fc.nat(255) }),
  fc.record({ type: fc.constant('credit' as const), count: fc.nat(2 ** 31 - 1) }),
  fc.record({ type: fc.constantFrom('refused' as const, 'finished' as const), json: fc.json() }),
  fc.record({ type: fc.constantFrom('accepted' as const, 'abandoned' as const, 'alive' as const) }),
);

describe('tunnel frames', () => {
  it('come back as they were, wherever they lie in a buffer', () => {
    fc.assert(fc.property(anyFrame, fc.nat(2 ** 32 - 1), (frame, number) => {
      const shifted = new Uint8Array([9, 9, 9, ...encodeFrame({ number, frame })]).subarray(3);
      expect(decodeFrame(shifted)).to.deep.equal({ number, frame });
    }));
  });

  it('are told from anything else', () => {
    for (const bytes of [[], [0], [200, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0], [2, 0, 0, 0, 0, 0, 1]]) expect(decodeFrame(new Uint8Array(bytes))).to.equal(undefined);
    expect(decodeFrame(new Uint8Array(MAX_DATA_BYTES + 7))).to.equal(undefined);
  });
});
