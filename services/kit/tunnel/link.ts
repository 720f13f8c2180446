import type { Messaging } from '../messaging/port.ts';
import type { Clock } from '../port.ts';
import type { Frame } from './frame.ts';
import { MAX_DATA_BYTES, decodeFrame, encodeFrame } from './frame.ts';
import type { Inbox } from './inbox.ts';
import { createInbox } from './inbox.ts';
import type { TunnelFrame } from './port.ts';

/** Bytes either end may send before the other has taken any; the frame that uses the last of them up may be a whole one. */
export const WINDOW_BYTES = 256 * 1024;
/** So a receiver never has more than this that it has not granted again. */
const MOST_AHEAD_BYTES = WINDOW_BYTES - 1 + MAX_DATA_BYTES;
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

/** Bytes that may still be sent, and who waits for more. */
interface Credits {
  add(count: number): void;
  /** Resolves once there is room; false when the link was closed meanwhile. */
  room(): Promise<boolean>;
  /** As `room`, and has spent the bytes: of several that wait, each sees what those before it have left. */
  spend(count: number): Promise<boolean>;
  close(): void;
}

const createCredits = (): Credits => {
  let left = WINDOW_BYTES;
  let isClosed = false;
  const waiting: (() => void)[] = [];
  const release = (): void => { for (const resolve of waiting.splice(0)) resolve(); };
  const spend = async (count: number): Promise<boolean> => {
    while (left <= 0 && !isClosed) await new Promise<void>((resolve) => { waiting.push(resolve); });
    left -= count;
    return !isClosed;
  };
  return {
    add: (count) => {
      left += count;
      release();
    },
    room: () => spend(0),
    spend,
    close: () => {
      isClosed = true;
      release();
    },
  };
};

/** Calls `onTick` every so often until cancelled. */
const every = (clock: Clock, ms: number, onTick: () => void): (() => void) => {
  let cancel = clock.after(ms, function tick() {
    cancel = clock.after(ms, tick);
    onTick();
  });
  return () => { cancel(); };
};

const sender = (credits: Credits, control: Link['control']): Link['send'] => async ({ channel, bytes }) => {
  for (let from = 0; from < bytes.length; from += MAX_DATA_BYTES) {
    const part = bytes.subarray(from, from + MAX_DATA_BYTES);
    if (!(await credits.spend(part.length))) return;
    control({ type: 'data', channel, bytes: part });
  }
  await credits.room();
};

/** Frames sent, numbered; nothing after `close`. */
const createOutlet = (messaging: Messaging, subject: string): { readonly control: Link['control']; readonly close: () => void } => {
  let next = 0;
  let isClosed = false;
  return {
    control: (frame) => {
      if (isClosed) return;
      messaging.publish(subject, encodeFrame({ number: next, frame }));
      next += 1;
    },
    close: () => { isClosed = true; },
  };
};

/** What has arrived, and the account of it: takings are granted back in pieces of a quarter window. */
interface Arrivals {
  readonly items: Inbox<LinkItem>;
  /** False when it is more than was granted: it is not kept. */
  receive(channel: number, bytes: Uint8Array): boolean;
  halfClose(channel: number): void;
}

const createArrivals = (control: Link['control']): Arrivals => {
  let taken = 0;
  let ahead = 0;
  const halfClosed = new Set<number>();
  const items = createInbox<LinkItem>(({ bytes }) => {
    taken += bytes?.length ?? 0;
    if (taken < GRANT_BYTES) return;
    control({ type: 'credit', count: taken });
    ahead -= taken;
    taken = 0;
  });
  return {
    items,
    receive: (channel, bytes) => {
      ahead += bytes.length;
      if (ahead > MOST_AHEAD_BYTES) return false;
      // What weighs nothing in the account must not pile up.
      if (bytes.length > 0) items.push({ channel, bytes });
      return true;
    },
    halfClose: (channel) => {
      if (halfClosed.has(channel)) return;
      halfClosed.add(channel);
      items.push({ channel, bytes: undefined });
    },
  };
};

export const createLink = ({ messaging, clock, receiveOn, sendOn, onControl, onLost }: LinkDeps): Link => {
  const { control, close: closeOutlet } = createOutlet(messaging, sendOn);
  const credits = createCredits();
  const arrivals = createArrivals(control);
  let expected = 0;
  let isClosed = false;
  let heardAtMs = clock.now();

  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    stopWatching();
    unsubscribe();
    closeOutlet();
    arrivals.items.end();
    credits.close();
  };
  const lose = (why: string): void => {
    if (isClosed) return;
    close();
    onLost(why);
  };
  const receive = (frame: Frame): void => {
    if (frame.type === 'data') {
      if (!arrivals.receive(frame.channel, frame.bytes)) lose('more was sent than granted');
    } else if (frame.type === 'half-close') arrivals.halfClose(frame.channel);
    else if (frame.type === 'credit') credits.add(frame.count);
    else if (frame.type !== 'alive') onControl(frame);
  };
  const unsubscribe = messaging.subscribe(receiveOn, ({ data }) => {
    const numbered = decodeFrame(data);
    if (isClosed || numbered === undefined) return;
    heardAtMs = clock.now();
    if (numbered.number !== expected) {
      lose('frames were lost on the way');
      return;
    }
    expected += 1;
    receive(numbered.frame);
  });
  const stopWatching = every(clock, ALIVE_MS, () => {
    if (clock.now() - heardAtMs >= DEAD_PEER_MS) lose('the other end is gone');
    else control({ type: 'alive' });
  });
  return { items: arrivals.items, send: sender(credits, control), control, close };
};
