import type { Readable } from 'node:stream';
import type { NatsConnection } from '@nats-io/transport-node';

/** Reads that follow each other faster than this are a busy stretch. */
const BUSY_GAP_MS = 4;
/** So many of them in a row begin gathering. */
const BUSY_TURNS = 16;
/** How long what arrives is left to gather, at most. */
const GATHER_MS = 8;
/** Less than this in one gathering: the busy stretch is over. */
const WORTH_BYTES = 16 * 1024;
/** As much as one read takes: more is waiting, and pausing would only fall behind. */
const FULL_BYTES = 48 * 1024;

export interface Timing {
  readonly now: () => number;
  readonly after: (delayMs: number, action: () => void) => void;
  /** After everything that has arrived was read. */
  readonly soon: (action: () => void) => void;
}

const hostTiming: Timing = {
  now: () => performance.now(),
  after: (delayMs, action) => void setTimeout(action, delayMs),
  soon: (action) => void setImmediate(action),
};

/**
 * Reads a busy socket some hundred times a second instead of once per message: waking up, decrypting and parsing cost
 * a follower more than folding does. A quiet socket is read at once, one that is full without a pause; in between a
 * message waits `GATHER_MS` at most.
 */
export const gatherReads = (socket: Pick<Readable, 'on' | 'pause' | 'resume'>, { now, after, soon }: Timing = hostTiming): void => {
  let [bytes, busyTurns, lastTurnMs] = [0, 0, Number.NEGATIVE_INFINITY];
  let isGathering = false;
  let isTurnDue = false;

  const turn = (): void => {
    isTurnDue = false;
    const [read, gapMs] = [bytes, now() - lastTurnMs];
    bytes = 0;
    lastTurnMs = now();
    if (read >= FULL_BYTES) return;
    if (isGathering) isGathering = read >= WORTH_BYTES;
    else {
      busyTurns = gapMs < BUSY_GAP_MS ? busyTurns + 1 : 0;
      isGathering = busyTurns >= BUSY_TURNS;
    }
    if (!isGathering) return;
    busyTurns = 0;
    socket.pause();
    after(GATHER_MS, () => { socket.resume(); });
  };

  socket.on('data', (chunk: Uint8Array) => {
    bytes += chunk.length;
    if (isTurnDue) return;
    isTurnDue = true;
    soon(turn);
  });
};

/** The client keeps its socket to itself; without it reads are as they were. */
const socketOf = (connection: NatsConnection): Readable | undefined =>
  (connection as { readonly protocol?: { readonly transport?: { readonly socket?: Readable } } }).protocol?.transport?.socket;

/** Gathers the reads of a connection, also after it was lost and made again. */
export const gatherReadsOf = (connection: NatsConnection): void => {
  const attach = (): void => {
    const socket = socketOf(connection);
    if (socket !== undefined) gatherReads(socket);
  };
  const follow = async (): Promise<void> => {
    for await (const { type } of connection.status()) if (type === 'reconnect') attach();
  };
  attach();
  void follow();
};
