import type { Messaging } from '../messaging/port.ts';
import type { Clock } from '../port.ts';
import type { Frame } from './frame.ts';
import { MAX_DATA_BYTES, decodeFrame, encodeFrame } from './frame.ts';
import { createInbox } from './inbox.ts';
import type { TunnelFrame } from './port.ts';

/** Bytes either end may send before the other has taken any. */
export const WINDOW_BYTES = 256 * 1024;
const GRANT_BYTES = WINDOW_BYTES / 4;
const ALIVE_MS = 10_000;
/** Nothing heard for this long: the other end is lost. */
export const DEAD_PEER_MS = 30_000;

export interface LinkDeps {
  readonly messaging: Messaging;
  readonly clock: Clock;
  readonly receiveOn: string;
  readonly sendOn: string;
  /** Frames that are not data: accepted, refused, finished, abandoned. */
  readonly onControl: (frame: Frame) => void;
  /** The other end is lost or broke the rules; called at most once, and the link is closed by then. */
  readonly onLost: (why: string) => void;
}

/** A half-closed channel shows as `bytes: undefined`. */
export interface LinkItem {
  readonly channel: number;
  readonly bytes: Uint8Array | undefined;
}

/** One end of a tunnel: ordered frames with byte credits over two subjects, and the watch over the other end. */
export interface Link {
  /** Data and half-closes from the other end, in order. Taking one is its credit. */
  readonly items: AsyncIterable<LinkItem>;
  /** Splits to 64 KiB; resolves once all is sent and room is left for more. */
  send(frame: TunnelFrame): Promise<void>;
  control(frame: Frame): void;
  /** Ends `items` after what has arrived, lets waiting senders go, unsubscribes. Idempotent. */
  close(): void;
}

export const createLink = ({ messaging, clock, receiveOn, sendOn, onControl, onLost }: LinkDeps): Link => {
  let nextOut = 0;
  let nextIn = 0;
  let credits = WINDOW_BYTES;
  let taken = 0;
  let closed = false;
  let heardAtMs = clock.now();
  let cancelTimer = (): void => undefined;
  const waiting: (() => void)[] = [];

  const control = (frame: Frame): void => {
    if (closed) return;
    messaging.publish(sendOn, encodeFrame({ number: nextOut, frame }));
    nextOut += 1;
  };
  const inbox = createInbox<LinkItem>(({ bytes }) => {
    taken += bytes?.length ?? 0;
    if (taken < GRANT_BYTES) return;
    control({ type: 'credit', count: taken });
    taken = 0;
  });
  const releaseSenders = (): void => { for (const resolve of waiting.splice(0)) resolve(); };
  const close = (): void => {
    if (closed) return;
    closed = true;
    cancelTimer();
    unsubscribe();
    inbox.end();
    releaseSenders();
  };
  const lose = (why: string): void => {
    if (closed) return;
    close();
    onLost(why);
  };
  const receive = (frame: Frame): void => {
    switch (frame.type) {
      case 'data': inbox.push({ channel: frame.channel, bytes: frame.bytes }); return;
      case 'half-close': inbox.push({ channel: frame.channel, bytes: undefined }); return;
      case 'credit': credits += frame.count; releaseSenders(); return;
      case 'alive': return;
      default: onControl(frame);
    }
  };
  const unsubscribe = messaging.subscribe(receiveOn, ({ data }) => {
    const numbered = decodeFrame(data);
    if (closed || numbered === undefined) return;
    heardAtMs = clock.now();
    if (numbered.number !== nextIn) {
      lose('frames were lost on the way');
      return;
    }
    nextIn += 1;
    receive(numbered.frame);
  });
  const watch = (): void => {
    cancelTimer = clock.after(ALIVE_MS, () => {
      if (clock.now() - heardAtMs >= DEAD_PEER_MS) {
        lose('the other end is gone');
        return;
      }
      control({ type: 'alive' });
      watch();
    });
  };
  watch();

  const hasRoom = async (): Promise<boolean> => {
    while (credits <= 0 && !closed) await new Promise<void>((resolve) => { waiting.push(resolve); });
    return !closed;
  };
  const send = async ({ channel, bytes }: TunnelFrame): Promise<void> => {
    for (let from = 0; from < bytes.length; from += MAX_DATA_BYTES) {
      if (!(await hasRoom())) return;
      const part = bytes.subarray(from, from + MAX_DATA_BYTES);
      credits -= part.length;
      control({ type: 'data', channel, bytes: part });
    }
    await hasRoom();
  };
  return { items: inbox, send, control, close };
};
