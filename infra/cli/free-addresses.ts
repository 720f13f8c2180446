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

/** A pod network no interface of this machine is in: another cluster's bridge may already hold the usual one. */
export const freePodNetwork = (): { cidr: string; gateway: string } => {
  const used = new Set(Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address.split('.').slice(0, 2).join('.'))));
  for (let block = FIRST_BLOCK; block <= LAST_BLOCK; block += 1) {
    if (!used.has(`10.${block}`)) return { cidr: `10.${block}.0.0/16`, gateway: `10.${block}.0.1` };
  }
  throw new Error(`every pod network from 10.${FIRST_BLOCK}.0.0/16 to 10.${LAST_BLOCK}.0.0/16 is in use`);
};
