import { expect } from 'chai';
import type { MemoryApi } from '../../../test/support/memory-api.ts';
import { startMemoryApi } from '../../../test/support/memory-api.ts';
import { eventually } from '../../../test/support/eventually.ts';
import type { Clock } from '../../kit/port.ts';
import { createCompaction } from './compaction.ts';

const MAPS = '/api/v1/namespaces/default/configmaps';
const WINDOW_MS = 200;

/** Time that passes when told to. */
const handClock = (): Clock & { readonly pass: (ms: number) => void } => {
  let nowMs = 0;
  let timers: { readonly atMs: number; readonly callback: () => void }[] = [];
  return {
    now: () => nowMs,
    after: (delayMs, callback) => {
      const timer = { atMs: nowMs + delayMs, callback };
      timers.push(timer);
      return () => { timers = timers.filter((each) => each !== timer); };
    },
    pass: (ms) => {
      for (const end = nowMs + ms; nowMs < end; nowMs += 1) {
        const due = timers.filter(({ atMs }) => atMs <= nowMs);
        timers = timers.filter(({ atMs }) => atMs > nowMs);
        for (const { callback } of due) callback();
      }
    },
  };
};

describe('compaction', () => {
  it('bounds what may be asked for by where the log was a window ago', () => {
    const clock = handClock();
    let sequence = 10;
    const compaction = createCompaction({ follower: { snapshot: () => ({ vector: { EVENTS: sequence } }) }, clock, windowMs: 2_000, onTick: () => undefined });
    clock.pass(1_000);
    sequence = 20;
    clock.pass(1_500);
    expect(compaction.before('EVENTS')).to.equal(10);
    clock.pass(1_500);
    expect(compaction.before('EVENTS')).to.equal(20);
    expect([compaction.isOver(clock.now() - 1_999), compaction.isOver(clock.now() - 2_001)]).to.deep.equal([false, true]);
    compaction.stop();
    sequence = 30;
    clock.pass(5_000);
    expect(compaction.before('EVENTS')).to.equal(20);
  });

  describe('after its window', () => {
    let api: MemoryApi;
    before(async () => {
      api = await startMemoryApi({ windowMs: WINDOW_MS });
      for (const name of ['a', 'b', 'c']) await api.ask('POST', MAPS, { body: { metadata: { name } } });
    });
    after(() => api.stop());

    it('a continue token is refused though nothing changed, with one that goes on at the newest state', async () => {
      const first = await api.ask('GET', `${MAPS}?limit=1`);
      const next = (): ReturnType<MemoryApi['ask']> => api.ask('GET', `${MAPS}?limit=1&continue=${first.json.metadata.continue}`);
      const late = await eventually('the end of the window', next, { until: ({ status }) => status === 410 });
      expect(late.json).to.deep.include({ reason: 'Expired', status: 'Failure', code: 410 });
      expect(late.json.message).to.match(/^The provided continue parameter is too old to display a consistent list result\./);
      const rest = await api.ask('GET', `${MAPS}?continue=${late.json.metadata.continue}`);
      expect(rest.json.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name)).to.deep.equal(['b', 'c']);
    });

    it('an older state is refused, and the newest is not, however old it is', async () => {
      const { json: then } = await api.ask('GET', MAPS);
      const exactly = (version: string): ReturnType<MemoryApi['ask']> => api.ask('GET', `${MAPS}?resourceVersion=${version}&resourceVersionMatch=Exact`);
      await api.ask('POST', '/api/v1/namespaces', { body: { metadata: { name: 'other' } } });
      const refused = await eventually('the end of the window', () => exactly(then.metadata.resourceVersion), { until: ({ status }) => status === 410 });
      expect([refused.json.reason, refused.json.message]).to.deep.equal(['Expired', 'The resourceVersion for the provided list is too old.']);
      const { json: now } = await api.ask('GET', MAPS);
      expect((await exactly(now.metadata.resourceVersion)).status).to.equal(200);
    });
  });
});
