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
