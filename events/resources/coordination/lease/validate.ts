import type { JsonObject } from '../../../json.ts';
import { numberAt } from '../../../json-path.ts';
import { NOT_NEGATIVE, invalidField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';

/** Upstream's rules for a lease. */
export const leaseErrors = (lease: JsonObject): readonly FieldError[] => {
  const duration = numberAt(lease, 'spec', 'leaseDurationSeconds');
  const transitions = numberAt(lease, 'spec', 'leaseTransitions');
  return [
    ...(duration !== undefined && duration <= 0 ? [invalidField('spec.leaseDurationSeconds', duration, 'must be greater than 0')] : []),
    ...(transitions !== undefined && transitions < 0 ? [invalidField('spec.leaseTransitions', transitions, NOT_NEGATIVE)] : []),
  ];
};
