import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { repoPath } from '../../infra/setup/tools-folder.ts';
import { apiClient } from '../support/api-client.ts';
import type { ApiClient } from '../support/api-client.ts';
import type { LiveCluster } from '../support/live-cluster.ts';
import { bigPod } from './big-pod.ts';
import { atMost, median, plain } from './figure.ts';
import type { Figure } from './figure.ts';

const PODS = 5_000;
const ROUNDS = 15;
const WRITES_PER_SECOND = 50;
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

/** Creates ConfigMaps at an even pace until told to stop; answers how many a second were acknowledged. */
const keepWriting = (api: ApiClient): (() => Promise<number>) => {
  let running = true;
  const started = performance.now();
  const writes: Promise<number>[] = [];
  const write = async (): Promise<void> => {
    for (let index = 0; running; index += 1) {
      const map = { metadata: { name: `w-${index}` }, data: { index: String(index) } };
      writes.push(api.send('POST', '/api/v1/namespaces/bench/configmaps', map).then(({ status }) => Number(status === 201)));
      // Behind schedule after a busy stretch, the next follow at once.
      await pause(Math.max(0, started + ((index + 1) * 1_000) / WRITES_PER_SECOND - performance.now()));
    }
  };
  const done = write();
  return async () => {
    running = false;
    await done;
    const acknowledged = await Promise.all(writes);
    return acknowledged.reduce((sum, one) => sum + one, 0) / ((performance.now() - started) / 1_000);
  };
};

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};

/** The bytes from a process that does nothing but send them, asked by the same client as the API. */
const startBare = async (cluster: LiveCluster, body: string): Promise<{ readonly api: ApiClient; readonly stop: () => void }> => {
  const { folder, config } = cluster;
  const file = join(folder.root, 'bare-body.json');
  await writeFile(file, body);
  const own = folder.certificate('api-server');
  const server = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', repoPath('test/bench/bare-server.ts'), folder.caCert, own.cert, own.key, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const { value: port } = await createInterface({ input: server.stdout })[Symbol.asyncIterator]().next();
  const api = await apiClient({ ...cluster, config: { ...config, apiHost: '127.0.0.1', apiPort: Number(port) } });
  const stop = (): void => {
    api.close();
    server.kill('SIGKILL');
  };
  return { api, stop };
};

/**
 * A whole LIST of 5,000 pods of 4 KiB against the same bytes from a bare HTTPS server in a process of its own: same
 * client, same TLS, connections kept open, gzip off. 50 writes a second go on all the while. Rounds alternate; medians.
 */
export const benchList = async (cluster: LiveCluster): Promise<readonly Figure[]> => {
  await cluster.ok(['create', 'namespace', 'bench']);
  const [api, writer] = await Promise.all([apiClient(cluster), apiClient(cluster)]);
  await fill(api);
  const { body } = await api.send('GET', PATH);
  const count = (JSON.parse(body) as { items: unknown[] }).items.length;
  if (count !== PODS) throw new Error(`${count} pods listed`);
  const bare = await startBare(cluster, body);
  const stopWriting = keepWriting(writer);
  const [listMs, bareMs]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    listMs.push(await timed(() => api.send('GET', PATH)));
    bareMs.push(await timed(() => bare.api.send('GET', '/')));
  }
  const writes = await stopWriting();
  bare.stop();
  api.close();
  writer.close();
  return [
    plain('bytes', body.length),
    plain('writes/s acknowledged meanwhile', writes),
    plain('LIST, median', median(listMs), ' ms'),
    plain('the same bytes from a bare HTTPS server, median', median(bareMs), ' ms'),
    atMost('LIST ÷ bare bytes', median(listMs) / median(bareMs), { most: 3 }),
  ];
};
