import { connect } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import type { ApiAddress } from '../support/api-client.ts';

export interface LoadAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/** One connection that sends a request when the last one's answer is whole. */
export interface LoadConnection {
  send(method: string, path: string, body?: string): Promise<LoadAnswer>;
  close(): void;
}

const HEAD_END = '\r\n\r\n';

/** The first whole answer in what was received, and its length; while more must come, how much is needed at least. */
const readAnswer = (received: Buffer): (LoadAnswer & { readonly end: number }) | { readonly needed: number } => {
  const headEnd = received.indexOf(HEAD_END);
  if (headEnd < 0) return { needed: received.length + 1 };
  const head = received.toString('latin1', 0, headEnd);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer without a length: ${head}`);
  const start = headEnd + HEAD_END.length;
  const end = start + Number(length);
  return received.length < end ? { needed: end } : { status: Number(head.slice(9, 12)), body: received.subarray(start, end), end };
};

const secured = (socket: TLSSocket): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once('secureConnect', resolve);
    socket.once('error', reject);
  });

/**
 * A client of HTTP/1.1 over TLS that costs little itself, so that what is measured is the server: one request at a
 * time, answers with a length only.
 */
export const loadConnection = async ({ host, port, tls }: ApiAddress): Promise<LoadConnection> => {
  const socket = connect({ host, port, ...tls });
  await secured(socket);
  let chunks: Buffer[] = [];
  let [gathered, needed] = [0, 0];
  let waiting: PromiseWithResolvers<LoadAnswer> | undefined;
  const fail = (error: Error): void => {
    waiting?.reject(error);
    waiting = undefined;
  };
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    gathered += chunk.length;
    // Joined only when it may be whole: joining for each chunk of a large answer would cost more than the server.
    if (gathered < needed) return;
    const received = chunks.length === 1 ? chunk : Buffer.concat(chunks);
    const answer = readAnswer(received);
    needed = 'end' in answer ? 0 : answer.needed;
    chunks = 'end' in answer ? [received.subarray(answer.end)] : [received];
    gathered = chunks[0]?.length ?? 0;
    if (!('end' in answer)) return;
    const asked = waiting;
    waiting = undefined;
    asked?.resolve(answer);
  });
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('the server closed the connection')));
  return {
    send: (method, path, body = '') => {
      waiting = Promise.withResolvers<LoadAnswer>();
      const length = Buffer.byteLength(body);
      const kind = length === 0 ? '' : `Content-Type: application/json\r\nContent-Length: ${length}\r\n`;
      socket.write(`${method} ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\nAccept: application/json\r\n${kind}\r\n${body}`);
      return waiting.promise;
    },
    close: () => socket.destroy(),
  };
};
