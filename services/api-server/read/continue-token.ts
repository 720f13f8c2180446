import type { Refusal } from '../../../events/errors.ts';
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
  /** When the first page was answered, milliseconds since the epoch: the promise of one state for all pages ends in time. */
  readonly sinceMs: number;
}

const VERSION = 'meta.k8s.io/v1';

/** Upstream's form: raw-URL base64 of `{"v":…,"rv":…,"start":"key\u0000"}`, and besides how many were served, and since when. */
export const encodeContinue = ({ resourceVersion, after, served, sinceMs }: ContinueToken): string =>
  encodeBase64Url(bytesOf(JSON.stringify({ v: VERSION, rv: resourceVersion, start: `${after}\u0000`, served, since: sinceMs })));

const invalidToken = (why: string): Refusal => badRequest(`invalid continue token: continue key is not valid: ${why}`);

const parse = (text: string): unknown => {
  const bytes = decodeBase64Url(text);
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
};

const numberOr0 = (value: unknown): number => (typeof value === 'number' ? value : 0);

const isVersion = (value: unknown): value is number => Number.isSafeInteger(value) && value !== 0;

/** Throws 400 for a token this server cannot have made. */
export const decodeContinue = (text: string): ContinueToken => {
  const value = parse(text);
  if (!isJsonObject(value)) return refuse(invalidToken('it is no encoded position'));
  const { v, rv, start, served, since } = value;
  if (v !== VERSION) return refuse(invalidToken('server does not recognize this encoded version'));
  if (!isVersion(rv)) return refuse(invalidToken(`incorrect encoded start resourceVersion (version ${VERSION})`));
  if (typeof start !== 'string' || start === '') return refuse(invalidToken(`encoded start key empty (version ${VERSION})`));
  return { resourceVersion: rv, after: start.endsWith('\u0000') ? start.slice(0, -1) : start, served: numberOr0(served), sinceMs: numberOr0(since) };
};
