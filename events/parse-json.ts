import { exactInteger } from './exact-integer.ts';

/** Only so many digits can be an integer that a number does not hold. Written out, the host looks at every sixteenth character only. */
const MAYBE_INEXACT = new RegExp('[0-9]'.repeat(16));
const INTEGER = /^-?\d+$/;

const exactly = (_key: string, value: unknown, ...[context]: readonly { readonly source?: string }[]): unknown => {
  const source = typeof value === 'number' && !Number.isSafeInteger(value) ? context?.source : undefined;
  return source !== undefined && INTEGER.test(source) ? exactInteger(source) : value;
};

/** JSON.parse that keeps integers exact; see ExactInteger. Throws SyntaxError. */
export const parseJson = (text: string): unknown => (MAYBE_INEXACT.test(text) ? JSON.parse(text, exactly) : JSON.parse(text));
