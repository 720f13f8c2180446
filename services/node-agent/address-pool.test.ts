import { expect } from 'chai';
import { createAddressPool } from './address-pool.ts';

describe('address pool', () => {
  it('gives every address but network, gateway and broadcast, once', () => {
    const pool = createAddressPool('10.0.0.8/29');
    expect([1, 2, 3, 4, 5, 6].map(() => pool.take())).to.deep.equal(['10.0.0.10', '10.0.0.11', '10.0.0.12', '10.0.0.13', '10.0.0.14', undefined]);
  });

  it('lets a released address rest while others are free', () => {
    const pool = createAddressPool('10.0.0.0/29');
    const first = pool.take() ?? '';
    pool.release(first);
    expect(pool.take()).to.equal('10.0.0.3');
  });

  it('does not give what is held', () => {
    const pool = createAddressPool('10.0.0.0/29');
    pool.hold('10.0.0.2');
    expect(pool.take()).to.equal('10.0.0.3');
  });

  it('takes addresses above 127 and refuses what is no range', () => {
    expect(createAddressPool('192.168.255.0/24').take()).to.equal('192.168.255.2');
    expect(() => createAddressPool('fd00::/64')).to.throw(RangeError);
  });
});
