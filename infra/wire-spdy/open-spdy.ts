import type { SpdyConnection, SpdyStream } from '../../services/api-server/port.ts';
import type { ByteStream } from '../../services/kit/port.ts';
import { GOAWAY, RST, createFrameReader, frames } from './frame.ts';
import type { FrameReader, Incoming } from './frame.ts';
import { createHeaderCodec } from './header-block.ts';
import type { HeaderCodec } from './header-block.ts';
import { createInbox } from './inbox.ts';
import type { Inbox } from './inbox.ts';
import { createOutlet } from './outlet.ts';
import type { Outlet } from './outlet.ts';
import { INITIAL_WINDOW_BYTES, createSendWindow } from './send-window.ts';
import type { SendWindow } from './send-window.ts';
import { createStream } from './spdy-stream.ts';
import type { OwnedStream, StreamContext } from './spdy-stream.ts';
import { SpdyError } from './spdy-error.ts';

const MAX_STREAMS = 1_024;
/** Arrived and not taken, over all streams; then the peer is not read until it is less. */
const MAX_QUEUED_BYTES = 1024 * 1024;
const PING_EVERY_MS = 30_000;
/** For the peer to take what was written and to end its side. */
const GOODBYE_MS = 30_000;

interface Connection {
  readonly transport: ByteStream;
  readonly codec: HeaderCodec;
  readonly outlet: Outlet;
  readonly window: SendWindow;
  readonly open: Map<number, OwnedStream>;
  readonly streams: Inbox<SpdyStream>;
  readonly context: StreamContext;
  /** Bytes that wait for their consumers, and who waits for these. */
  readonly backlog: Backlog;
  lastId: number;
  /** The peer has shown that it controls the flow. */
  keepsWindows: boolean;
  initialWindowBytes: number;
  isGoingAway: boolean;
  isOver: boolean;
}

interface Backlog {
  add(bytes: number): void;
  /** Resolves when little enough is waiting. */
  low(): Promise<void>;
  close(): void;
}

const createBacklog = (): Backlog => {
  let bytes = 0;
  let isClosed = false;
  let wake: (() => void) | undefined;
  const poke = (): void => {
    wake?.();
    wake = undefined;
  };
  return {
    add: (more) => {
      bytes += more;
      if (bytes <= MAX_QUEUED_BYTES) poke();
    },
    low: async () => {
      while (bytes > MAX_QUEUED_BYTES && !isClosed) await new Promise<void>((resolve) => { wake = resolve; });
    },
    close: () => {
      isClosed = true;
      poke();
    },
  };
};

const finish = (connection: Connection): void => {
  if (connection.isOver) return;
  connection.isOver = true;
  for (const { over } of connection.open.values()) over();
  connection.open.clear();
  connection.window.close();
  connection.backlog.close();
  connection.streams.end();
  connection.codec.close();
};

const begin = async (connection: Connection, { id, isLast, block }: Extract<Incoming, { readonly type: 'syn-stream' }>): Promise<void> => {
  const headers = await connection.codec.decode(block);
  if (id % 2 === 0 || id <= connection.lastId) throw new SpdyError(`a stream of the number ${id} after ${connection.lastId}`);
  connection.lastId = id;
  if (connection.isGoingAway) return;
  if (connection.open.size >= MAX_STREAMS) return connection.outlet.send(frames.reset(id, RST.refusedStream));
  const owned = createStream(connection.context, { id, headers, isLast });
  connection.open.set(id, owned);
  await connection.outlet.send(async () => frames.synReply(id, await connection.codec.encode({})));
  connection.streams.push(owned.stream);
};

const receiveData = async (connection: Connection, { id, bytes, isLast }: Extract<Incoming, { readonly type: 'data' }>): Promise<void> => {
  const { open, outlet, backlog } = connection;
  const owned = open.get(id);
  if (id === 0) throw new SpdyError('data of no stream');
  if (owned === undefined) {
    // Of a stream that is over, data may still be on its way.
    if (id > connection.lastId) await outlet.send(frames.reset(id, RST.invalidStream));
    return;
  }
  backlog.add(bytes.length);
  if (owned.receive(bytes, isLast)) return backlog.low();
  backlog.add(-bytes.length);
  await outlet.send(frames.reset(id, RST.streamAlreadyClosed));
};

const setInitialWindow = (connection: Connection, bytes: number): void => {
  const delta = bytes - connection.initialWindowBytes;
  connection.initialWindowBytes = bytes;
  connection.keepsWindows = true;
  for (const { window } of connection.open.values()) if (!window.add(delta)) throw new SpdyError('a window is too large');
};

