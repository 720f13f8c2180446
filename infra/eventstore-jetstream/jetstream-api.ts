import type { NatsConnection } from '@nats-io/transport-node';
import { NoRespondersError, PermissionViolationError, RequestError } from '@nats-io/transport-node';
import { setTimeout as delay } from 'node:timers/promises';
import type { StreamName } from '../../events/catalogue.ts';
import { EventStoreError } from '../../events/errors.ts';
import type { StoredMessage } from './stored-message.ts';
import { parseHeaders } from './stored-message.ts';

/** The few JetStream API calls the store makes. All read from the stream's leader. */
export interface JetStreamApi {
  bySequence(stream: StreamName, sequence: number): Promise<StoredMessage | undefined>;
  lastBySubject(stream: StreamName, subject: string): Promise<StoredMessage | undefined>;
  /** First message of the subject (any, when undefined) with a sequence above `after`. */
  nextBySubject(stream: StreamName, after: number, subject?: string): Promise<StoredMessage | undefined>;
  info(stream: StreamName): Promise<StreamState>;
  createConsumer(stream: StreamName, config: ConsumerSettings): Promise<{ readonly pending: number }>;
}

export interface ConsumerSettings {
  readonly name: string;
  readonly after: number;
  readonly subject: string | undefined;
}

export interface StreamState {
  readonly first: number;
  readonly last: number;
  /** False when the answering leader has not heard from a majority lately. */
  readonly majority: boolean;
}

const NO_MESSAGE = 10037;
const STREAM_NOT_FOUND = 10059;
const SECOND_NS = 1_000_000_000;
/** A peer silent for longer does not count towards a fresh majority. */
const FRESH_NS = 3 * SECOND_NS;
const RETRY_MS = 50;
const INACTIVE_SECONDS = 60;

interface ApiError {
  readonly code: number;
  readonly err_code?: number;
  readonly description?: string;
}

interface Answer {
  readonly error?: ApiError;
  readonly message?: { readonly subject: string; readonly seq: number; readonly hdrs?: string; readonly data?: string; readonly time: string };
  readonly state?: { readonly first_seq: number; readonly last_seq: number };
  readonly cluster?: { readonly replicas?: readonly { readonly current?: boolean; readonly offline?: boolean; readonly active?: number }[] };
  readonly num_pending?: number;
}

/** Whether the connection may not use the subject at all: a matter of configuration, not of time. */
export const isForbidden = (error: unknown): boolean =>
  error instanceof PermissionViolationError || (error instanceof RequestError && error.cause instanceof PermissionViolationError);

/** Nobody took the message: JetStream is not up (yet), so nothing was stored. */
export const isNobodyThere = (error: unknown): boolean =>
  error instanceof NoRespondersError || (error instanceof RequestError && error.isNoResponders());

const failure = (subject: string, error: ApiError): EventStoreError => {
  const code = error.err_code === STREAM_NOT_FOUND ? 'misconfigured' : 'unavailable';
  return new EventStoreError(code, `${subject}: ${error.description ?? 'failed'} (${error.err_code ?? error.code})`);
};

const storedMessage = (message: NonNullable<Answer['message']>): StoredMessage => ({
  subject: message.subject,
  sequence: message.seq,
  storedAtMs: Date.parse(message.time),
  header: parseHeaders(message.hdrs === undefined ? '' : Buffer.from(message.hdrs, 'base64').toString('latin1')),
  body: Buffer.from(message.data ?? '', 'base64'),
});

const hasMajority = (cluster: Answer['cluster']): boolean => {
  const replicas = cluster?.replicas ?? [];
  const fresh = replicas.filter((replica) => replica.current === true && replica.offline !== true && (replica.active ?? 0) < FRESH_NS);
  return (fresh.length + 1) * 2 > replicas.length + 1;
};

const consumerConfig = ({ name, after, subject }: ConsumerSettings): object => ({
  name,
  deliver_policy: 'by_start_sequence',
  opt_start_seq: after + 1,
  ack_policy: 'none',
  replay_policy: 'instant',
  mem_storage: true,
  num_replicas: 1,
  inactive_threshold: INACTIVE_SECONDS * SECOND_NS,
  ...(subject !== undefined && { filter_subjects: [subject] }),
});

/** Asks until answered or the time is over. Throws EventStoreError `unavailable`, or `misconfigured` when it may not ask. */
const requester = (connection: NatsConnection, timeoutMs: number) =>
  async (subject: string, body: object | undefined): Promise<Answer> => {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      try {
        const answer = await connection.request(subject, body === undefined ? '' : JSON.stringify(body), { timeout: Math.max(1, deadline - Date.now()) });
        return answer.json<Answer>();
      } catch (cause) {
        if (isForbidden(cause)) throw new EventStoreError('misconfigured', `${subject} is not permitted`, { cause });
        if (connection.isClosed() || Date.now() + RETRY_MS > deadline) throw new EventStoreError('unavailable', `${subject} was not answered`, { cause });
        await delay(RETRY_MS);
      }
    }
  };

/** JetStream's API over a connection; each call gives up after `timeoutMs`. */
export const jetStreamApi = (connection: NatsConnection, timeoutMs: number): JetStreamApi => {
  const request = requester(connection, timeoutMs);

  const ask = async (subject: string, body?: object): Promise<Answer> => {
    const answer = await request(subject, body);
    if (answer.error) throw failure(subject, answer.error);
    return answer;
  };

  const message = async (stream: StreamName, query: object): Promise<StoredMessage | undefined> => {
    const subject = `$JS.API.STREAM.MSG.GET.${stream}`;
    const answer = await request(subject, query);
    if (answer.error?.err_code === NO_MESSAGE) return undefined;
    if (answer.error) throw failure(subject, answer.error);
    return answer.message && storedMessage(answer.message);
  };

  return {
    bySequence: (stream, sequence) => message(stream, { seq: sequence }),
    lastBySubject: (stream, subject) => message(stream, { last_by_subj: subject }),
    nextBySubject: (stream, after, subject = '>') => message(stream, { seq: after + 1, next_by_subj: subject }),
    info: async (stream) => {
      const { state, cluster } = await ask(`$JS.API.STREAM.INFO.${stream}`);
      return { first: state?.first_seq ?? 0, last: state?.last_seq ?? 0, majority: hasMajority(cluster) };
    },
    createConsumer: async (stream, settings) => {
      const answer = await ask(`$JS.API.CONSUMER.CREATE.${stream}.${settings.name}`, { stream_name: stream, config: consumerConfig(settings), action: 'create' });
      return { pending: answer.num_pending ?? 0 };
    },
  };
};
