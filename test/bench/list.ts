import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { request } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
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

const fill = async (api: ApiClient): Promise<void> => {
  const rest = Array.from({ length: PODS }, (_, index) => index);
  const worker = async (): Promise<void> => {
    for (let index = rest.pop(); index !== undefined; index = rest.pop()) {
      const answer = await api.send('POST', '/api/v1/namespaces/bench/pods', bigPod(`pod-${String(index).padStart(5, '0')}`));
      if (answer.status !== 201) throw new Error(`create answered ${answer.status}: ${answer.body}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
};

const keepWriting = (api: ApiClient): (() => Promise<void>) => {
  let running = true;
  const write = async (): Promise<void> => {
    for (let index = 0; running; index += 1) {
      const patch = { metadata: { name: `w-${index}` }, data: { index: String(index) } };
      void api.send('POST', '/api/v1/namespaces/bench/configmaps', patch).catch(() => undefined);
      await pause(1_000 / WRITES_PER_SECOND);
    }
  };
  const done = write();
  return async () => {
    running = false;
    await done;
  };
};

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};

/** The same bytes from a server that does nothing but send them. */
const bareServer = async ({ folder }: LiveCluster, body: Buffer): Promise<{ readonly get: () => Promise<void>; readonly close: () => void }> => {
  const own = folder.certificate('api-server');
  const admin = folder.certificate('admin');
  const tls = { ca: readFileSync(folder.caCert), cert: readFileSync(own.cert), key: readFileSync(own.key), requestCert: true };
  const server = createServer(tls, (_request, answer) => {
    answer.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
    answer.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = { host: '127.0.0.1', port, ca: tls.ca, cert: readFileSync(admin.cert), key: readFileSync(admin.key) };
  const get = (): Promise<void> =>
    new Promise((resolve, reject) => {
      request(client, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => resolve(void Buffer.concat(chunks).toString('utf8')));
      })
        .on('error', reject)
        .end();
    });
  return { get, close: () => server.close() };
};

export const benchList = async (cluster: LiveCluster): Promise<readonly Figure[]> => {
  await cluster.ok(['create', 'namespace', 'bench']);
  const api = await apiClient(cluster);
  await fill(api);
  const path = '/api/v1/namespaces/bench/pods';
  const { body } = await api.send('GET', path);
  const bare = await bareServer(cluster, Buffer.from(body));
  const stopWriting = keepWriting(api);
  const [listMs, bareMs]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    listMs.push(await timed(() => api.send('GET', path)));
    bareMs.push(await timed(bare.get));
  }
  await stopWriting();
  bare.close();
  api.close();
  return [
    plain('bytes', body.length),
    plain('LIST, median', median(listMs), ' ms'),
    plain('the same bytes from a bare HTTPS server, median', median(bareMs), ' ms'),
    atMost('LIST ÷ bare bytes', median(listMs) / median(bareMs), 3),
  ];
};
