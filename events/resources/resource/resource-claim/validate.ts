import type { JsonObject } from '../../../json.ts';
import { objectAt, objectsAt, stringAt, valueAt } from '../../../json-path.ts';
import { duplicateErrors, immutableErrors, requiredField, tooManyField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { deviceClaimErrors } from '../../_types/validation/device-claim.ts';

const MOST_CONSUMERS = 256;

/** Upstream's main rules for a resource claim. */
export const resourceClaimErrors = (claim: JsonObject): readonly FieldError[] => deviceClaimErrors(objectAt(claim, 'spec'), 'spec');

/** What is asked for stays. */
export const resourceClaimUpdateErrors = (claim: JsonObject, before: JsonObject): readonly FieldError[] =>
  immutableErrors(valueAt(claim, 'spec'), valueAt(before, 'spec'), 'spec');

const consumerErrors = (consumer: JsonObject, field: string): FieldError[] =>
  ['resource', 'name', 'uid'].filter((name) => stringAt(consumer, name) === '').map((name) => requiredField(`${field}.${name}`));

/** Upstream's main rules for a resource claim's status: what was given stays until nobody uses it. */
export const resourceClaimStatusErrors = (claim: JsonObject, before: JsonObject): readonly FieldError[] => {
  const consumers = objectsAt(claim, 'status', 'reservedFor');
  const [now, old] = [valueAt(claim, 'status', 'allocation'), valueAt(before, 'status', 'allocation')];
  return [
    ...(consumers.length > MOST_CONSUMERS ? [tooManyField('status.reservedFor', consumers.length, MOST_CONSUMERS)] : []),
    ...consumers.flatMap((consumer, index) => consumerErrors(consumer, `status.reservedFor[${index}]`)),
    ...duplicateErrors(consumers, (consumer) => stringAt(consumer, 'uid'), (index) => `status.reservedFor[${index}].uid`),
    ...(old === undefined || now === undefined ? [] : immutableErrors(now, old, 'status.allocation')),
  ];
};
