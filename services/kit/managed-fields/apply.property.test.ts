import { expect } from 'chai';
import fc from 'fast-check';
import type { JsonObject } from '../../../events/json.ts';
import { objectsAt, withValueAt, withoutKeys } from '../../../events/json-path.ts';
import { createKinds } from '../../../events/resources/registry.ts';
import type { CompiledKind, FieldSet } from '../../../events/schema/compiled-kind.ts';
import { differenceOfFieldSets, intersectFieldSets, isEmptyFieldSet, parseFieldSet, unionFieldSets } from '../../../events/schema/field-set.ts';
import { arbitraryObject } from '../../../test/support/arbitrary-object.ts';
import { applyConfiguration } from './apply-configuration.ts';
import type { Applied } from './apply-configuration.ts';
import { ownedPart } from './owned-part.ts';

const kinds = createKinds();
const kindOf = (resource: string, group = ''): CompiledKind => {
  const kind = kinds.of({ group, resource });
  if (kind === undefined) throw new Error(`no ${resource}`);
  return kind;
};

/** What a client might apply: any object of the kind whose lists hold no item twice. */
const configOf = (kind: CompiledKind): fc.Arbitrary<JsonObject> =>
  arbitraryObject(kind)
    .map((sent) => withValueAt(sent, ['metadata', 'managedFields'], undefined))
    .filter((sent) => kind.apply.check(sent).length === 0);

/** The same without values that are nothing to the kind, such as empty texts, which the normal form drops. */
const plainConfigOf = (kind: CompiledKind): fc.Arbitrary<JsonObject> => configOf(kind).map((config) => kind.normalize(kind.decode(config).object));

interface Apply {
  readonly config: JsonObject;
  readonly manager: string;
  readonly force?: boolean;
  readonly second?: number;
}

const tryApply = (kind: CompiledKind, stored: JsonObject | undefined, { config, manager, force = false, second = 0 }: Apply): Applied =>
  applyConfiguration({ kind, versions: () => kind, stored, config, manager, subresource: '', force, time: `2026-01-01T00:00:0${second}Z` });

interface Done {
  /** As merged, not yet in normal form. */
  readonly object: JsonObject;
  readonly stored: JsonObject;
}

const apply = (kind: CompiledKind, stored: JsonObject | undefined, what: Apply): Done => {
  const applied = tryApply(kind, stored, what);
  if (!applied.ok) throw new Error('a conflict');
  const { managedFields } = applied;
  const object = kind.normalize(kind.decode(applied.object).object);
  return { object: applied.object, stored: withValueAt(object, ['metadata', 'managedFields'], managedFields.length === 0 ? undefined : managedFields) };
};

const fieldsOf = (object: JsonObject, manager: string): FieldSet => parseFieldSet(objectsAt(object, 'metadata', 'managedFields').find((entry) => entry['manager'] === manager)?.['fieldsV1']) ?? {};
const setOf = (kind: CompiledKind, config: JsonObject): FieldSet => ownedPart(kind.definition, '', kind.fieldSet(config));
const bare = (object: JsonObject): JsonObject => withValueAt(object, ['metadata', 'managedFields'], undefined);

/** Half of what a configuration sets. */
const halfOf = (kind: CompiledKind, config: JsonObject): JsonObject => {
  const spec = config['spec'] ?? config['data'];
  const key = config['spec'] === undefined ? 'data' : 'spec';
  const names = typeof spec === 'object' && spec !== null && !Array.isArray(spec) ? Object.keys(spec) : [];
  return kind.apply.merge({}, withValueAt(config, [key], names.length === 0 ? undefined : withoutKeys(spec as JsonObject, names.filter((_, index) => index % 2 === 0))));
};

const RUNS = { numRuns: 60 };

