import type { JsonObject } from '../../../json.ts';
import { stringAt, valueAt } from '../../../json-path.ts';
import { invalidField, requiredField } from '../../../meta/field-rules.ts';
import { dnsSubdomainErrors, pathSegmentErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';

/** A required name that becomes one path segment. */
export const segmentErrors = (text: string, field: string): FieldError[] =>
  text === '' ? [requiredField(field)] : pathSegmentErrors(text).map((detail) => invalidField(field, text, detail));

/** Rules for a reference by group, kind and name. */
export const typedReferenceErrors = (reference: JsonObject, field: string): FieldError[] => {
  const group = valueAt(reference, 'apiGroup');
  return [
    ...(typeof group === 'string' ? dnsSubdomainErrors(group).map((detail) => invalidField(`${field}.apiGroup`, group, detail)) : []),
    ...segmentErrors(stringAt(reference, 'kind'), `${field}.kind`),
    ...segmentErrors(stringAt(reference, 'name'), `${field}.name`),
  ];
};
