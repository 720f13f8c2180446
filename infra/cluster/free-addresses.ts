import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';

const tryPort = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
    });
  });

/** The preferred loopback port if it is free, else one that is. */
export const freePort = async (preferred?: number): Promise<number> => {
  const port = (preferred === undefined ? undefined : await tryPort(preferred)) ?? (await tryPort(0));
  if (port === undefined) throw new Error('no loopback port is free');
  return port;
};

const FIRST_BLOCK = 244;
const LAST_BLOCK = 254;

/** First two bytes of every routed destination; a bridge that is down keeps its route but is no interface to Node. */
const routedBlocks = async (): Promise<readonly string[]> => {
  const table = await readFile('/proc/net/route', 'utf8').catch(() => '');
  return table
    .split('\n')
    .slice(1)
    .map((line) => Buffer.from(line.split('\t')[1] ?? '', 'hex'))
    .map((reversed) => `${reversed.at(-1)}.${reversed.at(-2)}`);
};

/** A pod network this machine has no route to yet: another cluster's bridge may already hold the usual one. Ask once Docker runs. */
export const freePodNetwork = async (): Promise<{ cidr: string; gateway: string }> => {
  const interfaces = Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address.split('.').slice(0, 2).join('.')));
  const used = new Set([...interfaces, ...(await routedBlocks())]);
  for (let block = FIRST_BLOCK; block <= LAST_BLOCK; block += 1) {
    if (!used.has(`10.${block}`)) return { cidr: `10.${block}.0.0/16`, gateway: `10.${block}.0.1` };
  }
  throw new Error(`every pod network from 10.${FIRST_BLOCK}.0.0/16 to 10.${LAST_BLOCK}.0.0/16 is in use`);
};
