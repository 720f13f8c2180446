import type { Json } from '../../../json.ts';
import { NOT_NEGATIVE, invalidField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';

const PERCENT = "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";
const isPercent = (text: string): boolean => /^[0-9]+%$/.test(text);

/** Rules for a number, or a percentage in text; an absent amount breaks none. */
export const amountErrors = (amount: Json | undefined, field: string): FieldError[] => {
  if (typeof amount === 'number') return amount < 0 ? [invalidField(field, amount, NOT_NEGATIVE)] : [];
  return typeof amount === 'string' && !isPercent(amount) ? [invalidField(field, amount, PERCENT)] : [];
};

export const isZeroAmount = (amount: Json | undefined): boolean =>
  amount === 0 || (typeof amount === 'string' && isPercent(amount) && Number.parseInt(amount, 10) === 0);

/** No percentage is of more than there is. */
export const wholeErrors = (amount: Json | undefined, field: string): FieldError[] =>
  (typeof amount === 'string' && isPercent(amount) && Number.parseInt(amount, 10) > 100 ? [invalidField(field, amount, 'must not be greater than 100%')] : []);
