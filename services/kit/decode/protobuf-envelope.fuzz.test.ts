import fc from 'fast-check';
import { RefusalError } from '../../../events/errors.ts';
import { createKinds } from '../../../events/resources/registry.ts';
import { RUNS, answersOrRefuses } from '../../../test/support/hostile.ts';
import { TextSyntaxError } from './json-text.ts';
import { openProtobufEnvelope } from './protobuf-envelope.ts';

const MAGIC = [0x6b, 0x38, 0x73, 0x00];
const REFUSALS = [RefusalError, TextSyntaxError, RangeError] as const;
const kinds = createKinds().allServed();
const open = (bytes: Uint8Array): unknown => answersOrRefuses(() => openProtobufEnvelope(bytes), REFUSALS);
const varint = (value: number): number[] => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(Math.floor(value / 0x80))]);
const field = (number: number, bytes: readonly number[]): number[] => [...varint((number << 3) | 2), ...varint(bytes.length), ...bytes];

/** Messages within messages, now and then with a length or number that lies. */
const message: fc.Arbitrary<readonly number[]> = fc.letrec<{ any: readonly number[] }>((tie) => ({
  any: fc.array(fc.oneof(
    { depthSize: 'small', maxDepth: 6 },
    fc.tuple(fc.integer({ min: 1, max: 40 }), fc.uint8Array({ maxLength: 6 })).map(([number, bytes]) => field(number, [...bytes])),
    fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 2 ** 31 })).map(([tag, value]) => [...varint(tag), ...varint(value)]),
    fc.uint8Array({ maxLength: 8 }).map((bytes) => [...bytes]),
    fc.tuple(fc.integer({ min: 1, max: 20 }), tie('any')).map(([number, inner]) => field(number, inner)),
  ), { maxLength: 5 }).map((parts) => parts.flat()),
})).any;

describe('protobuf, whatever it holds', () => {
  it('is opened or refused', () => {
    fc.assert(fc.property(fc.oneof(message, fc.uint8Array({ maxLength: 60 }).map((bytes) => [...bytes])), fc.boolean(), (bytes, isMagic) => { open(Uint8Array.from([...(isMagic ? MAGIC : []), ...bytes])); }), { numRuns: RUNS });
  });
  it('is read or refused as every kind', () => {
    fc.assert(fc.property(fc.constantFrom(...kinds), message, (kind, bytes) => {
      answersOrRefuses(() => kind.decode(kind.fromProtobuf(Uint8Array.from(bytes))), REFUSALS);
    }), { numRuns: RUNS * 3 });
  });

  const bombs: readonly (readonly [string, Uint8Array])[] = [
    ['a length beyond its end', Uint8Array.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f])],
    ['a number without end', new Uint8Array(100_000).fill(0xff)],
    ['empty fields without number', Uint8Array.from(Array.from({ length: 1_000_000 }, (_, index) => (index % 2 === 0 ? 0x12 : 0x00)))],
    ['groups without end', new Uint8Array(500_000).fill(0x0b)],
  ];
  for (const [what, bytes] of bombs) {
    it(`takes no long time for ${what}`, function slow() {
      this.timeout(60_000);
      for (const kind of kinds.slice(0, 12)) answersOrRefuses(() => kind.fromProtobuf(bytes), REFUSALS);
      open(Uint8Array.from([...MAGIC, ...bytes]));
    });
  }
});
