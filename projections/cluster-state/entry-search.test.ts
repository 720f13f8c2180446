import { expect } from 'chai';
import type { Entry } from './cluster-state.ts';
import { createEntrySearch } from './entry-search.ts';

const entry = (object: object, more: Partial<Entry> = {}): Entry => ({
  group: '', resource: 'pods', namespace: 'default', name: 'web', sequence: 1, previous: 0, form: 'json', body: new TextEncoder().encode(JSON.stringify(object)), ...more,
});

describe('entry search', () => {
  const { mentions, mentionsValue } = createEntrySearch();

  const cases: readonly { readonly name: string; readonly entry: Entry; readonly members: readonly string[]; readonly expected: boolean }[] = [
    { name: 'finds a member at any depth', entry: entry({ spec: { nodeName: 'n' } }), members: ['nodeName'], expected: true },
    { name: 'finds one of several', entry: entry({ metadata: { finalizers: [] } }), members: ['deletionTimestamp', 'finalizers'], expected: true },
    { name: 'finds none that is not there', entry: entry({ spec: {} }), members: ['nodeName'], expected: false },
    { name: 'does not take a longer name for it', entry: entry({ spec: { theNodeName: 'n', nodeNames: [] } }), members: ['nodeName'], expected: false },
    { name: 'does not take a value for a member', entry: entry({ data: { key: 'nodeName' } }), members: ['nodeName'], expected: false },
    { name: 'does not take JSON in a string for a member', entry: entry({ data: { key: JSON.stringify({ nodeName: 'n' }) } }), members: ['nodeName'], expected: false },
    { name: 'sees nothing of an object that cannot be read', entry: entry({ nodeName: 'n' }, { quarantined: 'no JSON' }), members: ['nodeName'], expected: false },
  ];
  for (const { name, entry: given, members, expected } of cases) it(name, () => expect(mentions(given, ...members)).to.equal(expected));

  it('tells entries apart that are asked about in turns', () => {
    const [bound, free] = [entry({ nodeName: 'n' }), entry({})];
    expect([bound, free, bound].map((each) => mentions(each, 'nodeName'))).to.deep.equal([true, false, true]);
  });

  it('can ask for a value', () => {
    const pod = entry({ spec: { schedulerName: 'mine "or" yours' } });
    expect([mentionsValue(pod, 'schedulerName', 'mine "or" yours'), mentionsValue(pod, 'schedulerName', 'mine')]).to.deep.equal([true, false]);
  });
});
