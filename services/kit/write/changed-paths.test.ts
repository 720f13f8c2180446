import { expect } from 'chai';
import type { JsonObject } from '../../../events/json.ts';
import { changedPaths } from './changed-paths.ts';

const cases: readonly { readonly name: string; readonly before: JsonObject; readonly after: JsonObject; readonly paths: readonly string[] }[] = [
  { name: 'names the leaf that changed', before: { spec: { replicas: 1, paused: true } }, after: { spec: { replicas: 2, paused: true } }, paths: ['spec.replicas'] },
  { name: 'names what was added and what went', before: { a: { x: 1 } }, after: { a: { y: 1 } }, paths: ['a.x', 'a.y'] },
  { name: 'goes into lists of the same length', before: { c: [{ image: 'a' }, { image: 'b' }] }, after: { c: [{ image: 'a' }, { image: 'c' }] }, paths: ['c[1].image'] },
  { name: 'names a list whose length changed as a whole', before: { c: [1] }, after: { c: [1, 2] }, paths: ['c'] },
  { name: 'quotes keys that are no words', before: { metadata: { annotations: {} } }, after: { metadata: { annotations: { 'a.b/c': 'x' } } }, paths: ['metadata.annotations["a.b/c"]'] },
  { name: 'leaves bookkeeping out', before: { metadata: { managedFields: [] } }, after: { metadata: { managedFields: [1] } }, paths: [] },
  { name: 'stops at 64', before: {}, after: Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`k${n}`, n])), paths: Array.from({ length: 64 }, (_, n) => `k${n}`) },
];

describe('changed paths', () => {
  for (const { name, before, after, paths } of cases) it(name, () => expect(changedPaths(before, after)).to.deep.equal(paths));
});
