import { expect } from 'chai';
import fc from 'fast-check';
import { arbitraryObject } from '../../test/support/arbitrary-object.ts';
import type { JsonObject } from '../json.ts';
import { RefusalError } from '../errors.ts';
import type { CompiledKind } from '../schema/compiled-kind.ts';
import { differenceOfFieldSets } from '../schema/field-set.ts';
import { createKinds } from './registry.ts';

const RUNS = { numRuns: 60 };
const kinds = createKinds();

/** As a client's object is stored, but for admission. */
const storedForm = (kind: CompiledKind, sent: JsonObject): JsonObject => kind.normalize(kind.default(kind.decode(sent).object));

describe('any object of any kind', () => {
  for (const kind of kinds.all()) {
    describe(kind.definition.kind, () => {
      const objects = arbitraryObject(kind);

      it('is known field by field', () => {
        fc.assert(fc.property(objects, (sent) => { expect(kind.decode(sent).unknown).to.deep.equal([]); }), RUNS);
      });

      it('keeps its normal form when it is read, defaulted and written again', () => {
        fc.assert(fc.property(objects, (sent) => {
          const stored = storedForm(kind, sent);
          expect(JSON.stringify(kind.normalize(stored)), 'normal form').to.equal(JSON.stringify(stored));
          expect(JSON.stringify(storedForm(kind, stored)), 'stored form').to.equal(JSON.stringify(stored));
        }), RUNS);
      });

      it('is stored behind its prefix, as JSON that reads back', () => {
        fc.assert(fc.property(objects, (sent) => {
          const stored = storedForm(kind, sent);
          const text = Buffer.from(kind.encode(stored)).toString();
          expect(text.startsWith(kind.prefix)).to.equal(true);
          const { resourceVersion: _, ...metadata } = stored['metadata'] as JsonObject;
          expect(JSON.parse(text)).to.deep.equal({ ...stored, metadata });
        }), RUNS);
      });

      it('differs from itself in nothing, and from another in every field only one of them has', () => {
        fc.assert(fc.property(objects, objects, (one, other) => {
          const [before, after] = [storedForm(kind, one), storedForm(kind, other)];
          expect(kind.compare(before, before)).to.deep.equal({ changed: {}, removed: {} });
          const { changed, removed } = kind.compare(before, after);
          const [had, has] = [kind.fieldSet(before), kind.fieldSet(after)];
          expect(differenceOfFieldSets(differenceOfFieldSets(has, had), changed), 'new, yet unchanged').to.deep.equal({});
          expect(differenceOfFieldSets(differenceOfFieldSets(had, has), removed), 'gone, yet not removed').to.deep.equal({});
        }), RUNS);
      });

      it('holds besides an empty one what comparing the two tells', () => {
        fc.assert(fc.property(objects, (sent) => {
          const stored = storedForm(kind, sent);
          const { changed } = kind.compare(kind.normalize({}), stored);
          expect(JSON.stringify(kind.createdFields(stored))).to.equal(JSON.stringify(changed));
        }), RUNS);
      });

      it('is validated without a fault, whatever is wrong with it', () => {
        fc.assert(fc.property(objects, objects, (one, other) => {
          const [before, after] = [storedForm(kind, one), storedForm(kind, other)];
          kind.validate(after);
          kind.validateUpdate(after, before);
          kind.definition.validateStatus?.(after, before);
        }), RUNS);
      });
    });
  }

  const numberOf = fc.nat({ max: 40 });
  const varint = (value: number): number[] => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)]);
  /** Messages that are well formed more often than not: fields of any number and wire type, nested. */
  const message = fc.letrec<{ message: number[]; field: number[] }>((tie) => ({
    field: fc.oneof(
      { maxDepth: 6 },
      fc.tuple(numberOf, fc.nat()).map(([number, value]) => [...varint(number * 8), ...varint(value)]),
      fc.tuple(numberOf, fc.uint8Array({ minLength: 8, maxLength: 8 })).map(([number, bytes]) => [...varint(number * 8 + 1), ...bytes]),
      fc.tuple(numberOf, fc.uint8Array({ minLength: 4, maxLength: 4 })).map(([number, bytes]) => [...varint(number * 8 + 5), ...bytes]),
      fc.tuple(numberOf, fc.uint8Array({ maxLength: 12 })).map(([number, bytes]) => [...varint(number * 8 + 2), ...varint(bytes.length), ...bytes]),
      fc.tuple(numberOf, tie('message')).map(([number, bytes]) => [...varint(number * 8 + 2), ...varint(bytes.length), ...bytes]),
    ),
    message: fc.array(tie('field'), { maxLength: 5 }).map((fields) => fields.flat()),
  })).message;

  for (const kind of kinds.all()) {
    it(`reads any bytes as a ${kind.definition.kind}, or refuses them`, () => {
      fc.assert(fc.property(fc.oneof(message, fc.uint8Array({ maxLength: 60 })), (bytes) => {
        try {
          storedForm(kind, kind.fromProtobuf(Uint8Array.from(bytes)));
        } catch (error) {
          expect(error, String(error)).to.be.instanceOf(RefusalError);
        }
      }), { numRuns: 300 });
    });
  }
});
