import { expect } from 'chai';
import fc from 'fast-check';
import { createKinds } from '../resources/registry.ts';

const varint = (value: bigint): number[] => (value < 0x80n ? [Number(value)] : [Number(value & 0x7fn) | 0x80, ...varint(value >> 7n)]);
const message = (number: number, bytes: readonly number[]): number[] => [number * 8 + 2, ...varint(BigInt(bytes.length)), ...bytes];
const signed = (value: bigint): number[] => varint(BigInt.asUintN(64, value));
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

describe('integers on the wire', () => {
  const pods = createKinds().of({ group: '', resource: 'pods' });
  const classes = createKinds().of({ group: 'resource.k8s.io', resource: 'deviceclasses' });
  const read = (kind: typeof pods, bytes: readonly number[]): string => JSON.stringify(kind?.fromProtobuf(Uint8Array.from(bytes)));

  it('are exact in the whole range of int64', () => {
    fc.assert(fc.property(int64, (value) => {
      expect(read(pods, message(2, [4 * 8, ...signed(value)]))).to.contain(`"terminationGracePeriodSeconds":${value}}`);
    }), { examples: [[2n ** 63n - 1n], [-(2n ** 63n)], [-1n], [9007199254740993n], [-9007199254740993n]] });
  });
  it('are exact in lists, packed and one by one', () => {
    fc.assert(fc.property(fc.array(int64, { minLength: 1, maxLength: 5 }), fc.boolean(), (values, packed) => {
      const groups = packed ? message(4, values.flatMap(signed)) : values.flatMap((value) => [4 * 8, ...signed(value)]);
      expect(read(pods, message(2, message(14, groups)))).to.contain(`"supplementalGroups":[${values.join(',')}]`);
    }));
  });
  it('are exact in JSON carried as bytes', () => {
    fc.assert(fc.property(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), (value) => {
      const raw = message(1, [...Buffer.from(`{"value":${value}}`)]);
      const config = message(2, message(1, message(1, [...message(1, [...Buffer.from('d')]), ...message(2, raw)])));
      expect(read(classes, message(2, config))).to.contain(`"parameters":{"value":${value}}`);
    }));
  });
});
