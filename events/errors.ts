import type { ObjectRef } from './object-ref.ts';
import { resourceKey } from './object-ref.ts';

/** Faults of the log, by stable code. Adapters translate their library's errors into this once, with `cause`. */
export type EventStoreErrorCode = 'unavailable' | 'gap' | 'too-large' | 'malformed' | 'timeout' | 'misconfigured';

export class EventStoreError extends Error {
  override readonly name = 'EventStoreError';
  readonly code: EventStoreErrorCode;
  constructor(code: EventStoreErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** Kubernetes' `Status.reason` values, with the HTTP code each answers with. */
export const STATUS_CODES = {
  BadRequest: 400,
  /** A fault upstream gives no reason for; the Status has none. */
  Unknown: 500,
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  NotAcceptable: 406,
  AlreadyExists: 409,
  Conflict: 409,
  Expired: 410,
  RequestEntityTooLarge: 413,
  UnsupportedMediaType: 415,
  Invalid: 422,
  TooManyRequests: 429,
  InternalError: 500,
  ServerTimeout: 500,
  ServiceUnavailable: 503,
  Timeout: 504,
} as const;

export type StatusReason = keyof typeof STATUS_CODES;

export interface StatusCause {
  readonly reason: string;
  readonly message: string;
  readonly field?: string;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  /** The plural resource in NotFound, AlreadyExists, Conflict and Forbidden; the Kind in Invalid. */
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** A request refused for a reason its sender can act on; becomes a Kubernetes `Status` at the HTTP edge. */
export interface Refusal {
  readonly reason: StatusReason;
  readonly message: string;
  readonly details?: StatusDetails;
}

/** Carries a Refusal through code that has nothing else to say about it. */
export class RefusalError extends Error {
  override readonly name = 'RefusalError';
  readonly refusal: Refusal;
  constructor(refusal: Refusal, options?: { cause?: unknown }) {
    super(refusal.message, options);
    this.refusal = refusal;
  }
}

const detailsOf = (ref: ObjectRef): StatusDetails => ({ name: ref.name, group: ref.group, kind: ref.resource });
const named = (ref: ObjectRef): string => `${resourceKey(ref)} "${ref.name}"`;

export const notFound = (ref: ObjectRef): Refusal =>
  ({ reason: 'NotFound', message: `${named(ref)} not found`, details: detailsOf(ref) });

export const alreadyExists = (ref: ObjectRef): Refusal =>
  ({ reason: 'AlreadyExists', message: `${named(ref)} already exists`, details: detailsOf(ref) });

export const conflict = (ref: ObjectRef, why = 'the object has been modified; please apply your changes to the latest version and try again'): Refusal =>
  ({ reason: 'Conflict', message: `Operation cannot be fulfilled on ${named(ref)}: ${why}`, details: detailsOf(ref) });

export const forbidden = (ref: ObjectRef, why: string, causes?: readonly StatusCause[]): Refusal =>
  ({ reason: 'Forbidden', message: `${named(ref)} is forbidden: ${why}`, details: { ...detailsOf(ref), ...(causes && { causes }) } });

export const tooLarge = (limitBytes: number): Refusal => ({ reason: 'RequestEntityTooLarge', message: `Request entity too large: limit is ${limitBytes}` });

export const badRequest = (message: string): Refusal => ({ reason: 'BadRequest', message });
