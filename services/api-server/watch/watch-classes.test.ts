import { expect } from 'chai';
import { createWatchClasses } from './watch-classes.ts';

const chunk = (from: number, second = 0): { readonly from: number; readonly to: number; readonly sequence: number; readonly second: number; readonly bytes: Uint8Array } =>
  ({ from, to: from + 1, sequence: from, second, bytes: new Uint8Array(1) });

describe('classes of watchers', () => {
  it('share what one of them has made', () => {
    const classes = createWatchClasses();
    const [one, other] = [classes.join('a'), classes.join('a')];
    const made = chunk(3);
    one.keep(made);
    expect(other.find(3, 0)).to.equal(made);
    expect(other.find(4, 0)).to.equal(undefined);
    expect(other.find(3, 7)).to.equal(undefined);
    expect(classes.join('b').find(3, 0)).to.equal(undefined);
  });

  it('keep nothing for one who is alone, and little for many', () => {
    const classes = createWatchClasses();
    const one = classes.join('a');
    one.keep(chunk(1));
    expect(one.find(1, 0)).to.equal(undefined);
    const other = classes.join('a');
    for (let from = 0; from < 10; from += 1) one.keep(chunk(from));
    expect(one.find(0, 0)).to.equal(undefined);
    expect(one.find(9, 0)?.from).to.equal(9);
    other.leave();
    expect(one.find(9, 0)).to.equal(undefined);
  });
});
