/** IPv4 addresses pods get, and how much of them one node gets: `10.244.0.0/16` in ranges of /24. */
export interface ClusterRange {
  readonly cidr: string;
  readonly nodePrefix: number;
}

const parse = (cidr: string): { readonly base: number; readonly prefix: number } => {
  const match = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(cidr);
  const parts = (match?.[1] ?? '').split('.').map(Number);
  const prefix = Number(match?.[2] ?? Infinity);
  if (Math.max(...parts) > 255 || prefix > 32) throw new RangeError(`pod range "${cidr}" is not an IPv4 CIDR`);
  return { base: parts.reduce((base, part) => base * 256 + part, 0), prefix };
};

const format = (base: number, prefix: number): string =>
  `${[base / 2 ** 24, base / 2 ** 16, base / 2 ** 8, base].map((part) => Math.floor(part) % 256).join('.')}/${prefix}`;

/** First range of the cluster's that is not taken; undefined when none is left. Throws RangeError on a malformed range. */
export const freeRange = ({ cidr, nodePrefix }: ClusterRange, taken: ReadonlySet<string>): string | undefined => {
  const { base, prefix } = parse(cidr);
  if (nodePrefix < prefix || nodePrefix > 30) throw new RangeError(`pod range "${cidr}" cannot be cut into /${nodePrefix} ranges`);
  const size = 2 ** (32 - nodePrefix);
  const start = Math.floor(base / 2 ** (32 - prefix)) * 2 ** (32 - prefix);
  for (let index = 0; index < 2 ** (nodePrefix - prefix); index += 1) {
    const range = format(start + index * size, nodePrefix);
    if (!taken.has(range)) return range;
  }
  return undefined;
};
