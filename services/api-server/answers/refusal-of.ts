import type { EventStoreErrorCode, Refusal } from '../../../events/errors.ts';
import { EventStoreError, RefusalError } from '../../../events/errors.ts';
import { FollowerTimeout } from '../../kit/follower/follower-timeout.ts';

const unavailable = (message: string): Refusal => ({ reason: 'ServiceUnavailable', message, details: { retryAfterSeconds: 1 } });

const BY_CODE: Readonly<Record<EventStoreErrorCode, Refusal>> = {
  unavailable: unavailable('the log cannot be reached at this time, please try again'),
  timeout: unavailable('the log did not answer in time, please try again'),
  gap: unavailable('the log has a gap: this server has stopped following it'),
  misconfigured: unavailable('the log is not set up as it must be'),
  'too-large': { reason: 'RequestEntityTooLarge', message: 'Request entity too large: the object is larger than the log accepts' },
  malformed: { reason: 'InternalError', message: 'Internal error occurred: an event cannot be read' },
};

/** What a client is told of an error; undefined when it is a fault nobody foresaw. */
export const refusalOf = (error: unknown): Refusal | undefined => {
  if (error instanceof RefusalError) return error.refusal;
  if (error instanceof EventStoreError) return BY_CODE[error.code];
  // The one error that input can cause by being nested deeper than the stack holds.
  if (error instanceof RangeError && error.message.includes('call stack')) return { reason: 'BadRequest', message: 'the request is nested too deeply' };
  if (error instanceof FollowerTimeout) return unavailable('the newest state was not reached in time, please try again');
  return undefined;
};
