import type { Refusal } from '../../../events/errors.ts';
import { badRequest } from '../../../events/errors.ts';

/** The API server is no way to reach its own machine, or what only its neighbours on a link reach. */
const FORBIDDEN: readonly RegExp[] = [/^0\./, /^127\./, /^169\.254\./, /^2(?:2[4-9]|3\d|4\d|5[0-5])\./, /^::1?$/, /^fe[89ab][0-9a-f]:/i, /^ff/i, /^::ffff:/i];

const IP = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*)$/;

/** Why nothing may be passed on to an address; undefined when it may. */
export const addressProblem = (address: string): Refusal | undefined =>
  (IP.test(address) && !FORBIDDEN.some((pattern) => pattern.test(address)) ? undefined : badRequest('address not allowed'));
