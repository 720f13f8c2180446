import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import type { ClusterConfig } from '../cluster/cluster-config.ts';
import type { ClusterFolder } from '../cluster/cluster-folder.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly body: string;
}

/** The administrator's connection to the cluster's API. */
export interface ClusterApi {
  /** Rejects when nothing answers within the time. */
  get(path: string, timeoutMs?: number): Promise<ApiAnswer>;
  close(): void;
}

const DEFAULT_TIMEOUT_MS = 30_000;

export const connectClusterApi = async (folder: ClusterFolder, config: ClusterConfig): Promise<ClusterApi> => {
  const admin = folder.certificate('admin');
  const [ca, cert, key] = await Promise.all([readFile(folder.caCert), readFile(admin.cert), readFile(admin.key)]);
  const agent = new Agent({ ca, cert, key, keepAlive: true });
  return {
    get: (path, timeoutMs = DEFAULT_TIMEOUT_MS) =>
      new Promise((resolve, reject) => {
        const outgoing = request({ host: config.apiHost, port: config.apiPort, path, agent, timeout: timeoutMs, headers: { accept: 'application/json' } }, (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }));
          answer.on('error', reject);
        });
        outgoing.on('timeout', () => outgoing.destroy(new Error(`the API did not answer within ${timeoutMs / 1000} s`)));
        outgoing.on('error', reject);
        outgoing.end();
      }),
    close: () => agent.destroy(),
  };
};
