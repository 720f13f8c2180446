/** An IPv4 range that addresses are handed out from. */
export interface AddressRange {
  readonly first: number;
  /** Addresses in it, network and broadcast address included. */
  readonly size: number;
}

/** `10.96.0.1` as a number; undefined for anything else. */
export const parseAddress = (text: string): number | undefined => {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = value * 256 + Number(part);
  }
  return value;
};

export const formatAddress = (value: number): string => [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');

/** Reads `10.96.0.0/16`; throws for anything that is no IPv4 range with room for an address. */
export const parseRange = (cidr: string): AddressRange => {
  const [text = '', bits = ''] = cidr.split('/');
  const address = parseAddress(text);
  const prefix = /^\d{1,2}$/.test(bits) ? Number(bits) : Number.NaN;
  if (address === undefined || !(prefix >= 8 && prefix <= 30)) throw new Error(`not an IPv4 range: ${cidr}`);
  const size = 2 ** (32 - prefix);
  return { first: address - (address % size), size };
};

export const isInRange = ({ first, size }: AddressRange, address: number): boolean => address > first && address < first + size - 1;

/**
 * The address a name gets: the first free one from the name's own place in the range on, so that the same names get the
 * same addresses and two creates at once hardly ever want the same. Undefined when the range is used up.
 */
export const chooseAddress = ({ first, size }: AddressRange, taken: ReadonlySet<number>, seed: number): number | undefined => {
  // Not the network address, not its neighbour (the API's own service), not the broadcast address.
  const usable = size - 3;
  for (let step = 0; step < usable; step += 1) {
    const address = first + 2 + ((seed + step) % usable);
    if (!taken.has(address)) return address;
  }
  return undefined;
};
