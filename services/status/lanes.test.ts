import { expect } from 'chai';
import fc from 'fast-check';
import type { LaneLimits, Lanes } from './lanes.ts';
import { createLanes } from './lanes.ts';

/** Lets everything go on that needs nothing but its turn. */
const turns = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

/** Work that is done when the test says so, and what has begun. */
const workbench = (limits: LaneLimits) => {
  const lanes: Lanes = createLanes(limits);
  const begun: string[] = [];
  const open = new Map<string, () => void>();
  const ids = new Map<string, number>();
  const idOf = (name: string): number => {
    const id = ids.get(name) ?? ids.size;
    ids.set(name, id);
    return id;
  };
  const run = (name: string, group: string, key = name): Promise<void> => lanes.run({ group, key, id: idOf(name) }, () => {
    begun.push(name);
    return new Promise((resolve) => { open.set(name, resolve); });
  });
  const finish = async (...names: string[]): Promise<void> => {
    for (const name of names) {
      open.get(name)?.();
      open.delete(name);
    }
    await turns();
  };
  return { lanes, begun, open, run, finish };
};

describe('lanes', () => {
  it('let others get on whatever one group takes on', async () => {
    const { begun, run } = workbench({ atOnce: 4, perGroup: 2, kept: 100 });
    for (let index = 0; index < 50; index += 1) await run(`a${index}`, 'a');
    await run('b', 'b');
    expect(begun).to.deep.equal(['a0', 'a1', 'b']);
  });

  it('count what waits for its own key as nothing that runs', async () => {
    const { begun, run } = workbench({ atOnce: 4, perGroup: 2, kept: 100 });
    for (let index = 0; index < 50; index += 1) await run(`a${index}`, 'a', 'same');
    await run('other', 'a');
    await run('b', 'b');
    expect(begun).to.deep.equal(['a0', 'other', 'b']);
  });

  it('let groups that wait take turns', async () => {
    const { begun, run, finish } = workbench({ atOnce: 1, perGroup: 1, kept: 100 });
    for (const name of ['a1', 'a2', 'a3', 'b1', 'b2', 'c1']) await run(name, name.charAt(0));
    for (const name of ['a1', 'b1', 'c1', 'a2', 'b2', 'a3']) await finish(name);
    expect(begun).to.deep.equal(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  });

  it('take on no more than they may keep', async () => {
    const { lanes, run, finish } = workbench({ atOnce: 1, perGroup: 1, kept: 2 });
    await run('a', 'g');
    await run('b', 'g');
    let isTaken = false;
    const third = run('c', 'g').then(() => { isTaken = true; });
    await turns();
    expect([isTaken, lanes.underWay()]).to.deep.equal([false, 2]);
    await finish('a');
    await third;
    expect(lanes.underWay()).to.equal(2);
  });

  it('take on no piece again that they keep, even when they may keep no more', async () => {
    const { begun, run, finish } = workbench({ atOnce: 1, perGroup: 1, kept: 2 });
    for (const name of ['a', 'b', 'a', 'b']) await run(name, 'g', 'same');
    await finish('a');
    await finish('b');
    expect(begun).to.deep.equal(['a', 'b']);
    await run('a', 'g');
    expect(begun).to.deep.equal(['a', 'b', 'a']);
  });

  it('close when what has begun is done, and begin nothing more', async () => {
    const { lanes, begun, run, finish } = workbench({ atOnce: 1, perGroup: 1, kept: 2 });
    await run('a', 'g');
    await run('b', 'g');
    const blocked = run('c', 'g');
    let isClosed = false;
    const closing = lanes.close().then(() => { isClosed = true; });
    await blocked;
    await turns();
    expect(isClosed).to.equal(false);
    await finish('a');
    await closing;
    await run('d', 'h');
    expect(begun).to.deep.equal(['a']);
  });

  it('do all, each key in order and one at a time, within their limits', async () => {
    const pieces = fc.array(fc.record({ group: fc.constantFrom('a', 'b', 'c'), key: fc.constantFrom('x', 'y', 'z') }), { maxLength: 60 });
    await fc.assert(fc.asyncProperty(pieces, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 3 }), async (given, atOnce, perGroup) => {
      const lanes = createLanes({ atOnce, perGroup, kept: 1000 });
      const running: { readonly group: string; readonly key: string }[] = [];
      const done = new Map<string, number[]>();
      await Promise.all(given.map(({ group, key }, index) => lanes.run({ group, key, id: index }, async () => {
        const piece = { group, key };
        running.push(piece);
        expect(running.length).to.be.at.most(atOnce);
        expect(running.filter((each) => each.group === group).length).to.be.at.most(perGroup);
        expect(running.filter((each) => each.group === group && each.key === key)).to.have.length(1);
        for (let turn = index % 3; turn > 0; turn -= 1) await Promise.resolve();
        running.splice(running.indexOf(piece), 1);
        done.set(`${group}/${key}`, [...(done.get(`${group}/${key}`) ?? []), index]);
      })));
      while (lanes.underWay() > 0) await turns();
      for (const order of done.values()) expect(order).to.deep.equal(order.toSorted((one, other) => one - other));
      expect([...done.values()].flat()).to.have.length(given.length);
    }), { numRuns: 200 });
  });
});
