import { expect } from 'chai';
import fc from 'fast-check';
import { jsonEqual } from '../../../events/json-equal.ts';
import type { Json, JsonObject } from '../../../events/json.ts';
import { isJsonObject } from '../../../events/json.ts';
import { isJsonArray } from '../../../events/json-path.ts';
import { createKinds } from '../../../events/resources/registry.ts';
import type { CompiledKind, PatchRule, PatchRules } from '../../../events/schema/compiled-kind.ts';
import { arbitraryObject } from '../../../test/support/arbitrary-object.ts';
import { applyMergePatch } from './merge-patch.ts';
import { applyStrategicMergePatch } from './strategic-merge-patch.ts';
import { threadCpuMs } from '../../../test/support/thread-cpu.ts';

/** A patch from one object to another, as kubectl makes one. */
const strategicDiff = (before: JsonObject, after: JsonObject, rules: PatchRules | undefined): JsonObject => {
  const entries: (readonly [string, Json])[] = [];
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = [before[key], after[key]];
    if (jsonEqual(old, now)) continue;
    if (now === undefined) entries.push([key, null]);
    else entries.push(...fieldDiff(key, [old, now], rules?.(key)));
  }
  return Object.fromEntries(entries);
};

const retaining = (patch: JsonObject, after: JsonObject, rule: PatchRule | undefined): JsonObject =>
  rule?.retainKeys === true ? { ...patch, $retainKeys: Object.keys(after).sort() } : patch;

const fieldDiff = (key: string, [old, now]: readonly [Json | undefined, Json], rule: PatchRule | undefined): readonly (readonly [string, Json])[] => {
  if (isJsonObject(old) && isJsonObject(now) && rule?.strategy !== 'replace') return [[key, retaining(strategicDiff(old, now, rule?.child), now, rule)]];
  if (isJsonArray(old) && isJsonArray(now) && rule?.strategy === 'merge') return listDiff(key, [old, now], rule);
  return [[key, now]];
};

const listDiff = (key: string, [old, now]: readonly [readonly Json[], readonly Json[]], rule: PatchRule): readonly (readonly [string, Json])[] => {
  const { mergeKey, child } = rule;
  if (mergeKey === undefined) {
    const [added, gone] = [now.filter((item) => !old.includes(item)), old.filter((item) => !now.includes(item))];
    return [[`$setElementOrder/${key}`, now], ...(added.length === 0 ? [] : [[key, added] as const]), ...(gone.length === 0 ? [] : [[`$deleteFromPrimitiveList/${key}`, gone] as const])];
  }
  const keyOf = (item: Json | undefined): Json => (isJsonObject(item) ? item[mergeKey] ?? null : null);
  const changed = now.flatMap((item): readonly Json[] => {
    const before = old.find((other) => jsonEqual(keyOf(other), keyOf(item)));
    if (jsonEqual(before, item) || !isJsonObject(item)) return [];
    return isJsonObject(before) ? [{ ...retaining(strategicDiff(before, item, child), item, rule), [mergeKey]: keyOf(item) }] : [item];
  });
  const gone = old.filter((item) => !now.some((other) => jsonEqual(keyOf(other), keyOf(item)))).map((item) => ({ $patch: 'delete', [mergeKey]: keyOf(item) }));
  return [[`$setElementOrder/${key}`, now.map((item) => ({ [mergeKey]: keyOf(item) }))], ...(changed.length + gone.length === 0 ? [] : [[key, [...changed, ...gone]] as const])];
};

const kinds = createKinds();
const kindOf = (resource: string, group = ''): CompiledKind => {
  const kind = kinds.of({ group, resource });
  if (kind === undefined) throw new Error(`no ${resource}`);
  return kind;
};
const stored = (kind: CompiledKind): fc.Arbitrary<JsonObject> => arbitraryObject(kind).map((sent) => kind.normalize(kind.default(kind.decode(sent).object)));

const json = fc.letrec<{ value: Json; object: JsonObject }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.constantFrom('', 's'), fc.array(fc.integer(), { maxLength: 3 }), tie('object')),
  object: fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__'), tie('value'), { maxKeys: 3, noNullPrototype: true }),
})).object;

describe('patches of any objects', () => {
  for (const [resource, group] of [['pods', ''], ['deployments', 'apps'], ['nodes', ''], ['services', ''], ['serviceaccounts', ''], ['secrets', '']] as const) {
    const kind = kindOf(resource, group);
    it(`lead from one of the ${resource} to another, and there once more to the same`, () => {
      fc.assert(fc.property(stored(kind), stored(kind), (before, after) => {
        const patch = strategicDiff(before, after, kind.patchRules);
        const patched = applyStrategicMergePatch(before, patch, kind.patchRules);
        expect(patched).to.deep.equal(after);
        expect(applyStrategicMergePatch(patched, patch, kind.patchRules), 'once more').to.deep.equal(after);
      }), { numRuns: 150 });
    });
  }

  it('that are empty change nothing', () => {
    const pods = kindOf('pods');
    fc.assert(fc.property(stored(pods), (object) => {
      expect(applyStrategicMergePatch(object, {}, pods.patchRules)).to.deep.equal(object);
      expect(applyMergePatch(object, {})).to.deep.equal(object);
    }), { numRuns: 50 });
  });

  it('of plain JSON merge to the same however often they are applied', () => {
    fc.assert(fc.property(json, json, (target, patch) => {
      const once = applyMergePatch(target, patch);
      expect(applyMergePatch(once, patch)).to.deep.equal(once);
    }));
  });

  it('leave neither the object nor the patch changed', () => {
    const pods = kindOf('pods');
    fc.assert(fc.property(stored(pods), stored(pods), (before, after) => {
      const patch = strategicDiff(before, after, pods.patchRules);
      const [objectText, patchText] = [JSON.stringify(before), JSON.stringify(patch)];
      applyStrategicMergePatch(before, patch, pods.patchRules);
      expect([JSON.stringify(before), JSON.stringify(patch)]).to.deep.equal([objectText, patchText]);
    }), { numRuns: 50 });
  });

  it('merge very long lists in time that grows with their length', () => {
    const MANY = 30_000;
    const pods = kindOf('pods');
    const pod = (image: string): JsonObject => ({
      metadata: { finalizers: Array.from({ length: MANY }, (_, index) => `x/f${index}`) },
      spec: { volumes: Array.from({ length: MANY }, (_, index) => ({ name: `v${index}`, configMap: { name: image } })) },
    });
    const started = threadCpuMs();
    expect(applyStrategicMergePatch(pod('a'), pod('b'), pods.patchRules)).to.deep.equal(pod('b'));
    expect(threadCpuMs() - started).to.be.lessThan(5_000);
  });
});
