import type { ConsumerMessages, JsMsg } from '@nats-io/jetstream';
import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { setTimeout as delay } from 'node:timers/promises';
import type { Observation } from '../../events/node/messages.ts';
import type { InboxMessage, ObservationInbox } from '../../services/status/port.ts';
import { isObservation } from './is-observation.ts';
import { OBSERVATIONS_CONSUMER } from './streams.ts';

export interface ObservationsInboxOptions {
  readonly connection: NatsConnection;
  /** Told of messages that are no observations, by subject and sequence; they are dropped for good. */
  readonly report: (message: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** Short, so that a server that lost the pull is asked again soon. */
const PULL_EXPIRES_MS = 5_000;
const MAX_MESSAGES = 256;
const RETRY_MS = 500;

const observationOf = (message: JsMsg): Observation | undefined => {
  try {
    const value = message.json<unknown>();
    return isObservation(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const inboxMessage = (message: JsMsg, observation: Observation): InboxMessage => ({
  observation,
  subject: message.subject,
  sequence: message.seq,
  deliveries: message.info.deliveryCount,
  ack: async () => {
    // Not confirmed by the server: if it is lost the message comes again, and what it causes has been done.
    message.ack();
  },
  nak: (delayMs) => message.nak(delayMs),
});

const consume = async (connection: NatsConnection): Promise<ConsumerMessages> => {
  const consumer = jetstream(connection).consumers.getConsumerFromInfo(await boundConsumer(connection));
  return consumer.consume({ max_messages: MAX_MESSAGES, expires: PULL_EXPIRES_MS, idle_heartbeat: PULL_EXPIRES_MS / 2, bind: true });
};

const boundConsumer = async (connection: NatsConnection) =>
  (await jetstream(connection).jetstreamManager(false)).consumers.info('OBSERVATIONS', OBSERVATIONS_CONSUMER);

const whileServed = async (connection: NatsConnection, signal: AbortSignal): Promise<ConsumerMessages | undefined> => {
  while (!signal.aborted && !connection.isClosed()) {
    try {
      return await consume(connection);
    } catch {
      await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
};

type Report = ObservationsInboxOptions['report'];

/** Observations among the messages; anything else is reported and never delivered again. Ends when they break off. */
async function* observationsAmong(messages: ConsumerMessages, report: Report): AsyncGenerator<InboxMessage> {
  try {
    for await (const message of messages) {
      const observation = observationOf(message);
      if (observation) {
        yield inboxMessage(message, observation);
        continue;
      }
      report('dropped a message that is no observation', { subject: message.subject, sequence: message.seq });
      message.term('no observation');
    }
  } catch (cause) {
    report('the observations inbox broke off', { error: cause instanceof Error ? cause.message : String(cause) });
  }
}

async function* receive({ connection, report }: ObservationsInboxOptions, signal: AbortSignal): AsyncGenerator<InboxMessage> {
  for (let messages = await whileServed(connection, signal); messages; messages = await whileServed(connection, signal)) {
    const stop = messages.stop.bind(messages, undefined);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      yield* observationsAmong(messages, report);
    } finally {
      signal.removeEventListener('abort', stop);
      stop();
    }
  }
}

/** The OBSERVATIONS inbox over its durable consumer (ensureStreams creates it). */
export const observationsInbox = (options: ObservationsInboxOptions): ObservationInbox => ({
  receive: (signal) => receive(options, signal),
});
