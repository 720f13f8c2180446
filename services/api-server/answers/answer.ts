import type { Refusal } from '../../../events/errors.ts';
import { RefusalError, STATUS_CODES } from '../../../events/errors.ts';
import type { Json } from '../../../events/json.ts';
import type { ApiAnswer, OpenPulled } from '../port.ts';
import { chunksOf } from './pulled-chunks.ts';
import type { StatusFacts } from './status.ts';
import { failureStatus } from './status.ts';

type Header = readonly [string, string];

const encoder = new TextEncoder();
const NO_CACHE: Header = ['Cache-Control', 'no-cache, private'];

export const JSON_TYPE: Header = ['Content-Type', 'application/json'];

export const bytesOf = (text: string): Uint8Array => encoder.encode(text);

export const answerPieces = (status: number, pieces: readonly Uint8Array[], headers: readonly Header[] = [JSON_TYPE]): ApiAnswer =>
  ({ kind: 'answer', status, headers: [NO_CACHE, ...headers], body: { kind: 'pieces', pieces } });

export const answerJson = (status: number, value: Json, headers: readonly Header[] = []): ApiAnswer =>
  answerPieces(status, [bytesOf(JSON.stringify(value))], [JSON_TYPE, ...headers]);

export const answerText = (status: number, text: string, headers: readonly Header[] = []): ApiAnswer =>
  answerPieces(status, [bytesOf(text)], [['Content-Type', 'text/plain; charset=utf-8'], ['X-Content-Type-Options', 'nosniff'], ...headers]);

interface StreamForm {
  readonly headers?: readonly Header[];
  readonly compressible?: boolean;
  readonly lengthBytes?: number;
}

/** A stream: headers flushed at once; compressed only where nobody waits for each chunk. */
export const answerStream = (chunks: AsyncIterable<Uint8Array>, { headers = [JSON_TYPE], ...body }: StreamForm = {}): ApiAnswer =>
  ({ kind: 'answer', status: 200, headers: [NO_CACHE, ...headers], body: { kind: 'stream', chunks, ...body } });

/** A stream that many clients have open at once. */
export const answerPulled = (open: OpenPulled): ApiAnswer =>
  ({ kind: 'answer', status: 200, headers: [NO_CACHE, JSON_TYPE], body: { kind: 'stream', chunks: chunksOf(open), pulled: open } });

export const answerRefusal = (facts: StatusFacts): ApiAnswer => {
  const retry = facts.details?.retryAfterSeconds;
  const headers: Header[] = retry === undefined ? [] : [['Retry-After', String(retry)]];
  return answerJson(STATUS_CODES[facts.reason], failureStatus(facts), headers);
};

/** Ends a handler with a Status. */
export const refuse = (refusal: Refusal): never => {
  throw new RefusalError(refusal);
};

export const routeNotFound: Refusal = { reason: 'NotFound', message: 'the server could not find the requested resource', details: {} };
