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

/** The first whole answer in what was received, and its length; undefined while more must come. */
const readAnswer = (received: Buffer): (LoadAnswer & { readonly end: number }) | undefined => {
  const headEnd = received.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const head = received.toString('latin1', 0, headEnd);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer without a length: ${head}`);
  const start = headEnd + HEAD_END.length;
  const end = start + Number(length);
  return received.length < end ? undefined : { status: Number(head.slice(9, 12)), body: received.subarray(start, end), end };
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
  let received: Buffer = Buffer.alloc(0);
  let waiting: PromiseWithResolvers<LoadAnswer> | undefined;
  const fail = (error: Error): void => {
    waiting?.reject(error);
    waiting = undefined;
  };
  socket.on('data', (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const answer = readAnswer(received);
    if (answer === undefined) return;
    received = received.subarray(answer.end);
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
