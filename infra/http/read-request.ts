import type { IncomingMessage } from 'node:http';
import { RefusalError, tooLarge } from '../../events/errors.ts';
import type { ApiRequest, Peer } from '../../services/api-server/port.ts';

/** By events: a stream's async iterator costs more than everything else about a small body. */
const readBody = (message: IncomingMessage, limitBytes: number): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const refuse = (): void => {
      message.off('data', take).pause();
      reject(new RefusalError(tooLarge(limitBytes)));
    };
    const take = (chunk: Buffer): void => {
      length += chunk.length;
      chunks.push(chunk);
      if (length > limitBytes) refuse();
    };
    const lost = (): void => reject(new Error('the connection ended before the request did'));
    if (message.destroyed) return lost();
    if (Number(message.headers['content-length'] ?? 0) > limitBytes) return refuse();
    message.on('data', take);
    message.once('end', () => {
      message.off('close', lost);
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
    });
    message.once('error', reject);
    message.once('close', lost);
  });

const headersOf = (message: IncomingMessage): Record<string, string | undefined> => {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(message.headers)) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  return headers;
};

const protocolsOf = (header: string | undefined): readonly string[] =>
  (header ?? '').split(',').map((protocol) => protocol.trim()).filter((protocol) => protocol !== '');

/** Whether a message asks for a WebSocket. */
export const wantsWebSocket = (message: IncomingMessage): boolean => message.method === 'GET' && message.headers.upgrade?.toLowerCase() === 'websocket';

const PROXIED = /\/proxy(?:[/?]|$)/;

/** Whether the connection may go on with another protocol; an upgrade nobody here knows is passed over, as HTTP allows. */
export const mayBeHandedOver = ({ headers, url = '' }: IncomingMessage): boolean =>
  ['websocket', 'spdy/3.1'].includes((headers.upgrade ?? '').toLowerCase()) || PROXIED.test(url);

export interface RequestFacts {
  readonly peer: Peer;
  readonly signal: AbortSignal;
  readonly limitBytes: number;
  /** The connection may be handed over. */
  readonly upgradable?: boolean;
}

/** An HTTP message as the API server takes it; the body is read when asked for, once. */
export const readRequest = (message: IncomingMessage, { peer, signal, limitBytes, upgradable = false }: RequestFacts): ApiRequest => {
  const target = message.url ?? '/';
  const at = target.indexOf('?');
  let body: Promise<Uint8Array> | undefined;
  return {
    method: message.method ?? 'GET',
    path: at < 0 ? target : target.slice(0, at),
    query: at < 0 ? '' : target.slice(at + 1),
    headers: headersOf(message),
    peer,
    signal,
    body: () => (body ??= readBody(message, limitBytes)),
    bodyChunks: () => message as AsyncIterable<Buffer>,
    ...(upgradable && { upgrade: message.headers.upgrade?.toLowerCase() ?? '' }),
    ...(wantsWebSocket(message) && { webSocket: { protocols: protocolsOf(message.headers['sec-websocket-protocol']) } }),
  };
};
