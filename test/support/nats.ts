import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect as connectTcp, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { certificatePaths, createAuthority, issueClientCertificate, issueServerCertificate, writeCertificate } from '../../infra/crypto/certificates.ts';
import type { Authority } from '../../infra/crypto/certificates.ts';
import { writePrivateFile } from '../../infra/crypto/private-file.ts';
import { connectNats } from '../../infra/nats/connect.ts';
import { fileLogMarker } from '../../infra/nats/log-marker.ts';
import { natsServerConfig } from '../../infra/nats/server-config.ts';
import { ensureStreams } from '../../infra/nats/streams.ts';
import type { NatsIdentity } from '../../infra/nats/users.ts';
import { certificateSubject, inboxPrefixOf } from '../../infra/nats/users.ts';

/** A real nats-server with the real configuration, in a temporary directory on a free port. */
export interface TestNats {
  readonly dir: string;
  readonly server: string;
  /** Where JetStream keeps its files. */
  readonly storeDir: string;
  readonly markerPath: string;
  /** PEM paths of an identity's client certificate, issued on first use. */
  credentials(identity: NatsIdentity): Promise<{ readonly ca: string; readonly cert: string; readonly key: string }>;
  /** A connection as that identity; closed by `stop`. */
  connect(identity: NatsIdentity): Promise<NatsConnection>;
  /** SIGKILL, and gone when this resolves. */
  kill9(): Promise<void>;
  /** Starts again on the same port and directory (after `kill9`, or a running one is killed first). */
  restart(): Promise<void>;
  /** Ends connections and server and removes the directory. */
  stop(): Promise<void>;
}

export interface StartNatsOptions {
  readonly nodes?: readonly string[];
  /** Create the streams, as a cluster's first start does. Default true. */
  readonly streams?: boolean;
  readonly eventObjectTtlSeconds?: number;
}

const toolsBinary = (): string | undefined => {
  const base = join(import.meta.dirname, '../../.tools/nats-server');
  if (!existsSync(base)) return undefined;
  const found = readdirSync(base, { recursive: true, encoding: 'utf8' }).find((path) => /(^|\/)nats-server$/.test(path));
  return found && join(base, found);
};

/** `$SHIPLOG_NATS_SERVER`, the launcher's copy under .tools, else whatever PATH has. */
const natsBinary = (): string => process.env['SHIPLOG_NATS_SERVER'] ?? toolsBinary() ?? 'nats-server';

/** A port nobody listens on right now. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
};

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connectTcp(port, '127.0.0.1');
    socket.once('connect', () => { socket.destroy(); resolve(true); });
    socket.once('error', () => resolve(false));
  });

const waitUntilListening = async (port: number, child: ChildProcess): Promise<void> => {
  const deadline = Date.now() + 20_000;
  while (!(await listens(port))) {
    if (child.exitCode !== null) throw new Error(`nats-server ended with ${child.exitCode}`);
    if (Date.now() > deadline) throw new Error('nats-server does not listen');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

const launch = async (configPath: string, port: number): Promise<ChildProcess> => {
  const child = spawn(natsBinary(), ['-c', configPath], { stdio: 'ignore' });
  await Promise.race([waitUntilListening(port, child), once(child, 'error').then(([error]) => { throw error; })]);
  return child;
};

const kill = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
};

const issuerOf = (authority: Authority, dir: string, ca: string): TestNats['credentials'] => {
  const issued = new Map<string, Promise<string>>();
  const issue = async (identity: NatsIdentity): Promise<string> => {
    const { commonName, organization } = certificateSubject(identity);
    const path = join(dir, `client-${organization.replace(':', '-')}-${commonName}`);
    await writeCertificate(path, await issueClientCertificate(authority, { commonName, organizations: [organization] }));
    return path;
  };
  return async (identity) => {
    const name = JSON.stringify(identity);
    const path = issued.get(name) ?? issue(identity);
    issued.set(name, path);
    return { ca, ...certificatePaths(await path) };
  };
};

const writeConfig = async (dir: string, port: number, nodes: readonly string[]): Promise<{ ca: string; authority: Authority; configPath: string; storeDir: string }> => {
  const authority = await createAuthority('shiplog test authority');
  const ca = join(dir, 'ca.crt');
  await writePrivateFile(ca, authority.cert);
  await writeCertificate(join(dir, 'nats'), await issueServerCertificate(authority, { commonName: 'nats', hosts: ['127.0.0.1', 'localhost'] }));
  const storeDir = join(dir, 'store');
  const configPath = join(dir, 'nats.conf');
  const tls = { ca, ...certificatePaths(join(dir, 'nats')) };
  await writeFile(configPath, natsServerConfig({ host: '127.0.0.1', port, storeDir, tls, nodes, logFile: join(dir, 'nats.log') }));
  return { ca, authority, configPath, storeDir };
};

/** Starts nats-server as production does: TLS, permission table, file storage, sync always. */
export const startNats = async (options: StartNatsOptions = {}): Promise<TestNats> => {
  const dir = await mkdtemp(join(tmpdir(), 'shiplog-nats-'));
  const port = await freePort();
  const { ca, authority, configPath, storeDir } = await writeConfig(dir, port, options.nodes ?? []);
  const credentials = issuerOf(authority, dir, ca);
  const connections: NatsConnection[] = [];
  let child = await launch(configPath, port);
  // A test run that dies leaves no server behind.
  const onExit = (): void => { child.kill('SIGKILL'); };
  process.once('exit', onExit);
  const nats: TestNats = {
    dir,
    server: `127.0.0.1:${port}`,
    storeDir,
    markerPath: join(dir, 'log-created'),
    credentials,
    connect: async (identity) => {
      const connection = await connectNats({ servers: [nats.server], tls: await credentials(identity), name: 'test', inboxPrefix: inboxPrefixOf(identity), firstConnectMs: 10_000 });
      connections.push(connection);
      return connection;
    },
    kill9: () => kill(child),
    restart: async () => {
      await kill(child);
      child = await launch(configPath, port);
    },
    stop: async () => {
      await Promise.all(connections.map((connection) => connection.close()));
      process.off('exit', onExit);
      await kill(child);
      await rm(dir, { recursive: true, force: true });
    },
  };
  if (options.streams ?? true) {
    const setup = await nats.connect({ role: 'setup' });
    await ensureStreams(await jetstreamManager(setup), {
      replicas: 1,
      marker: fileLogMarker(nats.markerPath),
      ...(options.eventObjectTtlSeconds !== undefined && { eventObjectTtlSeconds: options.eventObjectTtlSeconds }),
    });
  }
  return nats;
};
