import { invalidField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';

const BYTE = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const IPV4 = new RegExp(`^${BYTE}(?:\\.${BYTE}){3}$`);
const IPV6_GROUP = /^[0-9a-fA-F]{1,4}$/;

export const isIpv4 = (text: string): boolean => IPV4.test(text);

const groupsOf = (text: string): readonly string[] => (text === '' ? [] : text.split(':'));

export const isIpv6 = (text: string): boolean => {
  const tail = text.slice(text.lastIndexOf(':') + 1);
  // An IPv4 tail counts as two groups.
  const plain = isIpv4(tail) && text.includes(':') ? `${text.slice(0, -tail.length)}0:0` : text;
  const [head = '', rest, ...more] = plain.split('::');
  if (more.length > 0) return false;
  const groups = [...groupsOf(head), ...groupsOf(rest ?? '')];
  if (!groups.every((group) => IPV6_GROUP.test(group))) return false;
  return rest === undefined ? groups.length === 8 : groups.length < 8;
};

export const ipErrors = (text: string, field: string): FieldError[] =>
  isIpv4(text) || isIpv6(text) ? [] : [invalidField(field, text, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')];

/** Beginnings of addresses that mean something else than one machine among others. */
const UNFIT: readonly (readonly [RegExp, string])[] = [
  [/^(?:127\.|::1$|(?:0+:){7}0*1$)/, 'may not be in the loopback range (127.0.0.0/8, ::1/128)'],
  [/^(?:169\.254\.|fe[89ab][0-9a-f]:)/i, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'],
  [/^(?:224\.0\.0\.|ff[0-9a-f]2:)/i, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'],
];

/** Addresses of endpoints are neither unspecified nor loopback nor link-local. */
export const endpointAddressErrors = (ip: string, field: string): FieldError[] => {
  if (/^(?:0\.0\.0\.0|[0:]+)$/.test(ip)) return [invalidField(field, ip, `may not be unspecified (${ip})`)];
  return UNFIT.filter(([range]) => range.test(ip)).map(([, why]) => invalidField(field, ip, why));
};
