import type { Msg, NatsConnection, Payload, PublishOptions, SubscriptionOptions } from '@nats-io/transport-node';

/**
 * What happens to one message that asks for an answer: it passes; it is handled but its answer is lost; or it is
 * answered with `answer` without reaching the server.
 */
export type Tampering = 'pass' | 'lose-answer' | { readonly answer: object };

const answerTo = (reply: string, answer: object): Msg =>
  ({ subject: reply, data: new TextEncoder().encode(JSON.stringify(answer)), json: () => answer }) as unknown as Msg;

/** A connection whose messages that ask for an answer are tampered with, as `decide` says per subject. */
export const tamperedConnection = (connection: NatsConnection, decide: (subject: string) => Tampering): NatsConnection => {
  const tampered = Object.create(connection) as NatsConnection;
  const callbacks = new Map<string, NonNullable<SubscriptionOptions['callback']>>();
  tampered.subscribe = (subject, options) => {
    if (options?.callback !== undefined) callbacks.set(subject.replace(/\*$/, ''), options.callback);
    return connection.subscribe(subject, options);
  };
  const answer = (reply: string, value: object): void => {
    for (const [prefix, callback] of callbacks) if (reply.startsWith(prefix)) void callback(null, answerTo(reply, value));
  };
  tampered.publish = (subject: string, payload?: Payload, options?: PublishOptions): void => {
    const reply = options?.reply;
    const tampering = reply === undefined ? 'pass' : decide(subject);
    if (reply !== undefined && typeof tampering === 'object') queueMicrotask(() => answer(reply, tampering.answer));
    // An answer to a subject nobody listens to.
    else connection.publish(subject, payload, tampering === 'lose-answer' ? { ...options, reply: `${reply ?? ''}.lost` } : options);
  };
  return tampered;
};
