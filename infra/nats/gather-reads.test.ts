import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import { gatherReads } from './gather-reads.ts';

/** A socket and a clock that move when told to. */
const setUp = () => {
  const events = new EventEmitter();
  const calls: string[] = [];
  const due: { readonly atMs: number; readonly action: () => void }[] = [];
  let nowMs = 0;
  const socket = {
    on: (name: string, listener: (chunk: Uint8Array) => void) => events.on(name, listener),
    pause: () => calls.push('pause'),
    resume: () => calls.push('resume'),
  };
  const turns: (() => void)[] = [];
  gatherReads(socket as never, { now: () => nowMs, after: (delayMs, action) => due.push({ atMs: nowMs + delayMs, action }), soon: (action) => turns.push(action) });
  const pass = (ms: number): void => {
    nowMs += ms;
    for (const { action } of due.filter(({ atMs }) => atMs <= nowMs)) action();
    for (let index = due.length - 1; index >= 0; index -= 1) if ((due[index]?.atMs ?? 0) <= nowMs) due.splice(index, 1);
  };
  const read = (...sizes: readonly number[]): void => {
    for (const size of sizes) events.emit('data', new Uint8Array(size));
    for (const turn of turns.splice(0)) turn();
  };
  return { calls, pass, read, readEvery: (ms: number, times: number, size = 5_000) => { for (let time = 0; time < times; time += 1) { pass(ms); read(size); } } };
};

describe('gathering reads', () => {
  it('leaves a quiet socket alone', () => {
    const { calls, readEvery } = setUp();
    readEvery(5, 100);
    expect(calls).to.deep.equal([]);
  });

  it('leaves a short burst alone', () => {
    const { calls, pass, readEvery } = setUp();
    for (let burst = 0; burst < 10; burst += 1) {
      readEvery(1, 15);
      pass(50);
    }
    expect(calls).to.deep.equal([]);
  });

  it('pauses a busy socket a moment at a time, and reads all that came before the next', () => {
    const { calls, pass, read, readEvery } = setUp();
    readEvery(1, 17);
    expect(calls).to.deep.equal(['pause']);
    pass(8);
    read(5_000, 5_000, 5_000, 5_000);
    expect(calls).to.deep.equal(['pause', 'resume', 'pause']);
  });

  it('stops when little came meanwhile', () => {
    const { calls, pass, read, readEvery } = setUp();
    readEvery(1, 17);
    pass(8);
    read(5_000);
    readEvery(5, 10);
    expect(calls).to.deep.equal(['pause', 'resume']);
  });

  it('does not pause while more waits than one read takes', () => {
    const { calls, readEvery } = setUp();
    readEvery(1, 100, 64_000);
    expect(calls).to.deep.equal([]);
  });
});
