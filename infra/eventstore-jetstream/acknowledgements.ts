import type { Msg, MsgHdrs, NatsConnection } from '@nats-io/transport-node';
import { ConnectionError, createInbox, NoRespondersError, PermissionViolationError, TimeoutError } from '@nats-io/transport-node';

/** Publishes a message and waits for the acknowledgement; rejects as the connection's own requests do. */
export type PublishAcknowledged = (subject: string, body: Uint8Array, headers: MsgHdrs) => Promise<Msg>;

export interface AcknowledgementOptions {
  /** The connection's own. */
  readonly inboxPrefix: string;
  /** Looked after a few times a second: a publish may wait a little longer. */
  readonly timeoutMs: number;
}

interface Waiting {
  readonly subject: string;
  readonly deadlineMs: number;
  readonly resolve: (answer: Msg) => void;
  readonly reject: (error: Error) => void;
}

const SWEEP_MS = 250;

const isNobodyThere = (message: Msg): boolean => message.data.length === 0 && message.headers?.code === 503;

/** Those who wait, by token, oldest first, and one timer for all of them. */
const waitingList = () => {
  const waiting = new Map<string, Waiting>();
  let timer: NodeJS.Timeout | undefined;
  const take = (token: string): Waiting | undefined => {
    const found = waiting.get(token);
    waiting.delete(token);
    return found;
  };
  const sweep = (): void => {
    timer = undefined;
    const nowMs = performance.now();
    for (const [token, { deadlineMs }] of waiting) {
      if (deadlineMs > nowMs) break;
      take(token)?.reject(new TimeoutError());
    }
    arm();
  };
  const arm = (): void => {
    if (waiting.size > 0) timer ??= setTimeout(sweep, SWEEP_MS);
  };
  return {
    take,
    add: (token: string, one: Waiting): void => {
      waiting.set(token, one);
      arm();
    },
    /** The oldest publish to a subject. */
    takeSubject: (subject: string): Waiting | undefined => {
      for (const [token, one] of waiting) if (one.subject === subject) return take(token);
      return undefined;
    },
    rejectAll: (error: Error): void => {
      for (const token of [...waiting.keys()]) take(token)?.reject(error);
    },
  };
};

/**
 * The connection's requests make two errors with their stacks and a timer for each answer that comes; on the way of
 * every write to the log that is a tenth of its cost. Here one inbox and one timer serve all. While the connection is
 * down its own requests are used, which wait for it; when it is lost, everyone who waits is told at once.
 */
export const acknowledgedPublisher = (connection: NatsConnection, { inboxPrefix, timeoutMs }: AcknowledgementOptions): PublishAcknowledged => {
  const inbox = createInbox(inboxPrefix);
  const list = waitingList();
  let isUp = true;
  let published = 0;
  let subscribed = false;

  const watch = async (): Promise<void> => {
    for await (const status of connection.status()) {
      if (status.type === 'reconnect') isUp = true;
      if (status.type === 'error' && status.error instanceof PermissionViolationError) list.takeSubject(status.error.subject)?.reject(status.error);
      if (status.type !== 'disconnect' && status.type !== 'close') continue;
      isUp = false;
      list.rejectAll(new ConnectionError('the connection was lost'));
    }
  };
  const onAnswer = (error: Error | null, message: Msg): void => {
    if (error !== null) return list.rejectAll(error);
    const one = list.take(message.subject.slice(inbox.length + 1));
    if (isNobodyThere(message)) one?.reject(new NoRespondersError(one.subject));
    else one?.resolve(message);
  };
  const subscribe = (): void => {
    subscribed = true;
    connection.subscribe(`${inbox}.*`, { callback: onAnswer });
  };
  void watch();

  return (subject, body, headers) => {
    if (connection.isClosed() || !isUp) return connection.request(subject, body, { headers, timeout: timeoutMs });
    if (!subscribed) subscribe();
    published += 1;
    const token = published.toString(36);
    return new Promise((resolve, reject) => {
      list.add(token, { subject, deadlineMs: performance.now() + timeoutMs, resolve, reject });
      connection.publish(subject, body, { headers, reply: `${inbox}.${token}` });
    });
  };
};
