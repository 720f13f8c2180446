import { expect } from 'chai';
import type { StreamName } from '../../../events/catalogue.ts';
import type { Snapshot } from '../../../projections/cluster-state/cluster-state.ts';
import { createClusterState } from '../../../projections/cluster-state/create-cluster-state.ts';
import type { Follower } from '../../kit/follower.ts';
import { createChangeWindow } from './change-window.ts';
import { presentSource } from './source.ts';

/** A follower whose fold is somewhere before the end of the log until somebody asks for that. */
const behind = () => {
  const [old, fresh] = [createClusterState({ EVENTS: 1 }).snapshot(), createClusterState({ EVENTS: 9 }).snapshot()];
  const asked: StreamName[] = [];
  let folded: Snapshot = old;
  let isLogThere = true;
  const follower: Follower = {
    snapshot: () => folded,
    waitFor: () => Promise.resolve(),
    waitForHead: ([stream]) => {
      if (!isLogThere) return Promise.reject(new Error('away'));
      if (stream !== undefined) asked.push(stream);
      folded = fresh;
      return Promise.resolve(folded);
    },
    onCommit: () => () => undefined,
    status: () => ({ positions: {}, heads: {}, caughtUp: false, quarantined: [] }),
  };
  const window = createChangeWindow({ follower, clock: { now: () => 0, after: () => () => undefined }, windowMs: 1 });
  return { asked, source: presentSource(follower, window), loseLog: () => { isLogThere = false; } };
};

describe('what is at hand', () => {
  it('is the newest at first, so that nobody takes a process that has just started for the state', async () => {
    const { source, asked } = behind();
    expect((await source.atHand('EVENTS')).position('EVENTS')).to.equal(9);
    expect(asked).to.deep.equal(['EVENTS']);
  });

  it('is there without asking once the end was reached, in each stream', async () => {
    const { source, asked, loseLog } = behind();
    await source.newest('EVENTS');
    await source.atHand('LEASES');
    loseLog();
    await source.atHand('EVENTS');
    await source.atHand('LEASES');
    expect(asked).to.deep.equal(['EVENTS', 'LEASES']);
  });

  it('is refused for now where the log was never there', async () => {
    const { source, loseLog } = behind();
    loseLog();
    const refusal = await source.atHand('EVENTS').then(() => undefined, (error: unknown) => (error as { refusal?: { reason: string } }).refusal);
    expect(refusal?.reason).to.equal('ServiceUnavailable');
  });
});
