import { expect } from 'chai';
import type { SharedChunk } from './watch-classes.ts';
import { createWatchClasses } from './watch-classes.ts';

const chunk = (from: number, full = false): SharedChunk => ({ from, to: from + 1, sequence: from, second: 0, full, bytes: new Uint8Array(1) });
const at = (from: number, second = 0): { readonly from: number; readonly second: number } => ({ from, second });

describe('classes of watchers', () => {
  it('share what one of them has made', () => {
    const classes = createWatchClasses();
    const [one, other] = [classes.join('a'), classes.join('a')];
    const made = chunk(3);
    one.keep(made);
    expect(other.find(at(3), 4)).to.equal(made);
    expect(other.find(at(4), 5)).to.equal(undefined);
    expect(other.find(at(3, 7), 4)).to.equal(undefined);
    expect(classes.join('b').find(at(3), 4)).to.equal(undefined);
  });

  it('share what is not up to date any more only when it is full', () => {
    const classes = createWatchClasses();
    const [one, other] = [classes.join('a'), classes.join('a')];
    one.keep(chunk(3));
    one.keep(chunk(5, true));
    expect(other.find(at(3), 9)).to.equal(undefined);
    expect(other.find(at(5), 9)?.from).to.equal(5);
  });

  it('keep nothing for one who is alone, and little for many', () => {
    const classes = createWatchClasses();
    const one = classes.join('a');
    one.keep(chunk(1));
    expect(one.find(at(1), 2)).to.equal(undefined);
    const other = classes.join('a');
    for (let from = 0; from < 30; from += 1) one.keep(chunk(from));
    expect(one.find(at(0), 1)).to.equal(undefined);
    expect(one.find(at(29), 30)?.from).to.equal(29);
    other.leave();
    expect(one.find(at(29), 30)).to.equal(undefined);
  });
});
