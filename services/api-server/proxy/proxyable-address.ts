import type { Refusal } from '../../../events/errors.ts';
import { badRequest } from '../../../events/errors.ts';
import { isInRange } from '../../../events/resources/_types/validation/cidr.ts';
import { isIpv4, isIpv6 } from '../../../events/resources/_types/validation/ip-address.ts';

/** The API server is no way to reach its own machine, or what only its neighbours on a link reach. */
const FORBIDDEN: readonly string[] = ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3', '::/127', 'fe80::/10', 'ff00::/8', '::ffff:0:0/96'];

/** Why nothing may be passed on to an address; undefined when it may. */
export const addressProblem = (address: string): Refusal | undefined =>
  ((isIpv4(address) || isIpv6(address)) && !FORBIDDEN.some((range) => isInRange(address, range)) ? undefined : badRequest('address not allowed'));
