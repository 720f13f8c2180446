import { expect } from 'chai';
import { chooseAddress, formatAddress, isInRange, parseAddress, parseRange } from './address-range.ts';

describe('service addresses', () => {
  const range = parseRange('10.96.0.0/29');
  const address = (text: string): number => parseAddress(text) ?? -1;
  const free = (): boolean => false;

  it('reads and writes dotted addresses', () => {
    for (const text of ['0.0.0.0', '10.96.0.1', '255.255.255.255']) expect(formatAddress(address(text))).to.equal(text);
    for (const text of ['10.96.0', '10.96.0.256', '10.96.0.01', 'x', '']) expect(parseAddress(text)).to.equal(undefined);
  });

  it('never gives the network, the API’s own or the broadcast address', () => {
    const taken = new Set<number>();
    const isTaken = (value: number): boolean => taken.has(value);
    for (let next = chooseAddress(range, isTaken, 7); next !== undefined; next = chooseAddress(range, isTaken, 7)) taken.add(next);
    expect([...taken].map(formatAddress).sort()).to.deep.equal(['10.96.0.2', '10.96.0.3', '10.96.0.4', '10.96.0.5', '10.96.0.6']);
  });

  it('gives the same seed the same address, and the next free one when it is taken', () => {
    const first = chooseAddress(range, free, 3) ?? -1;
    expect(chooseAddress(range, free, 3)).to.equal(first);
    expect(chooseAddress(range, (value) => value === first, 3)).to.equal(first + 1);
  });

  it('keeps the lower band for addresses asked for by name, until nothing else is free', () => {
    const wide = parseRange('10.96.0.0/16');
    for (const seed of [0, 1, 70_000]) expect(chooseAddress(wide, free, seed)).to.be.at.least(address('10.96.1.2'));
    expect(chooseAddress(wide, (value) => value >= address('10.96.1.2'), 0)).to.equal(address('10.96.0.2'));
  });

  it('knows what lies in the range', () => {
    expect(isInRange(range, address('10.96.0.0'))).to.equal(false);
    expect(isInRange(range, address('10.96.0.6'))).to.equal(true);
    expect(isInRange(range, address('10.96.0.7'))).to.equal(false);
    expect(isInRange(range, address('10.97.0.1'))).to.equal(false);
  });

  it('refuses what is no range', () => {
    for (const cidr of ['10.96.0.0', '10.96.0.0/33', 'x/16', '10.96.0.0/31']) expect(() => parseRange(cidr)).to.throw();
  });
});
