import { expect } from 'chai';
import fc from 'fast-check';
import type { Recorded } from '../../../events/envelope.ts';
import { objectKey } from '../../../events/object-ref.ts';
import type { Entry, Snapshot } from '../../../projections/cluster-state/cluster-state.ts';
import { createClusterState } from '../../../projections/cluster-state/create-cluster-state.ts';
import type { CommitListener } from '../../kit/follower.ts';
import { createChangeWindow } from './change-window.ts';
import { listingAt } from './listing.ts';

const MAPS = { group: '', resource: 'configmaps' } as const;
const encoder = new TextEncoder();

const event = (sequence: number, { resource = 'configmaps', namespace = 'a', name = 'n', gone = false }): Recorded => ({
  id: String(sequence), type: '', time: '', actor: '', correlation: '', ref: { group: '', resource, namespace, name }, operation: gone ? 'delete' : 'put', form: 'json',
  object: encoder.encode('{}'), decision: { reason: '' }, stream: 'EVENTS', sequence, storedAtMs: sequence,
});

/** A window over commits as they are folded, and the snapshot after each. */
const folded = (commits: readonly (readonly Recorded[])[], limits: { readonly maxChanges?: number } = {}) => {
  const state = createClusterState();
  const listeners: CommitListener[] = [];
  const follower = { snapshot: () => state.snapshot(), onCommit: (listener: CommitListener) => { listeners.push(listener); return () => true; } };
  const window = createChangeWindow({ follower, clock: { now: () => 0, after: () => () => undefined }, windowMs: 1, ...limits });
  const ends = new Map<number, Snapshot>([[0, state.snapshot()]]);
  for (const commit of commits) {
    const changes = state.apply(commit);
    for (const listener of listeners) listener(changes, () => state.snapshot());
    ends.set(commit.at(-1)?.sequence ?? 0, state.snapshot());
  }
  return { feed: window.feed(MAPS), newest: state.snapshot(), ends };
};

const shown = (entries: Iterable<Entry>): readonly string[] => [...entries].map(({ namespace, name, sequence }) => `${objectKey(namespace, name)}@${sequence}`);

const step = fc.record({ resource: fc.constantFrom('configmaps', 'configmaps', 'pods'), namespace: fc.constantFrom('a', 'a-b', 'b'), name: fc.constantFrom('k', 'l', 'm', 'n'), gone: fc.integer({ max: 3, min: 0 }).map((n) => n === 0) });
/** Commits of one to three events, each of another object; what is gone was there. */
const history = fc.array(fc.uniqueArray(step, { minLength: 1, maxLength: 3, selector: ({ resource, namespace, name }) => `${resource} ${namespace}/${name}` }), { maxLength: 30 }).map((commits) => {
  let sequence = 0;
  const there = new Set<string>();
  return commits.map((commit) => commit.map((each) => {
    const key = `${each.resource} ${each.namespace}/${each.name}`;
    const gone = each.gone && there.delete(key);
    if (!gone) there.add(key);
    return event((sequence += 1), { ...each, gone });
  }));
});

describe('listing of an older state', () => {
  it('is what a fold of that many commits lists, in every namespace and behind every key', () => {
    fc.assert(fc.property(history, fc.constantFrom('', 'a', 'a-b', 'b'), fc.constantFrom('', 'k', 'l', 'm'), (commits, namespace, name) => {
      const { feed, newest, ends } = folded(commits);
      for (const [end, then] of ends) {
        const listing = listingAt(newest, MAPS, { feed, sequence: end });
        const after = name === '' ? {} : { after: objectKey(namespace === '' ? 'a-b' : namespace, name) };
        expect(shown(listing?.list({ namespace, ...after }) ?? [])).to.deep.equal(shown(then.list(MAPS, { ...(namespace !== '' && { namespace }), ...after })));
        expect(listing?.count(namespace)).to.equal(then.count(MAPS, namespace));
        expect(listing?.get('a', 'k')).to.equal(then.get(MAPS, 'a', 'k'));
      }
    }), { numRuns: 200 });
  });

  it('never shows half a batch, and is not older than what it was asked for', () => {
    fc.assert(fc.property(history, (commits) => {
      const { feed, newest, ends } = folded(commits);
      for (const commit of commits) {
        const end = commit.at(-1)?.sequence ?? 0;
        const whole = shown(ends.get(end)?.list(MAPS) ?? []);
        for (const { sequence } of commit) {
          const listing = listingAt(newest, MAPS, { feed, sequence });
          // Once the batch goes on in other resources alone, all of it that could be shown is shown.
          expect(shown(listing?.list({ namespace: '' }) ?? []), `at ${sequence}`).to.deep.equal(whole);
          expect(listing?.resourceVersion).to.be.within(sequence, end);
        }
      }
    }), { numRuns: 200 });
  });

  it('is not given once the window is shorter', () => {
    const commits = Array.from({ length: 6 }, (_, index) => [event(index + 1, { name: `n${index}` })]);
    const { feed, newest } = folded(commits, { maxChanges: 2 });
    expect(listingAt(newest, MAPS, { feed, sequence: feed.floor() - 1 })).to.equal(undefined);
    expect(shown(listingAt(newest, MAPS, { feed, sequence: feed.floor() })?.list({ namespace: '' }) ?? [])).to.have.length(feed.floor());
  });
});
