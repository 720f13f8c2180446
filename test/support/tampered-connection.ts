import type { Msg, NatsConnection, Payload, RequestOptions } from '@nats-io/transport-node';

/**
 * What happens to one request: it passes; it is handled but its answer is lost; or it is answered with `answer`
 * without reaching the server.
 */
export type Tampering = 'pass' | 'lose-answer' | { readonly answer: object };

/** A connection whose requests are tampered with, as `decide` says per subject. */
export const tamperedConnection = (connection: NatsConnection, decide: (subject: string) => Tampering): NatsConnection => {
  const tampered = Object.create(connection) as NatsConnection;
  tampered.request = async (subject: string, payload?: Payload, options?: RequestOptions): Promise<Msg> => {
    const tampering = decide(subject);
    if (typeof tampering === 'object') return { json: () => tampering.answer } as Msg;
    const answer = await connection.request(subject, payload, options);
    if (tampering === 'lose-answer') throw new Error('injected: the answer was lost');
    return answer;
  };
  return tampered;
};
