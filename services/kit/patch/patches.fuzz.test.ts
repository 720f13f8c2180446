import { expect } from 'chai';
import fc from 'fast-check';
import { RefusalError } from '../../../events/errors.ts';
import type { JsonObject } from '../../../events/json.ts';
import { createKinds } from '../../../events/resources/registry.ts';
import { RUNS, answersOrRefuses } from '../../../test/support/hostile.ts';
import { readPatch } from './read-patch.ts';

const pods = createKinds().of({ group: '', resource: 'pods' });
const rules = pods?.patchRules;
const apply = (contentType: string, body: unknown, object: JsonObject): JsonObject | undefined =>
  answersOrRefuses(() => readPatch({ contentType, bytes: Buffer.from(JSON.stringify(body)), rules: rules ?? (() => { throw new Error('no pods'); })() }).apply(object), [RefusalError]);

const JSON_PATCH = 'application/json-patch+json';
const key = fc.constantFrom('a', 'b', 'spec', 'containers', 'name', 'metadata', 'labels', '__proto__', 'constructor', '$patch', '$retainKeys', '$setElementOrder/containers', '$deleteFromPrimitiveList/finalizers', '0', '-', '~', '/', '');
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  any: fc.oneof({ depthSize: 'small' }, fc.constantFrom(null, 'delete', 'replace', 'merge', 0, 1, true, 'x'), fc.array(tie('any'), { maxLength: 3 }), fc.array(fc.tuple(key, tie('any')), { maxLength: 3 }).map((entries) => Object.fromEntries(entries))),
})).any;
const object = fc.array(fc.tuple(key, value), { maxLength: 4 }).map((entries): JsonObject => JSON.parse(JSON.stringify(Object.fromEntries(entries))));
const pointer = fc.array(key, { maxLength: 4 }).map((tokens) => tokens.map((token) => `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''));
const operation = fc.record({ op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test', 'other'), path: fc.oneof(pointer, fc.string()), from: pointer, value });

describe('patches, whatever they say', () => {
  it('of JSON are applied or refused, and leave the object as it was', () => {
    fc.assert(fc.property(object, fc.array(operation, { maxLength: 6 }), (target, operations) => {
      const before = JSON.stringify(target);
      apply(JSON_PATCH, operations, target);
      expect(JSON.stringify(target)).to.equal(before);
    }), { numRuns: RUNS });
  });
  for (const kind of ['merge', 'strategic-merge']) {
    it(`of ${kind} are applied or refused, and leave the object as it was`, () => {
      fc.assert(fc.property(object, object, (target, patch) => {
        const before = JSON.stringify(target);
        apply(`application/${kind}-patch+json`, patch, target);
        expect(JSON.stringify(target)).to.equal(before);
      }), { numRuns: RUNS });
    });
  }
  it('reach no prototype', () => {
    const patch = JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}');
    for (const kind of ['merge', 'strategic-merge']) apply(`application/${kind}-patch+json`, patch, {});
    apply(JSON_PATCH, [{ op: 'add', path: '/__proto__', value: { polluted: true } }, { op: 'add', path: '/__proto__/polluted', value: true }, { op: 'add', path: '/constructor/prototype/polluted', value: true }], {});
    expect(Reflect.get({}, 'polluted')).to.equal(undefined);
  });

  const many = (make: (index: number) => object): object[] => Array.from({ length: 10_000 }, (_, index) => make(index));
  const large: JsonObject = { data: Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`key-${index}`, 'value'])), list: Array.from({ length: 50_000 }, (_, index) => index) };
  const costly: readonly (readonly [string, readonly object[]])[] = [
    ['adds to a large map', many((index) => ({ op: 'add', path: `/data/new-${index}`, value: 'x' }))],
    ['inserts at the front of a long list', many((index) => ({ op: 'add', path: '/list/0', value: index }))],
    ['tests of a large map', many(() => ({ op: 'test', path: '/data', value: {} }))],
    ['copies of themselves', many(() => ({ op: 'copy', from: '/data', path: '/data/copy' }))],
    ['moves to and fro', many((index) => ({ op: 'move', from: index % 2 === 0 ? '/data' : '/other', path: index % 2 === 0 ? '/other' : '/data' }))],
    ['ever deeper nesting', many((index) => ({ op: 'add', path: `${'/a'.repeat(index % 140)}/a`, value: {} }))],
  ];
  for (const [what, operations] of costly) it(`take no long time for ten thousand ${what}`, function slow() { this.timeout(20_000); apply(JSON_PATCH, operations, large); });
  it('may not have more operations', () => {
    expect(() => readPatch({ contentType: JSON_PATCH, bytes: Buffer.from(JSON.stringify([...many(() => ({ op: 'remove', path: '/a' })), {}])), rules: rules ?? (() => { throw new Error('no pods'); })() }))
      .to.throw(RefusalError, 'Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001');
  });
});
