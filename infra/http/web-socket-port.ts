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

/** Ends a connection whose peer answers no ping for two periods. */
const keepAlive = (socket: WebSocket): void => {
  let answered = true;
  socket.on('pong', () => { answered = true; });
  const timer = setInterval(() => {
    if (!answered) {
      socket.terminate();
      return;
    }
    answered = false;
    socket.ping();
  }, PING_EVERY_MS);
  socket.on('close', () => clearInterval(timer));
};

/** The API server's view of an open WebSocket. */
export const webSocketPort = (socket: WebSocket): WebSocketPort => {
  keepAlive(socket);
  return {
    messages: messagesOf(socket),
    send: (bytes, { text = false } = {}) =>
      new Promise((resolve, reject) => {
        socket.send(bytes, { binary: !text, compress: false }, (error) => (error === undefined || error === null ? resolve() : reject(error)));
      }),
    close: (code, reason) => socket.close(code, reason),
  };
};
