import type { ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import type { OpenPulled } from '../../services/api-server/port.ts';
import type { Turns } from './turns.ts';
import { createTurns } from './turns.ts';

/** A client that takes nothing for this long is cut off. */
const STALL_MS = 60_000;

/** Sends pulled bytes after the headers; resolves when the answer is over or the client gone. */
export type SendPulled = (response: ServerResponse, open: OpenPulled) => Promise<void>;

const LINE_END = Buffer.from('\r\n');
const framed = (bytes: Uint8Array): Buffer => Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, LINE_END]);

/** Writes bytes to a client; false when it should be left alone until `drain` of `into`. */
interface Pipe {
  readonly into: Writable;
  write(bytes: Uint8Array): boolean;
}

type Frames = WeakMap<Uint8Array, Buffer>;

/** Straight to the connection where it is this answer's turn on it: a chunk is framed once for all, not once for each. */
const pipeOf = (response: ServerResponse, frames: Frames): Pipe => {
  const { socket } = response;
  if (socket === null || !response.chunkedEncoding) return { into: response, write: (bytes) => response.write(bytes) };
  return {
    into: socket,
    write: (bytes) => {
      let frame = frames.get(bytes);
      if (frame === undefined) frames.set(bytes, (frame = framed(bytes)));
      return socket.write(frame);
    },
  };
};

/** Ends a client that stays blocked for too long; costs a timer a minute, not one for each time it is. */
const createStallWatch = (cut: () => void): { block(): void; unblock(): void; stop(): void } => {
  let sinceMs: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    timer = undefined;
    if (sinceMs === undefined) return;
    const leftMs = sinceMs + STALL_MS - performance.now();
    if (leftMs <= 0) cut();
    else timer = setTimeout(look, leftMs);
  };
  return {
    block: () => {
      sinceMs = performance.now();
      timer ??= setTimeout(look, STALL_MS);
    },
    unblock: () => { sinceMs = undefined; },
    stop: () => { clearTimeout(timer); },
  };
};

const sendOne = (response: ServerResponse, open: OpenPulled, { turns, frames }: { readonly turns: Turns; readonly frames: Frames }): Promise<void> =>
  new Promise((resolve) => {
    const pipe = pipeOf(response, frames);
    let [waiting, blocked, over] = [false, false, false];
    const stall = createStallWatch(() => { response.destroy(); });
    const finish = (): void => {
      if (over) return;
      over = true;
      stall.stop();
      pipe.into.off('drain', drained);
      response.off('close', finish);
      source.close();
      resolve();
    };
    const ready = (): void => {
      if (waiting || blocked || over) return;
      waiting = true;
      turns.take(turn);
    };
    const drained = (): void => {
      blocked = false;
      stall.unblock();
      ready();
    };
    const pass = (bytes: Uint8Array): void => {
      if (pipe.write(bytes)) return ready();
      blocked = true;
      stall.block();
    };
    const turn = (): void => {
      waiting = false;
      if (over) return;
      try {
        const next = source.next();
        if (next === undefined) return;
        if (next !== 'over') return pass(next);
        finish();
        response.end();
      } catch (error) {
        // The status line is out already: only a broken connection can say that the stream is not complete.
        finish();
        response.destroy(error instanceof Error ? error : undefined);
      }
    };
    const source = open(ready);
    pipe.into.on('drain', drained);
    response.once('close', finish);
    if (response.destroyed) finish();
    else ready();
  });

export const createSendPulled = (): SendPulled => {
  const shared = { turns: createTurns(), frames: new WeakMap<Uint8Array, Buffer>() };
  return (response, open) => sendOne(response, open, shared);
};
