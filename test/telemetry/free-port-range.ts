import { freePort } from '../../infra/cluster/free-addresses.ts';

const TRIES = 20;

/** The first of so many loopback ports that are all free now. */
export const freePortRange = async (count: number): Promise<number> => {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const first = await freePort();
    const wanted = Array.from({ length: count }, (_, index) => first + index);
    const got = await Promise.all(wanted.map((port) => freePort(port)));
    if (wanted.every((port, index) => port === got[index])) return first;
  }
  throw new Error(`no ${count} consecutive ports are free`);
};
