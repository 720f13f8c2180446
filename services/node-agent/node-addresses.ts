import type { AddressPool } from './address-pool.ts';
import { createAddressPool } from './address-pool.ts';
import type { RuntimeContainer } from './port.ts';

/** The node's address range as the control plane gives it, with what is in use. */
export interface NodeAddresses {
  pool(): AddressPool | undefined;
  /** Takes a new range over; true when it changed. Throws RangeError. */
  setRange(podCIDR: string | undefined): boolean;
  /** Marks the addresses of living sandboxes as taken. */
  holdKnown(): void;
}

export const createNodeAddresses = (known: () => Iterable<RuntimeContainer>): NodeAddresses => {
  let range: string | undefined;
  let pool: AddressPool | undefined;
  const holdKnown = (): void => {
    for (const { address, state } of known()) if (address !== undefined && state !== 'exited') pool?.hold(address);
  };
  return {
    pool: () => pool,
    holdKnown,
    setRange: (podCIDR) => {
      if (podCIDR === undefined || podCIDR === range) return false;
      pool = createAddressPool(podCIDR);
      range = podCIDR;
      holdKnown();
      return true;
    },
  };
};
