import { invalidField, requiredField, tooLongField } from '../../../meta/field-rules.ts';
import { dnsSubdomainErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';

const MAX_LENGTH = 63;

/** A driver's name: a domain of at most 63 characters, in any case. */
export const csiDriverNameErrors = (name: string, field: string): readonly FieldError[] => {
  if (name === '') return [requiredField(field)];
  return [
    ...(name.length > MAX_LENGTH ? [tooLongField(field, MAX_LENGTH)] : []),
    ...dnsSubdomainErrors(name.toLowerCase()).map((detail) => invalidField(field, name, detail)),
  ];
};
