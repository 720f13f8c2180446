import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { stringify } from 'yaml';
import { createKinds } from '../../events/resources/registry.ts';
import { createAuthority, issueClientCertificate, issueServerCertificate } from '../../infra/crypto/certificates.ts';
import { sha256Digest } from '../../infra/crypto/digest.ts';
import { natsKeyRing } from '../../infra/crypto/key-ring.ts';
import { es256Signer, newTokenKey } from '../../infra/crypto/token-signer.ts';
import { aesSealer } from '../../infra/crypto/sealer.ts';
import { jetstreamEventStore } from '../../infra/eventstore-jetstream/jetstream-event-store.ts';
import { hostClock } from '../../infra/host/clock.ts';
import { hostEntropy } from '../../infra/host/entropy.ts';
import { createDialer } from '../../infra/http/dialer.ts';
import { createForwarder } from '../../infra/http/forwarder.ts';
import { startHttps } from '../../infra/http/https-server.ts';
import { createJsonLogger } from '../../infra/logging/json-logger.ts';
import { natsMessaging } from '../../infra/nats/messaging.ts';
import { inboxPrefixOf } from '../../infra/nats/users.ts';
import { ensureClient } from '../../infra/setup/kubectl.ts';
import type { ClientLine } from '../../infra/setup/kubectl.ts';
import { startTelemetry } from '../../infra/telemetry/telemetry.ts';
import { openSpdy } from '../../infra/wire-spdy/open-spdy.ts';
import { ensureStartData } from '../../services/api-server/bootstrap/ensure-start-data.ts';
import { createApiServer } from '../../services/api-server/create-api-server.ts';
import { createServiceAddressesPlugin } from '../../services/kit/admission/service-addresses/service-addresses.ts';
import { admissionPlugins } from '../../services/kit/admission/registry.ts';
import type { Writer } from '../../services/kit/command.ts';
import { createFollower } from '../../services/kit/follower/create-follower.ts';
import type { Follower } from '../../services/kit/follower.ts';
import type { Clock, Sealer, TokenSigner } from '../../services/kit/port.ts';
import type { Messaging } from '../../services/kit/messaging/port.ts';
import { createTunnelClient } from '../../services/kit/tunnel/client.ts';
import { createWriter } from '../../services/kit/write/create-writer.ts';
import { startNats } from './nats.ts';
import type { TestNats } from './nats.ts';
import { runProgram } from './run-program.ts';
import type { ProgramOptions, ProgramResult } from './run-program.ts';

/** One real API server in this process, on a real log, without controllers or nodes; driven by real clients. */
export interface InProcessApi {
  readonly nats: TestNats;
  readonly port: number;
  readonly writer: Writer;
  readonly follower: Follower;
  readonly tls: { readonly ca: string; readonly cert: string; readonly key: string };
  readonly sealer: Sealer;
  readonly tokens: TokenSigner;
  /** Messaging as the API server. */
  messagingOfApi(): Promise<Messaging>;
  /** Messaging as an agent of this node. */
  messagingOf(node: string): Promise<Messaging>;
  kubectl(args: readonly string[], options?: ProgramOptions & { readonly line?: ClientLine; readonly at?: string }): Promise<ProgramResult>;
  /** As kubectl, and a non-zero exit throws; answers standard output. */
  ok(args: readonly string[], options?: ProgramOptions & { readonly line?: ClientLine; readonly at?: string }): Promise<string>;
  /** Path of the administrator's kubeconfig; `at` names a moment of the past. */
  kubeconfig(at?: string): Promise<string>;
  stop(): Promise<void>;
}

const STREAMS = ['EVENTS', 'LEASES', 'EVENTOBJECTS'] as const;
const SERVICE_CIDR = '10.96.0.0/16';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

const kubeconfig = (server: string, tls: InProcessApi['tls']): string =>
  stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server, 'certificate-authority-data': base64(tls.ca) } }],
    users: [{ name: 'admin', user: { 'client-certificate-data': base64(tls.cert), 'client-key-data': base64(tls.key) } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'admin' } }],
    'current-context': 'test',
  });

export interface InProcessApiOptions {
  readonly nodes?: readonly string[];
  readonly windowMs?: number;
  /** Another API server whose log and keys this one shares; NATS ends with that one. */
  readonly beside?: InProcessApi;
  readonly clock?: Clock;
}

type NatsConnection = Awaited<ReturnType<TestNats['connect']>>;