describe('applies of any configurations', () => {
  for (const [resource, group] of [['pods', ''], ['deployments', 'apps'], ['services', ''], ['configmaps', ''], ['nodes', '']] as const) {
    const kind = kindOf(resource, group);
    const configs = configOf(kind);
    const plain = plainConfigOf(kind);

    it(`of ${resource}: once more changes nothing but what the normal form changed`, () => {
      fc.assert(fc.property(configs, (config) => {
        const once = apply(kind, undefined, { config, manager: 'alice' });
        const twice = apply(kind, once.stored, { config, manager: 'alice', second: 1 });
        expect(bare(twice.stored)).to.deep.equal(bare(once.stored));
        expect(fieldsOf(twice.stored, 'alice')).to.deep.equal(fieldsOf(once.stored, 'alice'));
        const normal = kind.normalize(kind.decode(config).object);
        const settled = apply(kind, apply(kind, undefined, { config: normal, manager: 'alice' }).stored, { config: normal, manager: 'alice', second: 1 });
        expect(JSON.stringify(settled.stored)).not.to.contain('2026-01-01T00:00:01Z');
      }), RUNS);
    });

    it(`of ${resource}: the manager owns what it sets, and the object has it`, () => {
      fc.assert(fc.property(configs, configs, (first, second) => {
        const once = apply(kind, undefined, { config: first, manager: 'alice' });
        const forced = apply(kind, once.stored, { config: second, manager: 'bob', force: true, second: 1 });
        expect(fieldsOf(forced.stored, 'bob'), 'bob').to.deep.equal(setOf(kind, second));
        expect(kind.compare(forced.object, kind.apply.merge(forced.object, second)), 'lacking').to.deep.equal({ changed: {}, removed: {} });
        const { changed } = kind.compare(bare(once.stored), forced.object);
        expect(isEmptyFieldSet(intersectFieldSets(ownedPart(kind.definition, '', changed), fieldsOf(forced.stored, 'alice'))), 'changed, yet alice’s').to.equal(true);
      }), RUNS);
    });

    it(`of ${resource}: without force others' fields never change`, () => {
      fc.assert(fc.property(configs, configs, (first, second) => {
        const { stored } = apply(kind, undefined, { config: first, manager: 'alice' });
        const applied = tryApply(kind, stored, { config: second, manager: 'bob' });
        if (applied.ok) expect(fieldsOf({ metadata: { managedFields: applied.managedFields } }, 'alice')).to.deep.equal(fieldsOf(stored, 'alice'));
        else for (const { entry, fields } of applied.conflicts) expect(differenceOfFieldSets(fields, entry.fields)).to.deep.equal({});
      }), RUNS);
    });

    it(`of ${resource}: two managers of different fields may come in either order`, () => {
      fc.assert(fc.property(plain, plain, (first, both) => {
        const second = kind.apply.remove(both, setOf(kind, first));
        fc.pre(kind.apply.check(second).length === 0);
        const [one, other] = [{ config: first, manager: 'alice' }, { config: second, manager: 'bob' }];
        fc.pre([[one, other], [other, one]].every(([early, late]) => early !== undefined && late !== undefined && tryApply(kind, apply(kind, undefined, early).stored, late).ok));
        const forth = apply(kind, apply(kind, undefined, one).stored, other).stored;
        const back = apply(kind, apply(kind, undefined, other).stored, one).stored;
        expect(kind.compare(bare(forth), bare(back))).to.deep.equal({ changed: {}, removed: {} });
        expect(objectsAt(forth, 'metadata', 'managedFields')).to.deep.equal(objectsAt(back, 'metadata', 'managedFields'));
      }), RUNS);
    });

    it(`of ${resource}: what is given up goes, unless somebody else owns it`, () => {
      fc.assert(fc.property(plain, plain, (first, second) => {
        const once = apply(kind, undefined, { config: first, manager: 'alice' }).stored;
        const twice = apply(kind, once, { config: second, manager: 'bob', force: true }).stored;
        const owned = fieldsOf(twice, 'alice');
        const less = halfOf(kind, first);
        const last = apply(kind, twice, { config: less, manager: 'alice', force: true });
        const given = differenceOfFieldSets(owned, setOf(kind, less));
        const others = kind.apply.withStructs(unionFieldSets(setOf(kind, less), fieldsOf(last.stored, 'bob')));
        const has = kind.fieldSet(last.object);
        expect(intersectFieldSets(differenceOfFieldSets(given, others), has), 'given up, yet there').to.deep.equal({});
        expect(differenceOfFieldSets(fieldsOf(last.stored, 'bob'), kind.apply.withStructs(has)), 'bob’s, yet gone').to.deep.equal({});
      }), RUNS);
    });

    it(`of ${resource}: what nobody owned stays`, () => {
      fc.assert(fc.property(configs, configs, (there, config) => {
        const stored = bare(kind.normalize(kind.decode(there).object));
        const more = tryApply(kind, stored, { config, manager: 'alice', force: true });
        const object = more.ok ? kind.normalize(kind.decode(more.object).object) : {};
        const { stored: after } = apply(kind, withValueAt(object, ['metadata', 'managedFields'], undefined), { config: {}, manager: 'alice' });
        expect(bare(after)).to.deep.equal(object);
      }), RUNS);
    });

    it(`of ${resource}: field sets read back as they were written`, () => {
      fc.assert(fc.property(configs, (config) => {
        const set = setOf(kind, config);
        expect(JSON.stringify(parseFieldSet(JSON.parse(JSON.stringify(set))))).to.equal(JSON.stringify(set));
        expect(setOf(kind, kind.apply.remove(config, set))).to.deep.equal({});
      }), RUNS);
    });
  }
});
