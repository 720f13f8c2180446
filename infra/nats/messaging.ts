import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { headers, NoRespondersError, PermissionViolationError, RequestError, TimeoutError } from '@nats-io/transport-node';
import type { Message, Messaging } from '../../services/kit/messaging/port.ts';
import { MessagingError } from '../../services/kit/messaging/port.ts';

export interface MessagingOptions {
  readonly connection: NatsConnection;
  /** Told of handlers that threw and of subjects the server refused; never of message content. */
  readonly report: (message: string, fields: Readonly<Record<string, unknown>>) => void;
  /** How long publishDurable waits for its acknowledgement. Default 5 s. */
  readonly ackTimeoutMs?: number;
}

const ACK_TIMEOUT_MS = 5_000;

const translated = (subject: string, cause: unknown): MessagingError => {
  const reasons = [cause, cause instanceof RequestError ? cause.cause : undefined];
  if (reasons.some((reason) => reason instanceof NoRespondersError)) return new MessagingError('no-responders', `nobody answers ${subject}`, { cause });
  if (reasons.some((reason) => reason instanceof PermissionViolationError)) return new MessagingError('forbidden', `${subject} is not permitted`, { cause });
  if (reasons.some((reason) => reason instanceof TimeoutError)) return new MessagingError('timeout', `${subject} was not answered in time`, { cause });
  return new MessagingError('unavailable', `${subject} could not be sent`, { cause });
};

const received = (message: Msg): Message => ({
  subject: message.subject,
  data: message.data,
  ...(message.reply && { respond: (data: Uint8Array) => { message.respond(data); } }),
});

interface PubAck {
  readonly seq?: number;
  readonly error?: { readonly description?: string; readonly err_code?: number };
}

const checkAck = (subject: string, answer: Msg): void => {
  let ack: PubAck;
  try {
    ack = answer.json<PubAck>();
  } catch (cause) {
    throw new MessagingError('unavailable', `${subject} was answered by something that is no stream`, { cause });
  }
  if (ack.error) throw new MessagingError('unavailable', `${subject} was refused: ${ack.error.description ?? ''} (${ack.error.err_code ?? 0})`);
  if (ack.seq === undefined) throw new MessagingError('unavailable', `${subject} was answered by something that is no stream`);
};

/** Whether the connection is up, and who wants to know of reconnects. */
const watchStatus = (connection: NatsConnection, report: MessagingOptions['report']) => {
  const listeners = new Set<() => void>();
  let connected = true;
  const watch = async (): Promise<void> => {
    for await (const status of connection.status()) {
      if (status.type === 'disconnect') connected = false;
      if (status.type === 'error') report('refused by the server', { error: status.error.message });
      if (status.type !== 'reconnect') continue;
      connected = true;
      for (const listener of [...listeners]) listener();
    }
  };
  void watch();
  return { listeners, isConnected: (): boolean => connected };
};

/** Core NATS messaging over a connection, which it does not close. */
export const natsMessaging = ({ connection, report, ackTimeoutMs = ACK_TIMEOUT_MS }: MessagingOptions): Messaging => {
  const status = watchStatus(connection, report);

  const deliver = (handler: (message: Message) => void, message: Msg): void => {
    try {
      handler(received(message));
    } catch (cause) {
      report('a message handler failed', { subject: message.subject, error: cause instanceof Error ? cause.message : String(cause) });
    }
  };

  const ask = async (subject: string, data: Uint8Array, options: { readonly timeout: number; readonly headers?: ReturnType<typeof headers> }): Promise<Msg> => {
    try {
      return await connection.request(subject, data, options);
    } catch (cause) {
      throw translated(subject, cause);
    }
  };

  return {
    publish: (subject, data) => {
      // The client would queue it; what is sent here is stale by the time the server is back.
      if (status.isConnected() && !connection.isClosed()) connection.publish(subject, data);
    },
    request: async (subject, data, timeoutMs) => (await ask(subject, data, { timeout: timeoutMs })).data,
    subscribe: (subject, handler, options) => {
      const subscription = connection.subscribe(subject, {
        ...(options?.queue !== undefined && { queue: options.queue }),
        callback: (error, message) => {
          if (error) report('a subscription was refused', { subject, error: error.message });
          else deliver(handler, message);
        },
      });
      return () => subscription.unsubscribe();
    },
    publishDurable: async (subject, data, msgId) => {
      const withId = headers();
      withId.set('Nats-Msg-Id', msgId);
      checkAck(subject, await ask(subject, data, { timeout: ackTimeoutMs, headers: withId }));
    },
    onReconnect: (listener) => {
      status.listeners.add(listener);
      return () => status.listeners.delete(listener);
    },
  };
};