/** What two servers of one cluster share. */
const keysOf = async (connection: NatsConnection, beside: InProcessApi | undefined): Promise<Pick<InProcessApi, 'sealer' | 'tokens'>> =>
  beside ?? { sealer: aesSealer({ keys: await natsKeyRing(connection), keyEncryptionKey: { id: 'test', bytes: randomBytes(32) } }), tokens: es256Signer(newTokenKey()) };

/** Starts NATS, follower, writer and API server. */
export const startInProcessApi = async (options: InProcessApiOptions = {}): Promise<InProcessApi> => {
  const dir = await mkdtemp(join(tmpdir(), 'shiplog-api-'));
  const nats = options.beside?.nats ?? (await startNats({ nodes: options.nodes ?? [] }));
  const connection = await nats.connect({ role: 'api' });
  const logger = createJsonLogger('test', 'error');
  const clock = options.clock ?? hostClock();
  const telemetry = await startTelemetry({ component: 'test', report: () => undefined });
  const store = jetstreamEventStore({ connection, inboxPrefix: inboxPrefixOf({ role: 'api' }) });
  const kinds = createKinds();
  const { sealer, tokens } = await keysOf(connection, options.beside);
  const follower = createFollower({ store, streams: STREAMS, clock, logger, telemetry });
  await follower.start();
  const plugins = [...admissionPlugins, createServiceAddressesPlugin({ serviceCidr: SERVICE_CIDR })];
  const writer = createWriter({ store, follower, kinds, clock, entropy: hostEntropy(), digest: sha256Digest(), sealer, plugins, build: 'v0.0.0-test' });
  const messaging = natsMessaging({ connection, report: (message, fields) => logger.warn(message, fields) });
  const tunnel = createTunnelClient({ messaging, clock, entropy: hostEntropy() });
  const version = { gitVersion: 'v1.36.0', gitCommit: 'test', buildDate: '2026-01-01T00:00:00Z', platform: 'linux/amd64' };
  const streaming = { spdy: openSpdy, forwarder: createForwarder(), dialer: createDialer() };
  const api = createApiServer({ tokens, kinds, follower, writer, store, clock, logger, telemetry, sealer, tunnel, ...streaming, version, address: '127.0.0.1', ...(options.windowMs !== undefined && { windowMs: options.windowMs }) });
  const authority = await createAuthority('shiplog test API');
  const server = await issueServerCertificate(authority, { commonName: 'kube-apiserver', hosts: ['127.0.0.1', 'localhost'] });
  const admin = await issueClientCertificate(authority, { commonName: 'kubernetes-admin', organizations: ['system:masters'] });
  const https = await startHttps({ handler: api.handle, tls: { ca: authority.cert, cert: server.cert, key: server.key }, hosts: ['127.0.0.1'], port: 0, logger });
  await ensureStartData(writer, { serviceAddress: '10.96.0.1', serviceCidr: SERVICE_CIDR, addresses: ['127.0.0.1'], port: https.port });
  const tls = { ca: authority.cert, cert: admin.cert, key: admin.key };
  const configOf = async (at: string): Promise<string> => {
    const path = join(dir, `kubeconfig${at.replaceAll(/[/:]/g, '-')}`);
    await writeFile(path, kubeconfig(`https://127.0.0.1:${https.port}${at}`, tls), { mode: 0o600 });
    return path;
  };
  const kubectl: InProcessApi['kubectl'] = async (args, { line = 'v35', at = '', ...rest } = {}) => {
    const env = { ...process.env, KUBECONFIG: await configOf(at), KUBECACHEDIR: join(dir, 'kube-cache') };
    return runProgram(await ensureClient('kubectl', line), args, { timeoutMs: 60_000, env, ...rest });
  };
  return {
    nats,
    port: https.port,
    writer,
    follower,
    tls,
    sealer,
    tokens,
    messagingOfApi: () => Promise.resolve(messaging),
    messagingOf: async (node) => natsMessaging({ connection: await nats.connect({ node }), report: (message, fields) => logger.warn(message, fields) }),
    kubectl,
    ok: async (args, rest) => {
      const result = await kubectl(args, rest);
      if (result.code !== 0) throw new Error(`kubectl ${args.join(' ')} ended with ${result.code}: ${result.stdout}${result.stderr}`);
      return result.stdout;
    },
    kubeconfig: (at = '') => configOf(at),
    stop: async () => {
      api.close();
      await https.close(0);
      await follower.stop();
      if (options.beside === undefined) await nats.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
};
