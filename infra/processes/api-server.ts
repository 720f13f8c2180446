import { createKinds } from '../../events/resources/registry.ts';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { createApiServer } from '../../services/api-server/create-api-server.ts';
import type { ApiServer } from '../../services/api-server/create-api-server.ts';
import { ensureStartData } from '../../services/api-server/bootstrap/ensure-start-data.ts';
import { serveNodeFetch } from '../../services/api-server/node-fetch/serve-node-fetch.ts';
import { createTunnelClient } from '../../services/kit/tunnel/client.ts';
import { createServiceAddressesPlugin } from '../../services/kit/admission/service-addresses/service-addresses.ts';
import { loadTokenSigner } from '../crypto/token-signer.ts';
import { hostEntropy } from '../host/entropy.ts';
import { createDialer } from '../http/dialer.ts';
import { createForwarder } from '../http/forwarder.ts';
import { startHttps } from '../http/https-server.ts';
import type { HttpsListener, HttpsOptions } from '../http/https-server.ts';
import { natsMessaging } from '../nats/messaging.ts';
import { openSpdy } from '../wire-spdy/open-spdy.ts';
import { createYamlReader } from '../yaml-reader/yaml-reader.ts';
import { BUILD } from './build.ts';
import { componentHealth } from './component-health.ts';
import { startLogProcess, waitUntilCaughtUp } from './log-process.ts';
import type { LogProcess } from './log-process.ts';
import { firstServiceAddress } from './first-service-address.ts';
import type { ProcessContext, RunningProcess } from './process-context.ts';
import { openSealer } from './open-sealer.ts';
import { startWriter } from './writing.ts';

const STREAMS = ['EVENTS', 'LEASES', 'EVENTOBJECTS'] as const;
const RETRY_MS = 1_000;

const httpsOptions = async (api: ApiServer, { folder, config, logger }: ProcessContext): Promise<Omit<HttpsOptions, 'hosts'>> => {
  const own = folder.certificate('api-server');
  const [ca, cert, key] = await Promise.all([readFile(folder.caCert, 'utf8'), readFile(own.cert, 'utf8'), readFile(own.key, 'utf8')]);
  return { handler: api.handle, tls: { ca, cert, key }, port: config.apiPort, logger, shared: config.apiServers > 1 };
};

/** The gateway's address exists while Docker runs; until it does, pods have no API, and nobody else is kept waiting. */
const listenAtGateway = async (options: Omit<HttpsOptions, 'hosts'>, context: ProcessContext, signal: AbortSignal): Promise<HttpsListener | undefined> => {
  while (!signal.aborted) {
    try {
      return await startHttps({ ...options, hosts: [context.config.podNetwork.gateway] });
    } catch {
      await pause(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
};

const windowOf = ({ config: { compactionWindowSeconds } }: ProcessContext): { readonly windowMs?: number } =>
  (compactionWindowSeconds === undefined ? {} : { windowMs: compactionWindowSeconds * 1000 });

const bootstrap = async (log: LogProcess, writer: ReturnType<typeof startWriter>): Promise<void> => {
  const { config } = log.context;
  const addresses = [config.runtime === 'docker' ? config.podNetwork.gateway : config.apiHost];
  for (;;) {
    try {
      await ensureStartData(writer, { serviceAddress: firstServiceAddress(config.serviceCidr), serviceCidr: config.serviceCidr, addresses, port: config.apiPort });
      return;
    } catch (error) {
      log.logger.warn('start data could not be written yet', { error });
      await pause(RETRY_MS);
    }
  }
};

/** Runs an API server over a process's fold. */
export const runApiServer = async (log: LogProcess): Promise<RunningProcess> => {
  const { context, connection, logger, follower, kinds, store, clock, telemetry } = log;
  const sealer = await openSealer(log);
  const addresses = createServiceAddressesPlugin({ serviceCidr: context.config.serviceCidr });
  const writer = startWriter(log, { sealer, plugins: [addresses] });
  const messaging = natsMessaging({ connection, report: (message, fields) => logger.warn(message, fields) });
  const tunnel = createTunnelClient({ messaging, clock, entropy: hostEntropy() });
  const address = `${context.config.apiHost}:${context.config.apiPort}`;
  const tokens = await loadTokenSigner(context.folder.tokenKey);
  const streaming = { spdy: openSpdy, forwarder: createForwarder(), dialer: createDialer() };
  const yaml = createYamlReader({ thread: new URL('./yaml-thread.ts', import.meta.url) });
  const api = createApiServer({ tokens, yaml, kinds, follower, writer, store, clock, logger, telemetry, sealer, tunnel, components: () => componentHealth(connection, context.config), ...streaming, version: BUILD, address, ...windowOf(context) });
  const stopFetch = serveNodeFetch({ messaging, follower, sealer, tokens, clock, logger });
  const options = await httpsOptions(api, context);
  const stopping = new AbortController();
  const loopback = await startHttps({ ...options, hosts: [context.config.apiHost] });
  const gateway = context.config.runtime === 'docker' ? listenAtGateway(options, context, stopping.signal) : Promise.resolve(undefined);
  await waitUntilCaughtUp(log, STREAMS);
  await bootstrap(log, writer);
  return {
    stop: async () => {
      stopping.abort();
      stopFetch();
      api.close();
      await Promise.all([loopback.close(), gateway.then((listener) => listener?.close())]);
    },
  };
};

export const startApiServer = async (context: ProcessContext): Promise<RunningProcess> => {
  const log = await startLogProcess(context, { role: 'api', streams: STREAMS, kinds: createKinds() });
  const running = await runApiServer(log);
  return {
    stop: async () => {
      await running.stop();
      await log.stop();
    },
  };
};
