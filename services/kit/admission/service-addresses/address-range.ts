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

/** `10.96.0.0/16`; undefined for anything that is no IPv4 range with room for an address. */
export const readRange = (cidr: string): AddressRange | undefined => {
  const [text = '', bits = ''] = cidr.split('/');
  const address = parseAddress(text);
  const prefix = /^\d{1,2}$/.test(bits) ? Number(bits) : Number.NaN;
  if (address === undefined || !(prefix >= 8 && prefix <= 30)) return undefined;
  const size = 2 ** (32 - prefix);
  return { first: address - (address % size), size };
};

/** Like readRange, of a range the cluster is set up with: throws when it is none. */
export const parseRange = (cidr: string): AddressRange => {
  const range = readRange(cidr);
  if (range === undefined) throw new Error(`not an IPv4 range: ${cidr}`);
  return range;
};

export const isInRange = ({ first, size }: AddressRange, address: number): boolean => address > first && address < first + size - 1;

/** The first free one of `count` numbers from `first` on, beginning at the seed's own place; undefined when there is none. */
export const chooseFree = (first: number, count: number, { seed, isTaken }: { readonly seed: number; readonly isTaken: (value: number) => boolean }): number | undefined => {
  for (let step = 0; step < count; step += 1) {
    const value = first + ((seed + step) % count);
    if (!isTaken(value)) return value;
  }
  return undefined;
};

/** Addresses at the beginning of a range that are given only when asked for by name, or when all others are: upstream's band. */
const bandOf = (usable: number): number => {
  const band = Math.min(Math.max(16, Math.floor(usable / 16)), 256);
  return usable > 2 * band ? band : 0;
};

/**
 * The address a name gets: the first free one from the name's own place in the range on, so that the same names get the
 * same addresses and two creates at once hardly ever want the same. Undefined when the range is used up.
 */
export const chooseAddress = ({ first, size }: AddressRange, isTaken: (address: number) => boolean, seed: number): number | undefined => {
  // Not the network address, not its neighbour (the API's own service), not the broadcast address.
  const [start, usable] = [first + 2, size - 3];
  const band = bandOf(usable);
  return chooseFree(start + band, usable - band, { seed, isTaken }) ?? chooseFree(start, band, { seed, isTaken });
};
