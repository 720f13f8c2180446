import { writeFile } from 'node:fs/promises';
import { apiAddress } from '../../support/api-client.ts';
import type { LiveCluster } from '../../support/live-cluster.ts';
import { atMost, plain } from '../figure.ts';
import type { Figure } from '../figure.ts';
import { benchList } from '../list.ts';
import { loadConnection } from '../load-client.ts';
import { peakResidentBytes, residentBytes } from '../process-usage.ts';

const AT_ONCE = 32;
const WARM_UPS = 3;
const MIB = 1024 * 1024;
const PATH = '/api/v1/namespaces/bench/pods';

/** By how much the server's resident memory grows at most while many LISTs of the same 5,000 pods are under way, per LIST. */
const memoryPerList = async (cluster: LiveCluster): Promise<number> => {
  const address = await apiAddress(cluster);
  const pid = cluster.pid('api-server-0') ?? 0;
  const connections = await Promise.all(Array.from({ length: AT_ONCE }, () => loadConnection(address)));
  const listAll = (): Promise<unknown> => Promise.all(connections.map((connection) => connection.send('GET', PATH)));
  // What the first ones leave behind is kept for the next ones, not per LIST.
  for (let round = 0; round < WARM_UPS; round += 1) await connections[0]?.send('GET', PATH);
  const before = residentBytes(pid);
  await writeFile(`/proc/${pid}/clear_refs`, '5');
  await listAll();
  const grown = peakResidentBytes(pid) - before;
  for (const connection of connections) connection.close();
  return grown / AT_ONCE;
};

export const benchLists = async (cluster: LiveCluster): Promise<readonly Figure[]> => {
  const figures = await benchList(cluster, 2);
  const perList = await memoryPerList(cluster);
  return [...figures, plain('LISTs at once', AT_ONCE), atMost('peak memory beyond what was there, per LIST', perList / MIB, { most: 1, unit: ' MiB' })];
};
