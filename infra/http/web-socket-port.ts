import type { WebSocket } from 'ws';
import type { WebSocketMessage, WebSocketPort } from '../../services/api-server/port.ts';

const HIGH_WATER_BYTES = 1024 * 1024;
const PING_EVERY_MS = 30_000;

type RawData = Buffer | ArrayBuffer | Buffer[];

const bufferOf = (data: RawData): Buffer => {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
};

/** Messages as an async iterable that stops the peer when nobody pulls. */
const messagesOf = (socket: WebSocket): AsyncIterable<WebSocketMessage> => {
  const queue: WebSocketMessage[] = [];
  let queued = 0;
  let closed = false;
  let wake: (() => void) | undefined;
  const signal = (): void => {
    wake?.();
    wake = undefined;
  };
  socket.on('message', (data: RawData, binary: boolean) => {
    const bytes = bufferOf(data);
    queue.push({ binary, bytes });
    queued += bytes.length;
    if (queued > HIGH_WATER_BYTES) socket.pause();
    signal();
  });
  socket.on('close', () => {
    closed = true;
    signal();
  });
  const take = (): WebSocketMessage | undefined => {
    const message = queue.shift();
    queued -= message?.bytes.length ?? 0;
    if (socket.isPaused && queued <= HIGH_WATER_BYTES) socket.resume();
    return message;
  };
  return {
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const message = take();
        if (message !== undefined) yield message;
        else if (closed) return;
        else await new Promise<void>((resolve) => { wake = resolve; });
      }
    },
  };
};

/**
 * Keeps an idle connection from being forgotten on the way. No answer is waited for: it comes behind whatever input waits
 * to be read here, and a client whose own reader is stalled, such as a pager, gives none for hours; that a peer is lost
 * shows by what cannot be delivered.
 */
const keepAlive = (socket: WebSocket, everyMs: number): void => {
  let isUnderWay = false;
  const timer = setInterval(() => {
    if (isUnderWay || socket.readyState !== socket.OPEN) return;
    isUnderWay = true;
    socket.ping(undefined, undefined, () => { isUnderWay = false; });
  }, everyMs);
  socket.on('close', () => clearInterval(timer));
};

/** The API server's view of an open WebSocket; `pingEveryMs` by default half a minute. */
export const webSocketPort = (socket: WebSocket, { pingEveryMs = PING_EVERY_MS }: { readonly pingEveryMs?: number } = {}): WebSocketPort => {
  keepAlive(socket, pingEveryMs);
  return {
    messages: messagesOf(socket),
    send: (bytes, { text = false } = {}) =>
      new Promise((resolve, reject) => {
        socket.send(bytes, { binary: !text, compress: false }, (error) => (error === undefined || error === null ? resolve() : reject(error)));
      }),
    close: (code, reason) => socket.close(code, reason),
  };
};
