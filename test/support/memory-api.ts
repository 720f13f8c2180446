import type { EventStore } from '../../events/event-store/port.ts';
import { createKinds } from '../../events/resources/registry.ts';
import { sha256Digest } from '../../infra/crypto/digest.ts';
import { es256Signer, newTokenKey } from '../../infra/crypto/token-signer.ts';
import { memoryEventStore } from '../../infra/eventstore-memory/memory-event-store.ts';
import { hostClock } from '../../infra/host/clock.ts';
import { hostEntropy } from '../../infra/host/entropy.ts';
import { createDialer } from '../../infra/http/dialer.ts';
import { createForwarder } from '../../infra/http/forwarder.ts';
import { createJsonLogger } from '../../infra/logging/json-logger.ts';
import { startTelemetry } from '../../infra/telemetry/telemetry.ts';
import { openSpdy } from '../../infra/wire-spdy/open-spdy.ts';
import { ensureStartData } from '../../services/api-server/bootstrap/ensure-start-data.ts';
import { createApiServer } from '../../services/api-server/create-api-server.ts';
import type { ApiAnswer, ApiRequest, ApiResponse, Peer } from '../../services/api-server/port.ts';
import { createServiceAddressesPlugin } from '../../services/kit/admission/service-addresses/service-addresses.ts';
import { admissionPlugins } from '../../services/kit/admission/registry.ts';
import type { Writer } from '../../services/kit/command.ts';
import type { Follower } from '../../services/kit/follower.ts';
import { createFollower } from '../../services/kit/follower/create-follower.ts';
import type { Entropy, Sealer, YamlReader } from '../../services/kit/port.ts';
import { createWriter } from '../../services/kit/write/create-writer.ts';

export interface Ask {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly peer?: Peer;
  /** Makes the request a WebSocket handshake that offers these. */
  readonly protocols?: readonly string[];
}

export interface Answered {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
  /** What a stream says of its length before it begins. */
  readonly lengthBytes?: number;
  /** The body as JSON. Typed loosely for tests' convenience. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a test expects of it is the check
  readonly json: any;
}

/** A whole API server over the log in memory, asked without sockets. */
export interface MemoryApi {
  readonly writer: Writer;
  readonly follower: Follower;
  ask(method: string, target: string, ask?: Ask): Promise<Answered>;
  /** Opens a stream; `next` answers the next complete line as JSON, undefined at the end. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a test expects of it is the check
  watch(target: string, headers?: Readonly<Record<string, string>>): Promise<{ next(): Promise<any>; close(): void }>;
  stop(): Promise<void>;
}

const ADMIN: Peer = { address: '127.0.0.1', certificate: { commonName: 'kubernetes-admin', organizations: ['system:masters'] } };

// Sealing itself is tested with the real cipher; here bytes are only turned over, so that unopened ones are no JSON.
const turning: Sealer = {
  seal: (plain) => Promise.resolve(plain.map((byte) => byte ^ 0xff)),
  open: (sealed) => Promise.resolve(sealed.map((byte) => byte ^ 0xff)),
};

const requestOf = (method: string, target: string, ask: Ask & { readonly signal: AbortSignal }): ApiRequest => {
  const [path = '', query = ''] = target.split('?');
  const bytes = Buffer.isBuffer(ask.body) ? ask.body : typeof ask.body === 'string' ? Buffer.from(ask.body) : Buffer.from(ask.body === undefined ? '' : JSON.stringify(ask.body));
  return { method, path, query, headers: { 'user-agent': 'tester/1', ...ask.headers }, peer: ask.peer ?? ADMIN, signal: ask.signal, body: () => Promise.resolve(bytes), ...(ask.protocols && { webSocket: { protocols: ask.protocols } }) };
};

const textOf = async ({ body }: ApiAnswer): Promise<string> => {
  if (body.kind === 'pieces') return Buffer.concat(body.pieces).toString('utf8');
  const chunks: Uint8Array[] = [];
  for await (const chunk of body.chunks) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
};

const answerOf = (response: ApiResponse): ApiAnswer => {
  if (response.kind === 'answer') return response;
  throw new Error('an upgrade was answered');
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export interface MemoryApiOptions {
  readonly windowMs?: number;
  /** A log that already holds a cluster; nothing is written to it. An empty one in memory when absent. */
  readonly store?: EventStore;
  readonly sealer?: Sealer;
  readonly yaml?: YamlReader;
  /** Instead of chance, where a test must know what is drawn. */
  readonly entropy?: Partial<Entropy>;
}

export const startMemoryApi = async ({ store: given, sealer = turning, entropy, ...options }: MemoryApiOptions = {}): Promise<MemoryApi> => {
  const store = given ?? memoryEventStore({ now: () => Date.now() });
  const [clock, logger, kinds, telemetry] = [hostClock(), createJsonLogger('test', 'error'), createKinds(), await startTelemetry({ component: 'test', report: () => undefined })];
  const follower = createFollower({ store, streams: ['EVENTS', 'LEASES', 'EVENTOBJECTS'], clock, logger, telemetry });
  await follower.start();
  const plugins = [...admissionPlugins, createServiceAddressesPlugin({ serviceCidr: '10.96.0.0/16' })];
  const writer = createWriter({ store, follower, kinds, clock, entropy: { ...hostEntropy(), ...entropy }, digest: sha256Digest(), sealer, plugins, build: 'test' });
  const tunnel = { open: () => Promise.reject(new Error('no node')) };
  const version = { gitVersion: 'v1.36.0', gitCommit: '', buildDate: '', platform: 'linux/amd64' };
  const streaming = { spdy: openSpdy, forwarder: createForwarder(), dialer: createDialer() };
  const api = createApiServer({ tokens: es256Signer(newTokenKey()), kinds, follower, writer, store, clock, logger, telemetry, sealer, tunnel, ...streaming, version, address: '127.0.0.1', ...options });
  if (given === undefined) await ensureStartData(writer, { serviceAddress: '10.96.0.1', serviceCidr: '10.96.0.0/16', addresses: ['192.0.2.1'], port: 6443 });
  return {
    writer,
    follower,
    ask: async (method, target, ask = {}) => {
      const answer = answerOf(await api.handle(requestOf(method, target, { ...ask, signal: new AbortController().signal })));
      const text = await textOf(answer);
      return { status: answer.status, headers: new Map(answer.headers), text, json: jsonOf(text), ...(answer.body.kind === 'stream' && answer.body.lengthBytes !== undefined && { lengthBytes: answer.body.lengthBytes }) };
    },
    watch: async (target, headers = {}) => {
      const gone = new AbortController();
      const { body } = answerOf(await api.handle(requestOf('GET', target, { headers, signal: gone.signal })));
      if (body.kind !== 'stream') throw new Error(await textOf({ kind: 'answer', status: 200, headers: [], body }));
      const chunks = body.chunks[Symbol.asyncIterator]();
      let pending = '';
      const next = async (): Promise<unknown> => {
        for (;;) {
          const at = pending.indexOf('\n');
          if (at >= 0) {
            const line = pending.slice(0, at);
            pending = pending.slice(at + 1);
            return JSON.parse(line);
          }
          const chunk = await chunks.next();
          if (chunk.done === true) return undefined;
          pending += Buffer.from(chunk.value).toString('utf8');
        }
      };
      return { next, close: () => gone.abort() };
    },
    stop: async () => {
      api.close();
      await follower.stop();
    },
  };
};
