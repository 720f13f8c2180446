import { expect } from 'chai';
import fc from 'fast-check';
import { RefusalError } from '../../../events/errors.ts';
import type { Json, JsonObject } from '../../../events/json.ts';
import { isJsonObject } from '../../../events/json.ts';
import type { PatchRule, PatchRules } from '../../../events/schema/compiled-kind.ts';
import { applyJsonPatch, parseJsonPatch } from './json-patch.ts';
import { applyMergePatch } from './merge-patch.ts';
import { readPatch } from './read-patch.ts';
import { applyStrategicMergePatch } from './strategic-merge-patch.ts';

const bytes = (value: Json): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const refusalOf = (work: () => unknown): RefusalError['refusal'] => {
  try {
    work();
  } catch (error) {
    if (error instanceof RefusalError) return error.refusal;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('JSON patch', () => {
  const cases: readonly (readonly [string, JsonObject, Json, JsonObject])[] = [
    ['adds a member', { foo: 'bar' }, [{ op: 'add', path: '/baz', value: 'qux' }], { foo: 'bar', baz: 'qux' }],
    ['adds an array element', { foo: ['bar', 'baz'] }, [{ op: 'add', path: '/foo/1', value: 'qux' }], { foo: ['bar', 'qux', 'baz'] }],
    ['appends with a dash', { foo: [1] }, [{ op: 'add', path: '/foo/-', value: 2 }], { foo: [1, 2] }],
    ['removes a member', { baz: 'qux', foo: 'bar' }, [{ op: 'remove', path: '/baz' }], { foo: 'bar' }],
    ['removes an array element', { foo: [1, 2, 3] }, [{ op: 'remove', path: '/foo/1' }], { foo: [1, 3] }],
    ['replaces a value', { baz: 'qux' }, [{ op: 'replace', path: '/baz', value: 'boo' }], { baz: 'boo' }],
    ['replaces by null', { baz: 'qux' }, [{ op: 'replace', path: '/baz', value: null }], { baz: null }],
    ['moves a value', { foo: { bar: 1 }, qux: {} }, [{ op: 'move', from: '/foo/bar', path: '/qux/thud' }], { foo: {}, qux: { thud: 1 } }],
    ['moves an array element', { foo: ['a', 'b', 'c'] }, [{ op: 'move', from: '/foo/0', path: '/foo/2' }], { foo: ['b', 'c', 'a'] }],
    ['copies a value', { a: { b: 1 } }, [{ op: 'copy', from: '/a', path: '/c' }], { a: { b: 1 }, c: { b: 1 } }],
    ['tests a value', { a: [1, 'x'] }, [{ op: 'test', path: '/a/1', value: 'x' }], { a: [1, 'x'] }],
    ['tests absence with null', { a: 1 }, [{ op: 'test', path: '/b', value: null }], { a: 1 }],
    ['reads escapes', { 'a/b': 1, 'm~n': 2 }, [{ op: 'replace', path: '/a~1b', value: 3 }, { op: 'remove', path: '/m~0n' }], { 'a/b': 3 }],
    ['counts negative indexes from the end', { a: [1, 2] }, [{ op: 'remove', path: '/a/-1' }], { a: [1] }],
    ['replaces the template as rollout undo does', { spec: { replicas: 2, template: { a: 1 } } }, [{ op: 'replace', path: '/spec/template', value: { b: 2 } }], { spec: { replicas: 2, template: { b: 2 } } }],
  ];
  for (const [name, document, patch, want] of cases) it(name, () => { expect(applyJsonPatch(document, parseJsonPatch(patch))).to.deep.equal(want); });

  const failing: readonly (readonly [string, JsonObject, Json, string])[] = [
    ['a failing test', { a: 1 }, [{ op: 'test', path: '/a', value: 2 }], 'testing value /a failed: test failed'],
    ['a missing parent', {}, [{ op: 'add', path: '/a/b', value: 1 }], 'add operation does not apply: doc is missing path: "/a/b": missing value'],
    ['removing what is not there', {}, [{ op: 'remove', path: '/a' }], 'remove operation does not apply: doc is missing path: "/a": missing value'],
    ['replacing what is not there', {}, [{ op: 'replace', path: '/a', value: 1 }], 'replace operation does not apply: doc is missing path: "/a": missing value'],
    ['an index beyond the end', { a: [] }, [{ op: 'add', path: '/a/1', value: 1 }], 'add operation does not apply: doc is missing path: "/a/1": missing value'],
    ['moving into itself', { a: {} }, [{ op: 'move', from: '/a', path: '/a/b' }], 'move operation does not apply: "/a/b" lies within "/a"'],
    ['leaving no object', { a: 1 }, [{ op: 'replace', path: '', value: 1 }], 'the patched document is not an object'],
  ];
  for (const [name, document, patch, why] of failing) {
    it(`answers 422 to ${name}`, () => {
      const refusal = refusalOf(() => applyJsonPatch(document, parseJsonPatch(patch)));
      expect(refusal).to.deep.equal({ reason: 'Invalid', message: `the server rejected our request due to an error in our request: ${why}`, details: {} });
    });
  }
  it('stops at 10 000 operations', () => {
    const operations = Array<Json>(10_001).fill({ op: 'test', path: '/a', value: 1 });
    expect(refusalOf(() => parseJsonPatch(operations))).to.deep.equal({ reason: 'RequestEntityTooLarge', message: 'Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001' });
  });
  it('stops copies that multiply', () => {
    const operations = parseJsonPatch(Array.from({ length: 40 }, () => ({ op: 'copy', from: '/a', path: '/a/-' })));
    expect(refusalOf(() => applyJsonPatch({ a: ['x'] }, operations)).reason).to.equal('RequestEntityTooLarge');
  });
  for (const [name, patch] of [['an object', {}], ['an unknown operation', [{ op: 'join', path: '/a' }]], ['a path without a slash', [{ op: 'remove', path: 'a' }]]] as const) {
    it(`refuses ${name} as a patch`, () => { expect(refusalOf(() => parseJsonPatch(patch)).reason).to.equal('BadRequest'); });
  }
  it('leaves the document as it was', () => {
    const document = { a: { b: [1, 2] } };
    applyJsonPatch(document, parseJsonPatch([{ op: 'add', path: '/a/b/0', value: 0 }, { op: 'remove', path: '/a/b/1' }]));
    expect(document).to.deep.equal({ a: { b: [1, 2] } });
  });
});

describe('merge patch', () => {
  const cases: readonly (readonly [string, JsonObject, JsonObject, JsonObject])[] = [
    ['null deletes', { a: 'b', c: 1 }, { a: null }, { c: 1 }],
    ['maps merge', { a: { b: 1, c: 2 } }, { a: { b: 3, c: null } }, { a: { b: 3 } }],
    ['lists replace', { a: [1, 2] }, { a: [3] }, { a: [3] }],
    ['a map replaces a scalar', { a: 1 }, { a: { b: null, c: 2 } }, { a: { c: 2 } }],
  ];
  for (const [name, target, patch, want] of cases) it(name, () => { expect(applyMergePatch(target, patch)).to.deep.equal(want); });
});

const struct = (fields: Readonly<Record<string, PatchRule>>): PatchRules => (field) => fields[field];
const container = struct({
  ports: { strategy: 'merge', mergeKey: 'containerPort', child: struct({}) },
  env: { strategy: 'merge', mergeKey: 'name', child: struct({}) },
  args: { child: undefined },
});
const rules = struct({
  metadata: { child: struct({ finalizers: { strategy: 'merge', child: undefined }, labels: { child: undefined } }) },
  spec: {
    child: struct({
      containers: { strategy: 'merge', mergeKey: 'name', child: container },
      volumes: { strategy: 'merge', mergeKey: 'name', retainKeys: true, child: struct({}) },
      strategy: { retainKeys: true, child: struct({}) },
      tolerations: { child: struct({}) },
      selector: { strategy: 'replace', child: struct({}) },
    }),
  },
});
const spec = (value: JsonObject): JsonObject => ({ spec: value });
const c = (name: string, more: JsonObject = {}): JsonObject => ({ name, ...more });

describe('strategic merge patch', () => {
  const cases: readonly (readonly [string, JsonObject, JsonObject, JsonObject])[] = [
    ['containers merge by name', spec({ containers: [c('a', { image: '1', args: ['x'] }), c('b')] }), spec({ containers: [c('a', { image: '2' })] }), spec({ containers: [c('a', { image: '2', args: ['x'] }), c('b')] })],
    ['a new container goes before those the patch does not name', spec({ containers: [c('a')] }), spec({ containers: [c('b')] }), spec({ containers: [c('b'), c('a')] })],
    ['lists without a merge strategy are replaced', spec({ tolerations: [{ key: 'a' }, { key: 'b' }] }), spec({ tolerations: [{ key: 'c' }] }), spec({ tolerations: [{ key: 'c' }] })],
    ['args are replaced within a merged container', spec({ containers: [c('a', { args: ['1', '2'] })] }), spec({ containers: [c('a', { args: ['3'] })] }), spec({ containers: [c('a', { args: ['3'] })] })],
    ['$patch: delete removes an element', spec({ containers: [c('a'), c('b')] }), spec({ containers: [{ $patch: 'delete', name: 'a' }] }), spec({ containers: [c('b')] })],
    ['$patch: replace in a list replaces the list', spec({ containers: [c('a'), c('b')] }), spec({ containers: [{ $patch: 'replace' }, c('z')] }), spec({ containers: [c('z')] })],
    ['$patch: replace in a map replaces the map', spec({ a: 1, b: 2 }), spec({ $patch: 'replace', c: 3 }), spec({ c: 3 })],
    ['$patch: delete in a map empties it', spec({ a: 1 }), spec({ $patch: 'delete' }), spec({})],
    ['null deletes a field', spec({ unschedulable: true }), spec({ unschedulable: null }), spec({})],
    ['null of an absent field is nothing', {}, spec({ x: null, y: 1 }), spec({ y: 1 })],
    ['$retainKeys clears the other fields', spec({ strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } }), spec({ strategy: { $retainKeys: ['type'], type: 'Recreate' } }), spec({ strategy: { type: 'Recreate' } })],
    ['$retainKeys in a list element changes a volume source', spec({ volumes: [c('v', { emptyDir: {} })] }), spec({ volumes: [{ $retainKeys: ['name', 'configMap'], name: 'v', configMap: { name: 'm' } }] }), spec({ volumes: [c('v', { configMap: { name: 'm' } })] })],
    ['$setElementOrder orders what is merged', spec({ containers: [c('a'), c('b')] }), spec({ '$setElementOrder/containers': [c('b'), c('a')], containers: [c('a', { image: '2' })] }), spec({ containers: [c('b'), c('a', { image: '2' })] })],
    ['$setElementOrder alone reorders', spec({ containers: [c('a'), c('b')] }), spec({ '$setElementOrder/containers': [c('b'), c('a')] }), spec({ containers: [c('b'), c('a')] })],
    ['elements only the server has keep their place', spec({ containers: [c('a'), c('sidecar'), c('b')] }), spec({ '$setElementOrder/containers': [c('a'), c('b'), c('n')], containers: [c('n')] }), spec({ containers: [c('a'), c('sidecar'), c('b'), c('n')] })],
    ['finalizers are a set', { metadata: { finalizers: ['a', 'b'] } }, { metadata: { finalizers: ['b', 'c'] } }, { metadata: { finalizers: ['a', 'b', 'c'] } }],
    ['$deleteFromPrimitiveList takes from a set', { metadata: { finalizers: ['a', 'b'] } }, { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'], '$setElementOrder/finalizers': ['b'] } }, { metadata: { finalizers: ['b'] } }],
    ['a patch strategy replace replaces a map', spec({ selector: { a: '1' } }), spec({ selector: { b: '2' } }), spec({ selector: { b: '2' } })],
    ['ports merge by containerPort', spec({ containers: [c('a', { ports: [{ containerPort: 80, name: 'x' }] })] }), spec({ containers: [c('a', { ports: [{ containerPort: 80, protocol: 'TCP' }, { containerPort: 81 }] })] }), spec({ containers: [c('a', { ports: [{ containerPort: 80, name: 'x', protocol: 'TCP' }, { containerPort: 81 }] })] })],
    ['directives never reach a list that was not there', {}, spec({ containers: [c('a', { x: null }), { $patch: 'delete', name: 'b' }], '$setElementOrder/containers': [c('a')] }), spec({ containers: [c('a')] })],
    ['an unknown field merges as a plain map', { other: { a: 1 } }, { other: { b: 2 } }, { other: { a: 1, b: 2 } }],
  ];
  for (const [name, original, patch, want] of cases) it(name, () => { expect(applyStrategicMergePatch(original, patch, rules)).to.deep.equal(want); });

  it('a new element keeps its place in the order asked for', () => {
    const result = applyStrategicMergePatch(spec({ containers: [c('a'), c('b')] }), spec({ '$setElementOrder/containers': [c('a'), c('n'), c('b')], containers: [c('n')] }), rules);
    expect(result).to.deep.equal(spec({ containers: [c('a'), c('n'), c('b')] }));
  });

  const broken: readonly (readonly [string, JsonObject, JsonObject, string])[] = [
    ['an element without its key', spec({ containers: [c('a')] }), spec({ containers: [{ image: 'x' }] }), 'map: {"image":"x"} does not contain declared merge key: name'],
    ['an unknown directive', spec({}), spec({ $patch: 'frob' }), 'unknown patch type: "frob" in map: {"$patch":"frob"}'],
    ['a field outside $retainKeys', spec({ strategy: {} }), spec({ strategy: { $retainKeys: ['type'], rollingUpdate: {} } }), 'invalid patch format of retainKeys'],
    ['an element outside $setElementOrder', spec({ containers: [c('a')] }), spec({ '$setElementOrder/containers': [c('a')], containers: [c('b')] }), 'invalid patch format of setElementOrder list'],
  ];
  for (const [name, original, patch, message] of broken) {
    it(`refuses ${name}`, () => { expect(refusalOf(() => applyStrategicMergePatch(original, patch, rules))).to.deep.equal({ reason: 'BadRequest', message }); });
  }

  const tree = fc.letrec<{ value: Json; object: JsonObject }>((tie) => ({
    value: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.constant('s'), fc.array(fc.integer(), { maxLength: 3 }), tie('object')),
    object: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { maxKeys: 3, noNullPrototype: true }),
  })).object;
  it('without rules and directives it is a merge patch', () => {
    fc.assert(fc.property(tree, tree, (original, patch) => {
      expect(applyStrategicMergePatch(original, patch, () => undefined)).to.deep.equal(applyMergePatch(original, patch));
    }));
  });
  it('applying a patch twice changes nothing more', () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 });
    fc.assert(fc.property(names, names, (before, patched) => {
      const patch = spec({ containers: patched.map((name) => c(name, { image: '2' })), '$setElementOrder/containers': patched.map((name) => c(name)) });
      const once = applyStrategicMergePatch(spec({ containers: before.map((name) => c(name)) }), patch, rules);
      expect(applyStrategicMergePatch(once, patch, rules)).to.deep.equal(once);
      expect(isJsonObject(once['spec'])).to.equal(true);
    }));
  });
});

describe('reading a patch', () => {
  it('applies by content type', () => {
    const patch = readPatch({ contentType: 'application/merge-patch+json; charset=utf-8', bytes: bytes({ a: null }), rules });
    expect(patch.apply({ a: 1, b: 2 })).to.deep.equal({ b: 2 });
  });
  it('notes duplicate keys', () => {
    const text = new TextEncoder().encode('{"a":1,"a":2}');
    expect(readPatch({ contentType: 'application/merge-patch+json', bytes: text, rules }).complaints).to.deep.equal(['duplicate field "a"']);
  });
  const refused = [
    ['apply patches', 'application/apply-patch+yaml', '{}', 'UnsupportedMediaType'],
    ['bad JSON', 'application/merge-patch+json', '{', 'BadRequest'],
    ['a list as merge patch', 'application/merge-patch+json', '[]', 'BadRequest'],
  ] as const;
  for (const [name, contentType, text, reason] of refused) {
    it(`refuses ${name}`, () => { expect(refusalOf(() => readPatch({ contentType, bytes: new TextEncoder().encode(text), rules })).reason).to.equal(reason); });
  }
});
