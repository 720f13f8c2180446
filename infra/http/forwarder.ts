import { request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import type { ForwardedAnswer, ForwardedRequest, HttpForwarder } from '../../services/api-server/port.ts';
import type { ByteStream } from '../../services/kit/port.ts';
import { byteStreamOf, duplexOf, writeTo } from './socket-bytes.ts';

const MAX_HEADER_BYTES = 64 * 1024;

const pairsOf = ({ rawHeaders }: IncomingMessage): readonly (readonly [string, string])[] => {
  const pairs: (readonly [string, string])[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) pairs.push([rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '']);
  return pairs;
};

/** Whoever runs a service behind the API server is not asked for a certificate the cluster knows, as everywhere in Kubernetes. */
const secured = (socket: Duplex): Duplex => connectTls({ socket, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] });

const sendBody = async (outgoing: ClientRequest, body: AsyncIterable<Uint8Array>): Promise<void> => {
  for await (const chunk of body) {
    if (outgoing.destroyed) return;
    await writeTo(outgoing, chunk);
  }
  outgoing.end();
};

const nameless = (headers: ForwardedRequest['headers']): string[] => headers.flatMap(([name, value]) => [name, value]);

const forward = ({ secure, method, target, headers, body, signal }: ForwardedRequest, connection: ByteStream): Promise<ForwardedAnswer> =>
  new Promise((resolve, reject) => {
    const plain = duplexOf(connection);
    const socket = secure ? secured(plain) : plain;
    socket.on('error', reject);
    plain.on('error', reject);
    const outgoing = httpRequest({ method, path: target, headers: nameless(headers), setHost: false, maxHeaderSize: MAX_HEADER_BYTES, createConnection: () => socket });
    const giveUp = (): void => { outgoing.destroy(); };
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    const over = (): void => {
      signal.removeEventListener('abort', giveUp);
      plain.destroy();
    };
    outgoing.once('error', (error) => {
      over();
      reject(error);
    });
    outgoing.once('response', (message) => {
      message.once('close', over);
      resolve({ kind: 'answer', status: message.statusCode ?? 0, headers: pairsOf(message), chunks: message as AsyncIterable<Buffer> });
    });
    outgoing.once('upgrade', (message, upgraded: Duplex, head: Buffer) => {
      signal.removeEventListener('abort', giveUp);
      if (head.length > 0) upgraded.unshift(head);
      resolve({ kind: 'switch', headers: pairsOf(message), connection: byteStreamOf(upgraded) });
    });
    if (body === undefined) outgoing.end();
    else sendBody(outgoing, body).catch(giveUp);
  });

/** An HTTP/1.1 client for one request per connection. */
export const createForwarder = (): HttpForwarder => ({ forward });
