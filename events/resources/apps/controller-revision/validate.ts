import type { JsonObject } from '../../../json.ts';
import { numberAt, valueAt } from '../../../json-path.ts';
import { immutableErrors, negativeErrors, requiredField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';

/** Upstream's rules for a controller revision. */
export const controllerRevisionErrors = (revision: JsonObject): readonly FieldError[] => [
  ...(valueAt(revision, 'data') === undefined ? [requiredField('data', 'data is mandatory')] : []),
  ...negativeErrors(numberAt(revision, 'revision'), 'revision'),
];

/** A state once kept is never changed. */
export const controllerRevisionUpdateErrors = (revision: JsonObject, before: JsonObject): readonly FieldError[] =>
  immutableErrors(valueAt(revision, 'data'), valueAt(before, 'data'), 'data');
