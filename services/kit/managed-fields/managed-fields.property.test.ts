import { expect } from 'chai';
import fc from 'fast-check';
import type { JsonObject } from '../../../events/json.ts';
import { objectAt, objectsAt, valueAt, withValueAt } from '../../../events/json-path.ts';
import { createKinds } from '../../../events/resources/registry.ts';
import type { CompiledKind, FieldSet } from '../../../events/schema/compiled-kind.ts';
import { differenceOfFieldSets, intersectFieldSets, isEmptyFieldSet, parseFieldSet, unionFieldSets } from '../../../events/schema/field-set.ts';
import { arbitraryObject } from '../../../test/support/arbitrary-object.ts';
import type { ManagedUpdate } from './update-managed-fields.ts';
import { updateManagedFields } from './update-managed-fields.ts';

const kinds = createKinds();
const kindOf = (resource: string, group = ''): CompiledKind => {
  const kind = kinds.of({ group, resource });
  if (kind === undefined) throw new Error(`no ${resource}`);
  return kind;
};

interface Write {
  readonly manager: string;
  readonly subresource: '' | 'status';
  readonly object: JsonObject;
}

const withManagedFields = (update: Omit<ManagedUpdate, 'sent' | 'versions'>): JsonObject => {
  const managedFields = updateManagedFields({ ...update, versions: () => update.kind, sent: undefined });
  return withValueAt(update.after, ['metadata', 'managedFields'], managedFields.length === 0 ? undefined : managedFields);
};

const MANAGERS = ['kubectl', 'controller', 'editor'];
const writesOf = (kind: CompiledKind): fc.Arbitrary<readonly Write[]> => {
  const object = arbitraryObject(kind).map((sent) => withValueAt(kind.normalize(kind.default(kind.decode(sent).object)), ['metadata', 'managedFields'], undefined));
  return fc.array(fc.record({ manager: fc.constantFrom(...MANAGERS), subresource: fc.constantFrom('' as const, 'status' as const), object }), { minLength: 1, maxLength: 6 });
};

/** Each write in turn, as the decider has managers recorded: through `status` only the status changes, else all but it. */
const history = (kind: CompiledKind, writes: readonly Write[]): readonly JsonObject[] => {
  const states: JsonObject[] = [];
  writes.forEach(({ manager, subresource, object }, index) => {
    const before = states.at(-1);
    const part = subresource === 'status' && before !== undefined ? withValueAt(before, ['status'], object['status']) : withValueAt(object, ['status'], (before ?? kind.normalize({}))['status']);
    const after = kind.normalize(withValueAt(part, ['metadata', 'managedFields'], valueAt(before, 'metadata', 'managedFields')));
    states.push(withManagedFields({
      kind, before, after, manager, subresource: before === undefined ? '' : subresource, time: `2026-01-01T00:00:0${index}Z`,
    }));
  });
  return states;
};

const setsOf = (object: JsonObject): readonly FieldSet[] => objectsAt(object, 'metadata', 'managedFields').map((entry) => parseFieldSet(entry['fieldsV1']) ?? {});

/** Paths that nothing lies below. */
const leavesOf = (set: FieldSet): FieldSet =>
  Object.fromEntries(Object.entries(set).flatMap(([key, below]) => (key === '.' ? [] : [[key, Object.keys(below).some((each) => each !== '.') ? leavesOf(below) : {}] as const])));

const withoutManaged = (object: JsonObject): JsonObject => withValueAt(object, ['metadata', 'managedFields'], undefined);

describe('managed fields after any writes', () => {
  for (const [resource, group] of [['pods', ''], ['deployments', 'apps'], ['nodes', ''], ['services', ''], ['configmaps', '']] as const) {
    const kind = kindOf(resource, group);

    it(`of ${resource}: every field set has an owner, but for what every object has, and nothing else has`, () => {
      const everybodys = kind.fieldSet(kind.normalize({}));
      fc.assert(fc.property(writesOf(kind), (writes) => {
        for (const object of history(kind, writes)) {
          // Once nothing is recorded of an object, nothing is ever again.
          if (setsOf(object).length === 0) return;
          const owned = setsOf(object).reduce(unionFieldSets, {});
          const there = kind.fieldSet(withoutManaged(object));
          expect(differenceOfFieldSets(differenceOfFieldSets(leavesOf(there), owned), leavesOf(everybodys)), 'set and owned by nobody').to.deep.equal({});
          expect(differenceOfFieldSets(leavesOf(owned), there), 'owned and not set').to.deep.equal({});
        }
      }), { numRuns: 60 });
    });

    it(`of ${resource}: what a write changed is its writer's alone`, () => {
      fc.assert(fc.property(writesOf(kind), (writes) => {
        const states = history(kind, writes);
        states.forEach((object, index) => {
          const { changed } = kind.compare(withoutManaged(states[index - 1] ?? {}), withoutManaged(object));
          const others = objectsAt(object, 'metadata', 'managedFields').filter((entry) => entry['manager'] !== writes[index]?.manager);
          for (const entry of others) expect(isEmptyFieldSet(intersectFieldSets(leavesOf(changed), parseFieldSet(entry['fieldsV1']) ?? {}))).to.equal(true);
        });
      }), { numRuns: 60 });
    });

    it(`of ${resource}: the same write once more changes nothing`, () => {
      fc.assert(fc.property(writesOf(kind), fc.constantFrom(...MANAGERS), (writes, manager) => {
        const last = history(kind, writes).at(-1) ?? {};
        const again = withManagedFields({ kind, before: last, after: last, manager, subresource: '', time: '2027-01-01T00:00:00Z' });
        expect(objectAt(again, 'metadata')).to.deep.equal(objectAt(last, 'metadata'));
      }), { numRuns: 30 });
    });
  }
});
