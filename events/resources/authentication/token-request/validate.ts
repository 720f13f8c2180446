import type { JsonObject } from '../../../json.ts';
import { numberAt, valueAt } from '../../../json-path.ts';
import { invalidField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';

const FIELD = 'spec.expirationSeconds';
const SHORTEST_SECONDS = 600;
const LONGEST_SECONDS = 2 ** 32;

/** Upstream's rules for a request for a token. */
export const tokenRequestErrors = (request: JsonObject): readonly FieldError[] => {
  const seconds = numberAt(request, 'spec', 'expirationSeconds') ?? 0;
  const shown = valueAt(request, 'spec', 'expirationSeconds') ?? 0;
  if (seconds < SHORTEST_SECONDS) return [invalidField(FIELD, shown, 'may not specify a duration less than 10 minutes')];
  return seconds > LONGEST_SECONDS ? [invalidField(FIELD, shown, 'may not specify a duration larger than 2^32 seconds')] : [];
};
