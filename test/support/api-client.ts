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

export interface ApiAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: { readonly ca: string; readonly cert: string; readonly key: string };
}

/** A client of the API server at an address. */
export const apiClientAt = ({ host, port, tls }: ApiAddress): ApiClient => {
  const agent = new Agent({ ...tls, keepAlive: true, maxSockets: 64 });
  const begin = (method: string, path: string, body: unknown): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      // Said outright: Node leaves a DELETE's length out.
      const headers = { accept: 'application/json', ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }) };
      const outgoing = request({ host, port, method, path, agent, headers });
      outgoing.setTimeout(TIMEOUT_MS, () => outgoing.destroy(new Error('the API did not answer in time')));
      outgoing.once('response', (answer) => {
        outgoing.setTimeout(0);
        resolve(answer);
      });
      outgoing.once('error', reject);
      outgoing.end(text);
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

/** Where a cluster's API server is, and the administrator's certificate. */
export const apiAddress = async ({ folder, config }: LiveCluster): Promise<ApiAddress> => {
  const admin = folder.certificate('admin');
  const [ca, cert, key] = await Promise.all([readFile(folder.caCert, 'utf8'), readFile(admin.cert, 'utf8'), readFile(admin.key, 'utf8')]);
  return { host: config.apiHost, port: config.apiPort, tls: { ca, cert, key } };
};

export const apiClient = async (cluster: LiveCluster): Promise<ApiClient> => apiClientAt(await apiAddress(cluster));
