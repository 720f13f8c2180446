import type { JsonObject } from '../../../json.ts';
import { numberAt } from '../../../json-path.ts';
import { invalidField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';

const LEAST_SECONDS = 600;
const MOST_SECONDS = 2 ** 32;

/** Rules for `expirationSeconds` of what asks for a token; absent is fine. */
export const tokenLifetimeErrors = (request: JsonObject, field: string): readonly FieldError[] => {
  const seconds = numberAt(request, 'expirationSeconds');
  if (seconds === undefined || (seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS)) return [];
  const detail = seconds < LEAST_SECONDS ? 'may not specify a duration less than 10 minutes' : 'may not specify a duration larger than 2^32 seconds';
  return [invalidField(`${field}.expirationSeconds`, request['expirationSeconds'] ?? null, detail)];
};
