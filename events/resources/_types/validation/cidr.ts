import { invalidField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { isIpv4, isIpv6 } from './ip-address.ts';

export type IpFamily = 'IPv4' | 'IPv6';

/** A range of addresses as numbers. */
export interface Cidr {
  readonly family: IpFamily;
  /** The address as written; bits beyond the prefix may be set. */
  readonly address: bigint;
  readonly prefix: number;
}

const BITS: Readonly<Record<IpFamily, number>> = { IPv4: 32, IPv6: 128 };

export const familyOf = (address: string): IpFamily | undefined => {
  if (isIpv4(address)) return 'IPv4';
  return isIpv6(address) ? 'IPv6' : undefined;
};

const ipv4Number = (text: string): bigint => text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);

const groupsOf = (text: string): readonly bigint[] => (text === '' ? [] : text.split(':').flatMap((group) => {
  if (!group.includes('.')) return [BigInt(`0x${group}`)];
  const value = ipv4Number(group);
  return [value >> 16n, value & 0xffffn];
}));

const ipv6Groups = (text: string): readonly bigint[] => {
  const [head = '', tail] = text.split('::');
  const before = groupsOf(head);
  if (tail === undefined) return before;
  const after = groupsOf(tail);
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0n), ...after];
};

/** The address as a number; undefined when it is none. */
export const addressNumber = (text: string): bigint | undefined => {
  const family = familyOf(text);
  if (family === undefined) return undefined;
  return family === 'IPv4' ? ipv4Number(text) : ipv6Groups(text).reduce((sum, group) => sum * 65_536n + group, 0n);
};

/** Undefined when the text is no CIDR. */
export const parseCidr = (text: string): Cidr | undefined => {
  const slash = text.lastIndexOf('/');
  const [address, bits] = [text.slice(0, Math.max(slash, 0)), text.slice(slash + 1)];
  const family = familyOf(address);
  const number = addressNumber(address);
  if (slash < 0 || family === undefined || number === undefined || !/^(0|[1-9]\d{0,2})$/.test(bits) || Number(bits) > BITS[family]) return undefined;
  return { family, address: number, prefix: Number(bits) };
};

const hostBits = ({ family, prefix }: Cidr): bigint => BigInt(BITS[family] - prefix);

/** Whether the range holds the other's first address. */
export const cidrContains = (range: Cidr, { family, address }: Pick<Cidr, 'family' | 'address'>): boolean =>
  range.family === family && range.address >> hostBits(range) === address >> hostBits(range);

/** Whether an address, however it is spelt, lies in a range, which is a CIDR; false for what is none. */
export const isInRange = (address: string, range: string): boolean => {
  const [family, number, cidr] = [familyOf(address), addressNumber(address), parseCidr(range)];
  return family !== undefined && number !== undefined && cidr !== undefined && cidrContains(cidr, { family, address: number });
};

/** First and last run of at least two zero groups, the longest and then the first. */
const longestZeros = (groups: readonly bigint[]): readonly [from: number, length: number] => {
  let best: readonly [number, number] = [0, 0];
  for (let from = 0; from < groups.length; from += 1) {
    let length = 0;
    while (groups[from + length] === 0n) length += 1;
    if (length > Math.max(best[1], 1)) best = [from, length];
  }
  return best;
};

const ipv6Text = (groups: readonly bigint[]): string => {
  const [from, length] = longestZeros(groups);
  const write = (part: readonly bigint[]): string => part.map((group) => group.toString(16)).join(':');
  return length === 0 ? write(groups) : `${write(groups.slice(0, from))}::${write(groups.slice(from + length))}`;
};

const canonicalAddress = (text: string): string => (familyOf(text) === 'IPv6' ? ipv6Text(ipv6Groups(text)) : text);

/** Broken rules of an address that must be written in its one canonical form. */
export const canonicalIpErrors = (text: string): readonly string[] => {
  if (familyOf(text) === undefined) return ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'];
  const canonical = canonicalAddress(text);
  return canonical === text ? [] : [`must be in canonical form (${JSON.stringify(canonical)})`];
};

const NO_CIDR = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';

export const cidrErrors = (text: string, field: string): FieldError[] => (parseCidr(text) === undefined ? [invalidField(field, text, NO_CIDR)] : []);

/** Rules for a range that must be written in its one canonical form. */
export const canonicalCidrErrors = (text: string, field: string): FieldError[] => {
  const cidr = parseCidr(text);
  if (cidr === undefined) return [invalidField(field, text, NO_CIDR)];
  if ((cidr.address >> hostBits(cidr)) << hostBits(cidr) !== cidr.address) return [invalidField(field, text, 'must not have bits set beyond the prefix length')];
  const canonical = `${canonicalAddress(text.slice(0, text.lastIndexOf('/')))}/${cidr.prefix}`;
  return canonical === text ? [] : [invalidField(field, text, `must be in canonical form (${JSON.stringify(canonical)})`)];
};
