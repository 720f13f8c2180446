/** IPv4 addresses pods get, and how much of them one node gets: `10.244.0.0/16` in ranges of /24. */
export interface ClusterRange {
  readonly cidr: string;
  readonly nodePrefix: number;
}

const parse = (cidr: string): { readonly base: number; readonly prefix: number } => {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(cidr);
  const numbers = (match?.slice(1) ?? []).map(Number);
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = numbers;
  if (numbers.length !== 5 || Math.max(a, b, c, d) > 255 || prefix > 32) throw new RangeError(`pod range "${cidr}" is not an IPv4 CIDR`);
  return { base: ((a * 256 + b) * 256 + c) * 256 + d, prefix };
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
