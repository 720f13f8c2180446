import { invalidField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { isInRange } from './cidr.ts';

/** Ranges of addresses that mean something else than one machine among others; IPv4 also where IPv6 carries it. */
const UNFIT: readonly (readonly [ranges: readonly string[], why: string])[] = [
  [['127.0.0.0/8', '::1/128', '::ffff:127.0.0.0/104'], 'may not be in the loopback range (127.0.0.0/8, ::1/128)'],
  [['169.254.0.0/16', 'fe80::/10', '::ffff:169.254.0.0/112'], 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'],
  [['224.0.0.0/24', 'ff02::/16', '::ffff:224.0.0.0/120'], 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'],
];
const UNSPECIFIED: readonly string[] = ['0.0.0.0/32', '::/128', '::ffff:0.0.0.0/128'];

/** Addresses of endpoints are neither unspecified nor loopback nor link-local. */
export const endpointAddressErrors = (ip: string, field: string): FieldError[] => {
  if (UNSPECIFIED.some((range) => isInRange(ip, range))) return [invalidField(field, ip, `may not be unspecified (${ip})`)];
  return UNFIT.filter(([ranges]) => ranges.some((range) => isInRange(ip, range))).map(([, why]) => invalidField(field, ip, why));
};
