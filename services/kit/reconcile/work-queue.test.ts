import { expect } from 'chai';
import fc from 'fast-check';
import type { Clock } from '../port.ts';
import { createWorkQueue } from './work-queue.ts';

/** Time that moves only when told to. */
const virtualClock = (): Clock & { advance(ms: number): void } => {
  let nowMs = 0;
  let timers: { readonly dueMs: number; readonly callback: () => void }[] = [];
  return {
    now: () => nowMs,
    after: (delayMs, callback) => {
      const timer = { dueMs: nowMs + delayMs, callback };
      timers.push(timer);
      return () => { timers = timers.filter((each) => each !== timer); };
    },
    advance: (ms) => {
      nowMs += ms;
      const due = timers.filter(({ dueMs }) => dueMs <= nowMs);
      timers = timers.filter(({ dueMs }) => dueMs > nowMs);
      for (const { callback } of due) callback();
    },
  };
};

const settle = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

const harness = (workers: number) => {
  const clock = virtualClock();
  const begun: string[] = [];
  const finish = new Map<string, () => void>();
  const queue = createWorkQueue({ clock, workers, work: (key) => { begun.push(key); return new Promise((resolve) => { finish.set(key, resolve); }); } });
  const end = async (key: string): Promise<void> => { finish.get(key)?.(); await settle(); };
  return { clock, begun, queue, end };
};

describe('work queue', () => {
  it('works on a key once however often it was added', async () => {
    const { begun, queue, end } = harness(1);
    for (const key of ['a', 'b', 'b', 'b']) queue.add(key);
    expect([begun, queue.depth()]).to.deep.equal([['a'], 1]);
    await end('a');
    expect(begun).to.deep.equal(['a', 'b']);
  });

  it('never works on one key twice at a time, and once more when it was added meanwhile', async () => {
    const { begun, queue, end } = harness(4);
    queue.add('a');
    queue.add('a');
    queue.add('a');
    expect(begun).to.deep.equal(['a']);
    await end('a');
    expect(begun).to.deep.equal(['a', 'a']);
    await end('a');
    expect(begun).to.deep.equal(['a', 'a']);
  });

  it('keeps to its number of workers', async () => {
    const { begun, queue, end } = harness(2);
    for (const key of ['a', 'b', 'c', 'd']) queue.add(key);
    expect(begun).to.deep.equal(['a', 'b']);
    await end('b');
    expect(begun).to.deep.equal(['a', 'b', 'c']);
  });

  it('adds a delayed key at the earliest time it was asked for', () => {
    const { clock, begun, queue } = harness(1);
    queue.addAfter('a', 100);
    queue.addAfter('a', 50);
    queue.addAfter('a', 500);
    clock.advance(49);
    expect(begun).to.deep.equal([]);
    clock.advance(1);
    expect(begun).to.deep.equal(['a']);
    clock.advance(1000);
    expect(begun).to.deep.equal(['a']);
  });

  it('waits longer with every retry, and not after it did well', async () => {
    const { clock, begun, queue, end } = harness(1);
    const waits = async (): Promise<number> => {
      const before = begun.length;
      queue.retry('a');
      for (let waited = 1; ; waited += 1) {
        clock.advance(1);
        if (begun.length === before) continue;
        await end('a');
        return waited;
      }
    };
    expect([await waits(), await waits(), await waits()]).to.deep.equal([10, 20, 40]);
    queue.forget('a');
    expect(await waits()).to.equal(10);
  });

  it('stops when its workers are done, and takes nothing more', async () => {
    const { begun, queue, end } = harness(1);
    queue.add('a');
    queue.add('b');
    const stopped = queue.stop();
    await end('a');
    await stopped;
    queue.add('c');
    expect(begun).to.deep.equal(['a']);
  });

  const key = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const step = fc.oneof(
    fc.record({ does: fc.constant('add' as const), key }),
    fc.record({ does: fc.constant('addAfter' as const), key, ms: fc.integer({ min: 0, max: 50 }) }),
    fc.record({ does: fc.constant('retry' as const), key }),
    fc.record({ does: fc.constant('forget' as const), key }),
    fc.record({ does: fc.constant('end' as const), key }),
    fc.record({ does: fc.constant('advance' as const), ms: fc.integer({ min: 0, max: 40 }) }),
  );

  /** Checks every run as it begins; `open` are the keys asked for since their last run. */
  const watched = (workers: number) => {
    const clock = virtualClock();
    const running = new Map<string, () => void>();
    const [asks, runs, open] = [new Map<string, number>(), new Map<string, number>(), new Set<string>()];
    const raise = (counts: Map<string, number>, name: string): number => {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      return counts.get(name) ?? 0;
    };
    const queue = createWorkQueue({
      clock, workers,
      work: (name) => {
        expect(running.has(name), `${name} by two workers`).to.equal(false);
        expect(raise(runs, name), `runs of ${name}`).to.be.at.most(asks.get(name) ?? 0);
        open.delete(name);
        return new Promise((resolve) => { running.set(name, resolve); });
      },
    });
    const end = async (name: string): Promise<void> => {
      const resolve = running.get(name);
      running.delete(name);
      resolve?.();
      await settle();
    };
    const ask = (name: string, work: () => void): void => {
      raise(asks, name);
      open.add(name);
      work();
    };
    return { clock, running, open, queue, end, ask };
  };

  const takeStep = async ({ queue, clock, end, ask }: ReturnType<typeof watched>, each: typeof step extends fc.Arbitrary<infer T> ? T : never): Promise<void> => {
    switch (each.does) {
      case 'add': return ask(each.key, () => queue.add(each.key));
      case 'addAfter': return ask(each.key, () => queue.addAfter(each.key, each.ms));
      case 'retry': return ask(each.key, () => queue.retry(each.key));
      case 'forget': return queue.forget(each.key);
      case 'end': return end(each.key);
      case 'advance': return clock.advance(each.ms);
    }
  };

  it('works on every key after it was added, one worker a key, and never more often than that', async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 3 }), async (steps, workers) => {
      const run = watched(workers);
      for (const each of steps) {
        await takeStep(run, each);
        expect(run.running.size).to.be.at.most(workers);
      }
      for (let round = 0; round < 200 && run.running.size + run.open.size > 0; round += 1) {
        for (const name of [...run.running.keys()]) await run.end(name);
        run.clock.advance(60_000);
      }
      expect([...run.open], 'asked for and never worked on').to.deep.equal([]);
      await run.queue.stop();
    }), { numRuns: 200 });
  });
});
