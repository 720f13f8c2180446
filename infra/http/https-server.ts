import type { IncomingMessage } from 'node:http';
import { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ApiAnswer, ApiHandler } from '../../services/api-server/port.ts';
import type { Logger } from '../../services/kit/port.ts';
import { acceptSwitch } from './accept-switch.ts';
import { acceptWebSocket, handshakeProblem } from './accept-web-socket.ts';
import { answerClientError } from './client-error.ts';
import { createPeers } from './peer-of.ts';
import { mayBeHandedOver, readRequest, wantsWebSocket } from './read-request.ts';
import type { SendPulled } from './send-pulled.ts';
import { createSendPulled } from './send-pulled.ts';
import { writeAnswer } from './write-answer.ts';

export interface HttpsOptions {
  readonly handler: ApiHandler;
  /** PEM texts. `ca` signs client certificates. */
  readonly tls: { readonly ca: string; readonly cert: string; readonly key: string };
  /** Addresses to listen on, all with the same port; 0 picks one (with a single address). */
  readonly hosts: readonly string[];
  readonly port: number;
  readonly logger: Logger;
  /** Several processes of this user listen on the port and the kernel spreads connections over them (Linux). */
  readonly shared?: boolean;
  /** How long clients may take; see the constants. */
  readonly timeouts?: { readonly headersMs: number; readonly requestMs: number; readonly checkMs: number };
}

export interface HttpsListener {
  readonly port: number;
  /** Takes no new connections, lets running answers end for a moment, then closes everything. */
  close(graceMs?: number): Promise<void>;
}

const BODY_LIMIT_BYTES = 3 * 1024 * 1024;
const MAX_HEADER_BYTES = 64 * 1024;
// Above the 90 s for which Go's client keeps idle connections.
const KEEP_ALIVE_MS = 120_000;
/** How long a client may take for its handshake, for a request's headers and for a whole request: who sends a byte now and then holds nothing for long. */
const HANDSHAKE_MS = 10_000;
const HEADERS_MS = 32_000;
const REQUEST_MS = 130_000;
/** How often connections are looked at for that. */
const CHECK_MS = 5_000;
/** What is left of a refused body is read this long, so that the client sees the answer. */
const LINGER_MS = 2_000;
const CLOSE_GRACE_MS = 1_000;

/** One for all: an abort without a reason makes an exception with a stack each time. */
const CLIENT_GONE = new Error('the connection is over');

const drain = (message: IncomingMessage): void => {
  message.resume();
  const timer = setTimeout(() => { message.destroy(); }, LINGER_MS);
  message.once('close', () => { clearTimeout(timer); });
};

type Serve = (message: IncomingMessage, response: ServerResponse) => Promise<void>;

/** What the requests of a listener share. */
interface Shared {
  readonly peerOf: ReturnType<typeof createPeers>;
  readonly sendPulled: SendPulled;
}

const createServe = ({ handler, logger }: HttpsOptions, { peerOf, sendPulled }: Shared): Serve => async (message, response) => {
  const gone = new AbortController();
  response.once('close', () => gone.abort(CLIENT_GONE));
  try {
    const answer = await handler(readRequest(message, { peer: peerOf(message.socket), signal: gone.signal, limitBytes: BODY_LIMIT_BYTES }));
    if (answer.kind !== 'answer') throw new Error('an upgrade was answered to a plain request');
    await writeAnswer({ request: message, response, sendPulled }, answer);
    // What the handler did not read (a refused body) would be taken for the next request.
    if (!message.complete) drain(message);
  } catch (error) {
    logger.error('an answer could not be written', { error: error instanceof Error ? error.stack : String(error) });
    response.destroy();
  }
};

/** An ordinary answer on a connection that asked for an upgrade. */
const answerPlainly = async ({ message, socket, sendPulled }: { readonly message: IncomingMessage; readonly socket: Duplex; readonly sendPulled: SendPulled }, answer: ApiAnswer): Promise<void> => {
  const response = new ServerResponse(message);
  response.assignSocket(socket as Socket);
  response.shouldKeepAlive = false;
  response.once('finish', () => socket.end());
  await writeAnswer({ request: message, response, sendPulled }, answer);
};

