import { assert } from 'chai';
import fc from 'fast-check';
import type { Endpoint, EndpointSlice } from '../../../events/resources/discovery/endpoint-slice/schema.ts';
import { endpointSlices } from '../../../events/resources/discovery/endpoint-slice/schema.ts';
import type { Viewed } from '../../kit/reconciler.ts';
import { MAX_ENDPOINTS_PER_SLICE, pack } from './pack.ts';

const endpoint = (id: number, ready = true): Endpoint => ({ addresses: [`10.0.${id >> 8}.${id & 255}`], conditions: { ready }, targetRef: { kind: 'Pod', namespace: 'default', name: `p${id}` } });
const range = (from: number, to: number): readonly Endpoint[] => Array.from({ length: to - from }, (_, index) => endpoint(from + index));
const slice = (name: string, endpoints: readonly Endpoint[]): Viewed<EndpointSlice> => ({
  entry: { ...endpointSlices, namespace: 'default', name, sequence: 1, previous: 0, form: 'json', body: new Uint8Array() },
  object: { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { name, namespace: 'default', uid: name, creationTimestamp: '2024-05-01T00:00:00Z' }, addressType: 'IPv4', endpoints: [...endpoints], ports: [] },
});

const summary = (existing: readonly Viewed<EndpointSlice>[], desired: readonly Endpoint[], isOutdated = false) => {
  const { update, create, remove } = pack(existing, desired, () => isOutdated);
  return { update: Object.fromEntries(update.map((one) => [one.slice.entry.name, one.endpoints.length])), create: create.map(({ length }) => length), remove: remove.map(({ entry }) => entry.name) };
};

const NOTHING = { update: {}, create: [], remove: [] };

const CASES: readonly (readonly [string, ReturnType<typeof summary>, ReturnType<typeof summary>])[] = [
  ['the first endpoints make a slice', summary([], range(0, 3)), { ...NOTHING, create: [3] }],
  ['a slice holds no more than 100', summary([], range(0, 250)), { ...NOTHING, create: [100, 100, 50] }],
  ['what is there already stays untouched', summary([slice('a', range(0, 3))], range(0, 3)), NOTHING],
  ['a new one goes into the fullest slice with room', summary([slice('a', range(0, 10)), slice('b', range(10, 90)), slice('c', range(90, 190))], range(0, 191)), { ...NOTHING, update: { b: 81 } }],
  ['new ones go first into a slice that changes anyway', summary([slice('a', range(0, 10)), slice('b', range(10, 90))], [...range(1, 90), endpoint(200)]), { ...NOTHING, update: { a: 10 } }],
  ['a rest that fits nowhere makes a new slice', summary([slice('a', range(0, 99))], range(0, 101)), { ...NOTHING, create: [2] }],
  ['an emptied slice goes', summary([slice('a', range(0, 1)), slice('b', range(1, 3))], range(1, 3)), { ...NOTHING, remove: ['a'] }],
  ['a changed state rewrites its slice alone', summary([slice('a', range(0, 2)), slice('b', range(2, 4))], [...range(0, 3), endpoint(3, false)]), { ...NOTHING, update: { b: 2 } }],
  ['other labels rewrite every slice', summary([slice('a', range(0, 2)), slice('b', range(2, 4))], range(0, 4), true), { ...NOTHING, update: { a: 2, b: 2 } }],
  ['an endpoint in two slices stays in the first', summary([slice('a', range(0, 2)), slice('b', range(1, 3))], range(0, 3)), { ...NOTHING, update: { b: 1 } }],
];

describe('packing endpoints into slices', () => {
  for (const [name, actual, expected] of CASES) it(name, () => assert.deepEqual(actual, expected));

  it('places every wanted endpoint exactly once, never overfills a slice, and is at rest afterwards', () => {
    const ids = fc.uniqueArray(fc.nat(400), { maxLength: 350 });
    fc.assert(fc.property(fc.array(fc.uniqueArray(fc.nat(400), { maxLength: 100 }), { maxLength: 4 }), ids, (before, wanted) => {
      const existing = before.map((some, index) => slice(`s${index}`, some.map((id) => endpoint(id))));
      const { update, create, remove } = pack(existing, wanted.map((id) => endpoint(id)), () => false);
      const changed = new Map(update.map((one) => [one.slice.entry.name, one.endpoints]));
      const gone = new Set(remove.map(({ entry }) => entry.name));
      const after = [
        ...existing.filter(({ entry }) => !gone.has(entry.name)).map((one) => slice(one.entry.name, changed.get(one.entry.name) ?? one.object.endpoints ?? [])),
        ...create.map((endpoints, index) => slice(`n${index}`, endpoints)),
      ];
      const placed = after.flatMap(({ object }) => (object.endpoints ?? []).map(({ addresses }) => addresses[0]));
      assert.sameMembers(placed, wanted.map((id) => endpoint(id).addresses[0]));
      assert.lengthOf(placed, wanted.length);
      assert.isTrue(after.every(({ object }) => (object.endpoints ?? []).length <= MAX_ENDPOINTS_PER_SLICE));
      assert.deepEqual(pack(after, wanted.map((id) => endpoint(id)), () => false), { update: [], create: [], remove: [] });
    }), { numRuns: 100 });
  });
});
