import { expect } from 'chai';
import type { Change, Entry } from '../../../projections/cluster-state/cluster-state.ts';
import { transitionOf } from './transition.ts';

const entry = (sequence: number, label: string): Entry & { readonly label: string } =>
  ({ group: '', resource: 'pods', namespace: 'a', name: 'p', sequence, previous: 0, form: 'json', body: Buffer.from(label), label });

const change = (operation: 'put' | 'delete', before: string | undefined, after: string): Change => ({
  operation,
  entry: entry(9, after),
  before: before === undefined ? undefined : entry(5, before),
  event: { id: '', type: '', actor: '', correlation: '', storedAtMs: 0, stream: 'EVENTS', sequence: 9 },
});

const matches = ({ body }: Entry): boolean => Buffer.from(body).toString() === 'in';

describe('selector transitions', () => {
  const cases: readonly (readonly [string, Change, readonly [type: string, body: string] | undefined])[] = [
    ['a new object that matches is ADDED', change('put', undefined, 'in'), ['ADDED', 'in']],
    ['a new object that does not match is nothing', change('put', undefined, 'out'), undefined],
    ['a change within the selection is MODIFIED', change('put', 'in', 'in'), ['MODIFIED', 'in']],
    ['coming into the selection is ADDED', change('put', 'out', 'in'), ['ADDED', 'in']],
    ['leaving the selection is DELETED with the last matching state', { ...change('put', 'in', 'out') }, ['DELETED', 'in']],
    ['a change outside the selection is nothing', change('put', 'out', 'out'), undefined],
    ['a deletion of a matching object is DELETED', change('delete', 'in', 'in'), ['DELETED', 'in']],
    ['a deletion of another object is nothing', change('delete', 'out', 'out'), undefined],
  ];
  for (const [name, given, expected] of cases) {
    it(name, () => {
      const found = transitionOf(given, matches);
      expect(found && [found.type, Buffer.from(found.entry.body).toString()]).to.deep.equal(expected);
      if (found !== undefined) expect(found.resourceVersion).to.equal(9);
    });
  }
});
