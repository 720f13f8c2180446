import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import { createInbox, nuid } from '@nats-io/transport-node';
import type { StreamName } from '../../events/catalogue.ts';
import type { JetStreamApi } from './jetstream-api.ts';
import type { StoredMessage } from './stored-message.ts';
import { parseHeaders } from './stored-message.ts';

/** A message with the number of matching ones behind it when it was sent. */
export interface Delivered extends StoredMessage {
  readonly pending: number;
}

/**
 * One ephemeral, ordered pull consumer. Once anything is out of order, late or gone it is lost for good; its owner
 * opens another behind the last message it took.
 */
export interface OrderedReader {
  /** Matching messages in the stream when the reader was opened. */
  readonly pendingAtOpen: number;
  /** The messages that arrived since the last call, at least one; undefined when the reader is lost or closed. */
  take(): Promise<readonly Delivered[] | undefined>;
  /** Makes a waiting `take` resolve with undefined. */
  close(): void;
}

export interface ReaderOptions {
  readonly stream: StreamName;
  readonly after: number;
  /** Inboxes of the connection's identity. */
  readonly inboxPrefix: string;
  /** One object's subject; every message of the stream without it. */
  readonly subject?: string;
}

const PULL_MESSAGES = 2000;
const PULL_BYTES = 16 * 1024 * 1024;
const EXPIRES_MS = 30_000;
const HEARTBEAT_MS = 5_000;
const LATE_MS = 2 * HEARTBEAT_MS + 1_000;
const MS_NS = 1_000_000;

interface Numbers {
  readonly sequence: number;
  readonly delivered: number;
  readonly storedAtMs: number;
  readonly pending: number;
}

/** `$JS.ACK[.<domain>.<account>].<stream>.<consumer>.<tries>.<sequence>.<delivered>.<ns>.<pending>[.<token>]` */
const numbersOf = (reply: string): Numbers => {
  const tokens = reply.split('.');
  const at = tokens.length > 9 ? 7 : 5;
  return {
    sequence: Number(tokens[at]),
    delivered: Number(tokens[at + 1]),
    storedAtMs: Number((tokens[at + 2] ?? '').slice(0, -6)),
    pending: Number(tokens[at + 3]),
  };
};

/** The client decodes headers slowly and this is every replayed event: taken from the raw bytes where it shows them. */
const headersOf = (message: Msg): StoredMessage['header'] => {
  const { _msg: frame, _rdata: bytes } = message as unknown as { readonly _msg?: { readonly hdr: number }; readonly _rdata?: Uint8Array };
  if (frame && bytes && frame.hdr > 0) return parseHeaders(Buffer.from(bytes.buffer, bytes.byteOffset, frame.hdr).toString('latin1'));
  return (name) => message.headers?.get(name) || undefined;
};

const NO_MORE_OF_THIS_PULL: ReadonlySet<number> = new Set([404, 408]);

/** A pull that ended because the next message did not fit its bytes is over, too; other 409s mean the consumer is gone. */
const endsPull = (message: Msg): boolean => {
  const code = message.headers?.code ?? 0;
  return NO_MORE_OF_THIS_PULL.has(code) || (code === 409 && /maxbytes/i.test(message.headers?.description ?? ''));
};

interface Pulling {
  readonly connection: NatsConnection;
  readonly nextSubject: string;
  readonly inbox: string;
}

const sendPull = ({ connection, nextSubject, inbox }: Pulling): void => {
  const pull = { batch: PULL_MESSAGES, max_bytes: PULL_BYTES, expires: EXPIRES_MS * MS_NS, idle_heartbeat: HEARTBEAT_MS * MS_NS };
  connection.publish(nextSubject, JSON.stringify(pull), { reply: inbox });
};

/** Calls `lose` unless refreshed often enough; refreshing is cheap, for it happens with every message. */
const watchdog = (lose: () => void) => {
  let timer: NodeJS.Timeout | undefined;
  return {
    refresh: (): void => {
      if (timer) timer.refresh();
      else timer = setTimeout(lose, LATE_MS);
    },
    stop: (): void => clearTimeout(timer),
  };
};

/** Events that arrived and were not taken yet, and whoever waits for them. */
const waitingRoom = () => {
  let buffer: Delivered[] = [];
  let closed = false;
  let wake: (() => void) | undefined;
  const signal = (): void => {
    wake?.();
    wake = undefined;
  };
  return {
    size: (): number => buffer.length,
    add: (event: Delivered): void => {
      buffer.push(event);
      // Whatever else arrives in this turn of the event loop is taken together.
      if (buffer.length === 1) setImmediate(signal);
    },
    close: (): void => {
      closed = true;
      signal();
    },
    take: async (): Promise<readonly Delivered[] | undefined> => {
      while (buffer.length === 0 && !closed) await new Promise<void>((resolve) => { wake = resolve; });
      if (buffer.length === 0) return undefined;
      const taken = buffer;
      buffer = [];
      return taken;
    },
  };
};

/** Turns what arrives at the inbox into events in order, one pull after the other. */
const receiver = (pulling: Pulling) => {
  const room = waitingRoom();
  let left = 0;
  let delivered = 0;
  let lost = false;

  const lose = (): void => {
    lost = true;
    dog.stop();
    room.close();
  };
  const dog = watchdog(lose);
  // At most one pull's worth waits untaken while the next is on its way: that bounds memory.
  const pullIfIdle = (): void => {
    if (left > 0 || lost || room.size() > PULL_MESSAGES) return;
    left = PULL_MESSAGES;
    sendPull(pulling);
  };
  const onStatus = (message: Msg): void => {
    if (message.headers?.code === 100) return;
    if (!endsPull(message)) return lose();
    left = 0;
    pullIfIdle();
  };
  const onEvent = (message: Msg): void => {
    const numbers = numbersOf(message.reply ?? '');
    if (numbers.delivered !== delivered + 1) return lose();
    delivered = numbers.delivered;
    left -= 1;
    room.add({ subject: message.subject, sequence: numbers.sequence, storedAtMs: numbers.storedAtMs, pending: numbers.pending, header: headersOf(message), body: message.data });
    pullIfIdle();
  };
  return {
    lose,
    start: (): void => {
      dog.refresh();
      pullIfIdle();
    },
    onMessage: (error: Error | null, message: Msg): void => {
      if (lost) return;
      if (error) return lose();
      dog.refresh();
      if (message.subject === pulling.inbox) onStatus(message);
      else onEvent(message);
    },
    take: async (): Promise<readonly Delivered[] | undefined> => {
      const taken = await room.take();
      pullIfIdle();
      return taken;
    },
  };
};

/** Opens a reader behind `after`. Throws EventStoreError when the consumer cannot be created. */
export const openReader = async (connection: NatsConnection, api: JetStreamApi, options: ReaderOptions): Promise<OrderedReader> => {
  const name = `r${nuid.next()}`;
  const inbox = createInbox(options.inboxPrefix);
  const receiving = receiver({ connection, nextSubject: `$JS.API.CONSUMER.MSG.NEXT.${options.stream}.${name}`, inbox });
  const { pending } = await api.createConsumer(options.stream, { name, after: options.after, subject: options.subject });
  const subscription: Subscription = connection.subscribe(inbox, { callback: (error, message) => receiving.onMessage(error, message) });
  receiving.start();
  return {
    pendingAtOpen: pending,
    take: receiving.take,
    close: () => {
      receiving.lose();
      subscription.unsubscribe();
    },
  };
};
