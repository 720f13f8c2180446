/** IPv4 addresses of one range, handed out in turn so that a freed one rests as long as possible. */
export interface AddressPool {
  /** Undefined when all are taken. */
  take(): string | undefined;
  /** Marks one as taken, e.g. found at recovery. */
  hold(address: string): void;
  release(address: string): void;
}

const toNumber = (address: string): number => address.split('.').reduce((total, part) => total * 256 + Number(part), 0);
const toText = (value: number): string => [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');

/** Network, gateway (first) and broadcast addresses are never given. Throws RangeError for what is no IPv4 CIDR. */
export const createAddressPool = (cidr: string): AddressPool => {
  const match = /^((?:\d{1,3}\.){3}\d{1,3})\/(\d{1,2})$/.exec(cidr);
  if (match === null) throw new RangeError(`not an IPv4 range: ${cidr}`);
  const size = 2 ** (32 - Number(match[2]));
  const base = Math.floor(toNumber(match[1] ?? '') / size) * size;
  const taken = new Set<number>();
  const first = 2;
  const count = size - first - 1;
  let next = 0;
  return {
    take: () => {
      for (let tried = 0; tried < count; tried += 1) {
        const candidate = base + first + ((next + tried) % count);
        if (taken.has(candidate)) continue;
        taken.add(candidate);
        next = (next + tried + 1) % count;
        return toText(candidate);
      }
      return undefined;
    },
    hold: (address) => { taken.add(toNumber(address)); },
    release: (address) => { taken.delete(toNumber(address)); },
  };
};
