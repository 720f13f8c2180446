import { apiClient, apiClientAt } from '../support/api-client.ts';
import type { ApiClient } from '../support/api-client.ts';
import type { LiveCluster } from '../support/live-cluster.ts';
import { keepWriting } from './background-writes.ts';
import { startBare } from './bare.ts';
import { bigPod } from './big-pod.ts';
import { atMost, median, plain } from './figure.ts';
import type { Figure } from './figure.ts';

const PODS = 5_000;
const ROUNDS = 15;
const AT_ONCE = 64;
const PATH = '/api/v1/namespaces/bench/pods';

const fill = async (api: ApiClient): Promise<void> => {
  const rest = Array.from({ length: PODS }, (_, index) => index);
  const worker = async (): Promise<void> => {
    for (let index = rest.pop(); index !== undefined; index = rest.pop()) {
      const answer = await api.send('POST', PATH, bigPod(`pod-${String(index).padStart(5, '0')}`));
      if (answer.status !== 201) throw new Error(`create answered ${answer.status}: ${answer.body}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
};

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};

/**
 * A whole LIST of 5,000 pods of 4 KiB against the same bytes from a bare HTTPS server in a process of its own: same
 * client, same TLS, connections kept open, gzip off. 50 writes a second go on all the while. Rounds alternate; medians.
 */
export const benchList = async (cluster: LiveCluster, most = 3): Promise<readonly Figure[]> => {
  await cluster.ok(['create', 'namespace', 'bench']);
  const [api, writer] = await Promise.all([apiClient(cluster), apiClient(cluster)]);
  await fill(api);
  const { body } = await api.send('GET', PATH);
  const count = (JSON.parse(body) as { items: unknown[] }).items.length;
  if (count !== PODS) throw new Error(`${count} pods listed`);
  const bare = await startBare(cluster, body);
  const bareApi = apiClientAt(bare.address);
  const stopWriting = keepWriting(writer);
  const [listMs, bareMs]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    listMs.push(await timed(() => api.send('GET', PATH)));
    bareMs.push(await timed(() => bareApi.send('GET', '/')));
  }
  const writes = await stopWriting();
  bareApi.close();
  bare.stop();
  api.close();
  writer.close();
  return [
    plain('bytes', body.length),
    plain('writes/s acknowledged meanwhile', writes),
    plain('LIST, median', median(listMs), ' ms'),
    plain('the same bytes from a bare HTTPS server, median', median(bareMs), ' ms'),
    atMost('LIST ÷ bare bytes', median(listMs) / median(bareMs), { most }),
  ];
};
