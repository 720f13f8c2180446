import { expect } from 'chai';
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
});
