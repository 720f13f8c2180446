import type { SpdyStream } from '../../services/api-server/port.ts';
import { RST, frames } from './frame.ts';
import type { Headers } from './header-block.ts';
import { createInbox } from './inbox.ts';
import type { Outlet } from './outlet.ts';
import { createSendWindow } from './send-window.ts';
import type { SendWindow } from './send-window.ts';

/** One for all: an abort without a reason makes an exception with a stack each time. */
const GONE = new Error('the stream is over');

const DATA_BYTES = 32 * 1024;
/** Bytes taken by the consumer before the peer is told. */
const GRANT_BYTES = 16 * 1024;

/** What the streams of one connection share. */
export interface StreamContext {
  readonly outlet: Outlet;
  /** Of the whole connection. */
  readonly window: SendWindow;
  readonly isKept: () => boolean;
  readonly initialWindowBytes: () => number;
  /** The consumer took bytes. */
  readonly onTake: (bytes: number) => void;
  /** Both sides are over. */
  readonly onOver: (id: number) => void;
}

/** The connection's side of a stream. */
export interface OwnedStream {
  readonly stream: SpdyStream;
  readonly window: SendWindow;
  /** False when the peer had ended its side already. */
  receive(bytes: Uint8Array, isLast: boolean): boolean;
  /** The peer reset it, or the connection is over: nothing more goes out; what came in before can still be taken. */
  over(): void;
}

interface Sides {
  isReceiving: boolean;
  isSending: boolean;
}

const createWriter = (id: number, { outlet, window: shared }: StreamContext, { window, sides }: { readonly window: SendWindow; readonly sides: Sides }) => async (bytes: Uint8Array): Promise<void> => {
  let at = 0;
  while (at < bytes.length && sides.isSending) {
    const room = await window.take(Math.min(DATA_BYTES, bytes.length - at));
    const taken = room === 0 ? 0 : await shared.take(room);
    if (taken === 0 || !sides.isSending) return;
    window.giveBack(room - taken);
    await outlet.send(frames.data(id, bytes.subarray(at, at + taken)));
    at += taken;
  }
};

/** Tells the peer of what was taken, in pieces worth a frame. */
const createGrants = (id: number, outlet: Outlet): ((bytes: number) => void) => {
  let taken = 0;
  return (bytes) => {
    taken += bytes;
    if (taken < GRANT_BYTES) return;
    void outlet.send(frames.window(id, taken));
    taken = 0;
  };
};

/** What came in, on its way to the consumer. */
interface Intake {
  readonly chunks: AsyncIterable<Uint8Array>;
  push(bytes: Uint8Array): void;
  /** What is there can still be taken. */
  end(): void;
  /** What is there counts as taken. */
  drop(): void;
}

const createIntake = (onTake: (bytes: number) => void): Intake => {
  const inbox = createInbox<Uint8Array>();
  let queuedBytes = 0;
  return {
    chunks: inbox.items(({ length }) => {
      queuedBytes -= length;
      onTake(length);
    }),
    push: (bytes) => {
      queuedBytes += bytes.length;
      inbox.push(bytes);
    },
    end: inbox.end,
    drop: () => {
      inbox.drop();
      onTake(queuedBytes);
      queuedBytes = 0;
    },
  };
};

/** One stream the peer has opened; it may have ended its side with that. */
export const createStream = (context: StreamContext, { id, headers, isLast }: { readonly id: number; readonly headers: Headers; readonly isLast: boolean }): OwnedStream => {
  const { outlet, onTake, onOver } = context;
  const sides: Sides = { isReceiving: !isLast, isSending: true };
  const gone = new AbortController();
  const window = createSendWindow(context.isKept, context.initialWindowBytes());
  const grant = createGrants(id, outlet);
  const intake = createIntake((bytes) => {
    onTake(bytes);
    if (sides.isReceiving) grant(bytes);
  });
  const settle = (): void => { if (!sides.isReceiving && !sides.isSending) onOver(id); };
  const stopReceiving = (): void => {
    sides.isReceiving = false;
    intake.end();
  };
  const stopSending = (): void => {
    sides.isSending = false;
    window.close();
  };
  if (isLast) intake.end();
  const receive: OwnedStream['receive'] = (bytes, last) => {
    if (!sides.isReceiving) return false;
    if (bytes.length > 0) intake.push(bytes);
    if (last) stopReceiving();
    settle();
    return true;
  };
  const end = (): void => {
    if (!sides.isSending) return;
    stopSending();
    void outlet.send(frames.data(id, new Uint8Array(), true));
    settle();
  };
  const close = (): void => {
    const wasOpen = sides.isSending || sides.isReceiving;
    stopSending();
    stopReceiving();
    intake.drop();
    if (!wasOpen) return;
    void outlet.send(frames.reset(id, RST.cancel));
    onOver(id);
  };
  const over = (): void => {
    stopSending();
    stopReceiving();
    gone.abort(GONE);
  };
  return { window, receive, over, stream: { headers, signal: gone.signal, chunks: intake.chunks, write: createWriter(id, context, { window, sides }), end, close } };
};
