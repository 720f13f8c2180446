import type { Json } from '../json.ts';
import type { Refusal, StatusCause } from '../errors.ts';

export type FieldErrorType =
  | 'FieldValueRequired' | 'FieldValueInvalid' | 'FieldValueNotSupported' | 'FieldValueDuplicate' | 'FieldValueForbidden'
  | 'FieldValueTooLong' | 'FieldValueTooMany' | 'FieldValueNotFound' | 'FieldValueTypeInvalid';

/** One broken rule, with upstream's wording: `spec.replicas: Invalid value: -1: must be greater than or equal to 0`. */
export interface FieldError {
  readonly type: FieldErrorType;
  /** `spec.containers[0].name`. */
  readonly field: string;
  /** Absent where upstream prints none (Required, Forbidden, TooMany). */
  readonly value?: Json;
  readonly detail: string;
}

const LABELS: Readonly<Record<FieldErrorType, string>> = {
  FieldValueRequired: 'Required value',
  FieldValueInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueForbidden: 'Forbidden',
  FieldValueTooLong: 'Too long',
  FieldValueTooMany: 'Too many',
  FieldValueNotFound: 'Not found',
  FieldValueTypeInvalid: 'Invalid value',
};

/** The cause's message: label, value, detail, without the field. */
export const fieldErrorMessage = ({ type, value, detail }: FieldError): string => {
  const parts = [LABELS[type]];
  if (value !== undefined) parts.push(JSON.stringify(value));
  if (detail !== '') parts.push(detail);
  return parts.join(': ');
};

/** 422 `Pod "x" is invalid: …`, one cause per error. */
export const invalid = (kind: { readonly group: string; readonly kind: string }, name: string, errors: readonly FieldError[]): Refusal => {
  const causes: StatusCause[] = errors.map((error) => ({ reason: error.type, message: fieldErrorMessage(error), field: error.field }));
  const lines = causes.map((cause) => `${cause.field}: ${cause.message}`);
  const text = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`;
  const fullKind = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
  return { reason: 'Invalid', message: `${fullKind} "${name}" is invalid: ${text}`, details: { name, group: kind.group, kind: kind.kind, causes } };
};
