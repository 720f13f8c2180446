import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';

const port = z.int().min(1).max(65_535);

const ClusterConfigSchema = z.strictObject({
  /** Names the Docker network and labels containers; unique on an Engine. */
  name: z.string().regex(/^[a-z0-9-]{1,40}$/),
  nodes: z.array(z.string().regex(/^[a-z0-9-]{1,63}$/)).min(1).max(64),
  runtime: z.enum(['docker', 'simulated']),
  /** API server processes, all listening on the same port. */
  apiServers: z.int().min(1).max(8),
  /** The control plane as one process. */
  inOne: z.boolean(),
  apiPort: port,
  natsPort: port,
  /** Loopback address the API answers on. */
  apiHost: z.string(),
  podNetwork: z.strictObject({ cidr: z.string(), gateway: z.string() }),
  serviceCidr: z.string(),
  /** Ports at which single nodes reach NATS through something of their own; others use natsPort. */
  natsPortOfNode: z.record(z.string(), port).optional(),
  /** First of the loopback ports of the components' Prometheus endpoints; absent serves none. */
  metricsBasePort: port.optional(),
  tracesUrl: z.string().optional(),
  /** How long older states stay readable on the path that is compatible with upstream; absent: 5 minutes. */
  compactionWindowSeconds: z.int().min(1).optional(),
});

export type ClusterConfig = z.infer<typeof ClusterConfigSchema>;

export class ClusterConfigError extends Error {
  override readonly name = 'ClusterConfigError';
}

/** The cluster's settings; undefined when the folder holds no cluster. Throws ClusterConfigError when they cannot be read. */
export const readClusterConfig = async (path: string): Promise<ClusterConfig | undefined> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return ClusterConfigSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new ClusterConfigError(`${path} is not a cluster's configuration`, { cause: error });
  }
};

/** Written beside and renamed, so a reader never sees half of it. */
export const writeClusterConfig = async (path: string, config: ClusterConfig): Promise<void> => {
  const part = `${path}.${process.pid}.part`;
  await writeFile(part, `${JSON.stringify(config, undefined, 2)}\n`, { mode: 0o600 });
  await rename(part, path);
};
