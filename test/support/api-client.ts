import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import type { IncomingMessage } from 'node:http';
import type { LiveCluster } from './live-cluster.ts';

export interface ApiResult {
  readonly status: number;
  readonly body: string;
}

/** A bare HTTPS client with the administrator's certificate, for what kubectl is too slow or too polite for. */
export interface ApiClient {
  send(method: string, path: string, body?: unknown): Promise<ApiResult>;
  /** The answer as soon as its headers are there. */
  open(path: string): Promise<IncomingMessage>;
  close(): void;
}

const TIMEOUT_MS = 10_000;

const textOf = async (answer: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

export const apiClient = async ({ folder, config }: LiveCluster): Promise<ApiClient> => {
  const admin = folder.certificate('admin');
  const [ca, cert, key] = await Promise.all([readFile(folder.caCert), readFile(admin.cert), readFile(admin.key)]);
  const agent = new Agent({ ca, cert, key, keepAlive: true, maxSockets: 64 });
  const begin = (method: string, path: string, body: unknown): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const headers = { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }) };
      const outgoing = request({ host: config.apiHost, port: config.apiPort, method, path, agent, headers });
      outgoing.setTimeout(TIMEOUT_MS, () => outgoing.destroy(new Error('the API did not answer in time')));
      outgoing.once('response', (answer) => {
        outgoing.setTimeout(0);
        resolve(answer);
      });
      outgoing.once('error', reject);
      outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    });
  return {
    send: async (method, path, body) => {
      const answer = await begin(method, path, body);
      return { status: answer.statusCode ?? 0, body: await textOf(answer) };
    },
    open: (path) => begin('GET', path, undefined),
    close: () => agent.destroy(),
  };
};
