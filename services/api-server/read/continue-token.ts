import { badRequest } from '../../../events/errors.ts';
import { isJsonObject } from '../../../events/json.ts';
import { bytesOf, refuse } from '../answers/answer.ts';
import { decodeBase64Url, encodeBase64Url } from './base64-url.ts';

/** Where the next page of a chunked list begins. */
export interface ContinueToken {
  /** The resourceVersion all pages share; −1: the newest. */
  readonly resourceVersion: number;
  /** Object key behind which the page begins. */
  readonly after: string;
  /** Objects on the pages before, for remainingItemCount. */
  readonly served: number;
}

const VERSION = 'meta.k8s.io/v1';

/** Upstream's form: raw-URL base64 of `{"v":…,"rv":…,"start":"key\u0000"}`, and how many were served. */
export const encodeContinue = ({ resourceVersion, after, served }: ContinueToken): string =>
  encodeBase64Url(bytesOf(JSON.stringify({ v: VERSION, rv: resourceVersion, start: `${after}\u0000`, served })));

const parse = (text: string): unknown => {
  const bytes = decodeBase64Url(text);
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
};

/** Throws 400 for a token this server cannot have made. */
export const decodeContinue = (text: string): ContinueToken => {
  const value = parse(text);
  if (!isJsonObject(value)) return refuse(badRequest('continue key is not valid: malformed value'));
  const { v, rv, start, served } = value;
  if (v !== VERSION) return refuse(badRequest('continue key is not valid: server does not recognize this encoded version'));
  if (typeof rv !== 'number' || typeof start !== 'string' || start === '') return refuse(badRequest('continue key is not valid: incorrect encoded start resourceVersion'));
  return { resourceVersion: rv, after: start.endsWith('\u0000') ? start.slice(0, -1) : start, served: typeof served === 'number' ? served : 0 };
};