const widen = async (connection: Connection, id: number, delta: number): Promise<void> => {
  connection.keepsWindows = true;
  if (id === 0) {
    if (!connection.window.add(delta)) throw new SpdyError('the window of the connection is too large');
    return;
  }
  const owned = connection.open.get(id);
  if (owned === undefined || owned.window.add(delta)) return;
  owned.over();
  connection.open.delete(id);
  await connection.outlet.send(frames.reset(id, RST.flowControlError));
};

const forget = (connection: Connection, id: number): void => {
  connection.open.get(id)?.over();
  connection.open.delete(id);
};

const handle = async (connection: Connection, frame: Incoming): Promise<void> => {
  switch (frame.type) {
    case 'syn-stream': return begin(connection, frame);
    case 'data': return receiveData(connection, frame);
    case 'more-headers': return void (await connection.codec.decode(frame.block));
    case 'reset': return forget(connection, frame.id);
    case 'initial-window': return setInitialWindow(connection, frame.bytes);
    // The server's own pings have even numbers: an even one is the answer.
    case 'ping': return frame.id % 2 === 1 ? connection.outlet.send(frames.ping(frame.id)) : undefined;
    case 'goaway': connection.isGoingAway = true; return undefined;
    case 'window': return widen(connection, frame.id, frame.delta);
  }
};

const sayGoodbye = async (connection: Connection, status: number): Promise<void> => {
  setTimeout(() => { connection.transport.close(); }, GOODBYE_MS).unref();
  await connection.outlet.send(frames.goaway(connection.lastId, status));
  connection.transport.end();
};

const handleAll = async (connection: Connection, arrived: Iterable<Incoming>): Promise<void> => {
  for (const frame of arrived) {
    if (connection.isOver) return;
    await handle(connection, frame);
  }
};

const handleChunk = async (connection: Connection, reader: FrameReader, chunk: Uint8Array): Promise<void> => {
  try {
    await handleAll(connection, reader.read(chunk));
  } catch (error) {
    if (connection.isOver) return;
    finish(connection);
    if (error instanceof SpdyError) await sayGoodbye(connection, GOAWAY.protocolError);
  }
};

const serve = async (connection: Connection): Promise<void> => {
  const reader = createFrameReader();
  try {
    // After the goodbye everything is still read: a socket closed over unread bytes would take the last words with it.
    for await (const chunk of connection.transport.chunks) if (!connection.isOver) await handleChunk(connection, reader, chunk);
  } finally {
    finish(connection);
    connection.transport.close();
  }
};

/**
 * Keeps an idle connection from being forgotten on the way. No answer is waited for: a client whose reader is stalled, such
 * as a pager, answers none for hours; that a peer is lost shows by what cannot be delivered.
 */
const keepAlive = (connection: Connection): void => {
  let id = 0;
  let isUnderWay = false;
  const timer = setInterval(() => {
    if (connection.isOver) clearInterval(timer);
    if (connection.isOver || isUnderWay) return;
    id += 2;
    isUnderWay = true;
    void connection.outlet.send(frames.ping(id)).then(() => { isUnderWay = false; });
  }, PING_EVERY_MS);
  timer.unref();
};

const createContext = (of: () => Connection): StreamContext => ({
  get outlet() { return of().outlet; },
  get window() { return of().window; },
  isKept: () => of().keepsWindows,
  initialWindowBytes: () => of().initialWindowBytes,
  onTake: (bytes) => { of().backlog.add(-bytes); },
  onOver: (id) => { of().open.delete(id); },
});

/**
 * The server's end of SPDY/3.1 as Kubernetes' clients speak it. Whatever arrives, nothing is thrown out: a peer that breaks
 * the protocol is told so and the connection ends.
 */
export const openSpdy = (transport: ByteStream): SpdyConnection => {
  const connection: Connection = {
    transport,
    codec: createHeaderCodec(),
    outlet: createOutlet(transport, () => { finish(connection); }),
    window: createSendWindow(() => connection.keepsWindows, INITIAL_WINDOW_BYTES),
    open: new Map(),
    streams: createInbox(),
    context: createContext(() => connection),
    backlog: createBacklog(),
    lastId: 0,
    keepsWindows: false,
    initialWindowBytes: INITIAL_WINDOW_BYTES,
    isGoingAway: false,
    isOver: false,
  };
  keepAlive(connection);
  void serve(connection);
  return {
    streams: connection.streams.items(),
    close: () => {
      if (connection.isOver) return;
      const goodbye = sayGoodbye(connection, GOAWAY.ok);
      finish(connection);
      void goodbye;
    },
  };
};