const badHandshake = (problem: string): ApiAnswer => ({
  kind: 'answer',
  status: 400,
  headers: [['Content-Type', 'text/plain']],
  body: { kind: 'pieces', pieces: [Buffer.from(`${problem}\n`)] },
});

const createUpgrade = ({ handler, logger }: HttpsOptions, { peerOf, sendPulled }: Shared) => async (message: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
  const gone = new AbortController();
  socket.once('close', () => gone.abort(CLIENT_GONE));
  socket.on('error', () => socket.destroy());
  try {
    const problem = wantsWebSocket(message) ? handshakeProblem(message) : undefined;
    const request = readRequest(message, { peer: peerOf(message.socket), signal: gone.signal, limitBytes: BODY_LIMIT_BYTES, upgradable: true });
    const answer = problem === undefined ? await handler(request) : badHandshake(problem);
    if (answer.kind === 'upgrade') await acceptWebSocket(message, { socket, head }, answer);
    else if (answer.kind === 'switch') await acceptSwitch({ socket, head }, answer);
    else await answerPlainly({ message, socket, sendPulled }, answer);
  } catch (error) {
    logger.error('an upgrade failed', { error: error instanceof Error ? error.stack : String(error) });
    socket.destroy();
  }
};

const listen = (server: Server, address: { readonly host: string; readonly port: number; readonly reusePort: boolean }): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });

/** One listening server, and the upgraded connections it no longer counts as its own. */
interface Listening {
  readonly server: Server;
  readonly upgraded: Set<Duplex>;
}

const closeServer = ({ server, upgraded }: Listening, graceMs: number): Promise<void> =>
  new Promise((resolve) => {
    const force = setTimeout(() => {
      server.closeAllConnections();
      for (const socket of upgraded) socket.destroy();
    }, graceMs);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });

const tracked = (upgraded: Set<Duplex>, socket: Duplex): void => {
  upgraded.add(socket);
  socket.once('close', () => upgraded.delete(socket));
};

/** Serves the API over HTTPS: client certificates asked for but not required, HTTP/1.1, one server per address. */
export const startHttps = async (options: HttpsOptions): Promise<HttpsListener> => {
  const shared = { peerOf: createPeers(), sendPulled: createSendPulled() };
  const serve = createServe(options, shared);
  const upgrade = createUpgrade(options, shared);
  const create = (): Listening => {
    const upgraded = new Set<Duplex>();
    const { headersMs, requestMs, checkMs } = options.timeouts ?? { headersMs: HEADERS_MS, requestMs: REQUEST_MS, checkMs: CHECK_MS };
    const server = createServer({
      ...options.tls, requestCert: true, rejectUnauthorized: false, shouldUpgradeCallback: mayBeHandedOver, minVersion: 'TLSv1.2', maxHeaderSize: MAX_HEADER_BYTES, handshakeTimeout: HANDSHAKE_MS,
      keepAliveTimeout: KEEP_ALIVE_MS, headersTimeout: headersMs, requestTimeout: requestMs, connectionsCheckingInterval: checkMs,
    });
    server.on('request', (message, response) => void serve(message, response));
    server.on('upgrade', (message, socket, head) => {
      tracked(upgraded, socket);
      void upgrade(message, socket, head);
    });
    server.on('clientError', answerClientError);
    server.on('tlsClientError', (_error, socket) => socket.destroy());
    return { server, upgraded };
  };
  const servers: Listening[] = [];
  let port = options.port;
  try {
    for (const host of options.hosts) {
      const listening = create();
      port = await listen(listening.server, { host, port, reusePort: options.shared === true });
      servers.push(listening);
    }
  } catch (error) {
    await Promise.all(servers.map((server) => closeServer(server, 0)));
    throw error;
  }
  return { port, close: async (graceMs = CLOSE_GRACE_MS) => void (await Promise.all(servers.map((server) => closeServer(server, graceMs)))) };
};
