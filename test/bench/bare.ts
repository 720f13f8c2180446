import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { repoPath } from '../../infra/setup/tools-folder.ts';
import { apiAddress } from '../support/api-client.ts';
import type { ApiAddress } from '../support/api-client.ts';
import type { LiveCluster } from '../support/live-cluster.ts';

export interface BareServer {
  readonly address: ApiAddress;
  readonly pid: number;
  stop(): void;
}

/** The bytes from a process that does nothing but send them, over the API's own TLS, with the client's certificate asked for. */
export const startBare = async (cluster: LiveCluster, body: string | Uint8Array): Promise<BareServer> => {
  const { folder } = cluster;
  const file = join(folder.root, 'bare-body.json');
  await writeFile(file, body);
  const own = folder.certificate('api-server');
  const server = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', repoPath('test/bench/bare-server.ts'), folder.caCert, own.cert, own.key, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const { value: port } = await createInterface({ input: server.stdout })[Symbol.asyncIterator]().next();
  return { address: { ...(await apiAddress(cluster)), host: '127.0.0.1', port: Number(port) }, pid: server.pid ?? 0, stop: () => void server.kill('SIGKILL') };
};
