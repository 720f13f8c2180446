import { expect } from 'chai';
import fc from 'fast-check';
import type { Recorded } from '../../events/envelope.ts';
import type { JsonObject } from '../../events/json.ts';
import { stringAt } from '../../events/json-path.ts';
import type { Entry, Snapshot } from '../cluster-state/cluster-state.ts';
import { createClusterState } from '../cluster-state/create-cluster-state.ts';
import type { Attribute } from './object-index.ts';
import { createObjectIndex } from './object-index.ts';

const PODS = { group: '', resource: 'pods' };

interface Step { readonly name: string; readonly namespace: string; readonly gone: boolean; readonly node: string; readonly owner: string; readonly label: string }

const event = ({ name, namespace, gone, node, owner, label }: Step, sequence: number): Recorded => ({
  id: `${sequence}`, type: 'PodUpdated', time: '', actor: '', correlation: '', ref: { ...PODS, namespace, name }, operation: gone ? 'delete' : 'put', form: 'json',
  object: new TextEncoder().encode(JSON.stringify({
    metadata: { name, labels: { app: label }, ownerReferences: [{ uid: owner, controller: true }, { uid: 'other' }] }, spec: { nodeName: node },
  })),
  decision: { reason: '' }, stream: 'EVENTS', sequence, storedAtMs: 0,
});

const step = fc.record({
  name: fc.constantFrom('a', 'b', 'c', 'd', 'e'), namespace: fc.constantFrom('x', 'x-y', 'y'), gone: fc.boolean(),
  node: fc.constantFrom('n1', 'n2', ''), owner: fc.constantFrom('u1', 'u2'), label: fc.constantFrom('web', 'db'),
});

const parse = (entry: Entry): JsonObject => JSON.parse(Buffer.from(entry.body).toString()) as JsonObject;
const scan = (snapshot: Snapshot, matches: (object: JsonObject) => boolean, namespace?: string): readonly string[] =>
  [...snapshot.list(PODS, namespace === undefined ? {} : { namespace })].filter((entry) => matches(parse(entry))).map((entry) => `${entry.namespace}/${entry.name}@${entry.sequence}`);

const cases: readonly { readonly attribute: Attribute; readonly value: string; readonly matches: (object: JsonObject) => boolean }[] = [
  { attribute: { by: 'controller' }, value: 'u1', matches: (object) => JSON.stringify(object).includes('"uid":"u1"') },
  { attribute: { by: 'owner' }, value: 'other', matches: () => true },
  { attribute: { by: 'controller' }, value: 'other', matches: () => false },
  { attribute: { by: 'label', key: 'app' }, value: 'web', matches: (object) => stringAt(object, 'metadata', 'labels', 'app') === 'web' },
  { attribute: { by: 'field', field: 'spec.nodeName' }, value: 'n1', matches: (object) => stringAt(object, 'spec', 'nodeName') === 'n1' },
  { attribute: { by: 'field', field: 'spec.nodeName' }, value: '', matches: (object) => stringAt(object, 'spec', 'nodeName') === '' },
];

describe('object index', () => {
  it('finds what a scan finds, in every snapshot, newer or older', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 60 }), fc.array(fc.nat(), { maxLength: 10 }), (steps, looks) => {
      const state = createClusterState();
      const index = createObjectIndex(() => ({ 'spec.nodeName': (object) => stringAt(object, 'spec', 'nodeName') }));
      const snapshots = [state.snapshot()];
      steps.forEach((each, at) => {
        state.apply([event(each, at + 1)]);
        snapshots.push(state.snapshot());
      });
      for (const look of [...looks, snapshots.length - 1]) {
        const snapshot = snapshots[look % snapshots.length]!;
        for (const { attribute, value, matches } of cases) {
          const names = (entries: Iterable<Entry>): string[] => [...entries].map((entry) => `${entry.namespace}/${entry.name}@${entry.sequence}`);
          expect(names(index.find(snapshot, { resource: PODS, attribute, value }))).to.deep.equal(scan(snapshot, matches));
          expect(names(index.find(snapshot, { resource: PODS, attribute, value, namespace: 'x' }))).to.deep.equal(scan(snapshot, matches, 'x'));
        }
      }
    }), { numRuns: 60 });
  });

  it('asked gently, finds the same, whoever else is asking for other moments meanwhile', async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60 }), fc.array(fc.nat(), { minLength: 2, maxLength: 6 }), async (steps, looks) => {
      const state = createClusterState();
      const index = createObjectIndex(() => ({ 'spec.nodeName': (object) => stringAt(object, 'spec', 'nodeName') }));
      const snapshots = steps.map((each, at) => {
        state.apply([event(each, at + 1)]);
        return state.snapshot();
      });
      const pause = (): Promise<void> => Promise.resolve();
      const names = (entries: Iterable<Entry>): string[] => [...entries].map((entry) => `${entry.namespace}/${entry.name}@${entry.sequence}`);
      await Promise.all(looks.map(async (look) => {
        const snapshot = snapshots[look % snapshots.length]!;
        const moment = await index.at(snapshot, { resource: PODS, attribute: { by: 'field', field: 'spec.nodeName' }, pause });
        await pause();
        const expected = scan(snapshot, (object) => stringAt(object, 'spec', 'nodeName') === 'n1');
        expect(names(moment.withTerm('n1'))).to.deep.equal(expected);
        expect(moment.countWithTerm('n1')).to.equal(expected.length);
        expect(names(moment.withTerm('n1', { after: 'x/b' }))).to.deep.equal(expected.filter((name) => name.split('@')[0]! > 'x/b'));
        expect(names(moment.withTerm('n1', { namespace: 'y', after: 'x/b' }))).to.deep.equal(expected.filter((name) => name.startsWith('y/')));
        expect(names(moment.withAnyTerm()).toSorted()).to.deep.equal(scan(snapshot, () => true).toSorted());
      }));
    }), { numRuns: 60 });
  });

  it('counts what it cannot read', async () => {
    const state = createClusterState();
    const index = createObjectIndex();
    const bad = { ...event({ name: 'a', namespace: 'x', gone: false, node: '', owner: '', label: '' }, 1), object: new TextEncoder().encode('{') };
    state.apply([bad]);
    const query = { resource: PODS, attribute: { by: 'label', key: 'app' }, pause: () => Promise.resolve() } as const;
    expect((await index.at(state.snapshot(), query)).unreadable).to.equal(1);
    state.apply([event({ name: 'a', namespace: 'x', gone: false, node: '', owner: '', label: 'web' }, 2)]);
    expect((await index.at(state.snapshot(), query)).unreadable).to.equal(0);
  });
});
