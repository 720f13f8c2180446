import type { JsonObject } from '../../../json.ts';
import { objectsAt, stringAt, valueAt } from '../../../json-path.ts';
import { duplicateErrors, invalidField, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import { qualifiedNameErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { policyErrors } from '../../_types/validation/admission-policy.ts';

const MOST_ANNOTATIONS = 20;
const LONGEST_EXPRESSION = 5 * 1024;
const REASONS: readonly string[] = ['Forbidden', 'Invalid', 'RequestEntityTooLarge'];
const NEITHER = 'validations or auditAnnotations must contain at least one item';

const messageErrors = (message: string, field: string): FieldError[] => {
  if (message !== '' && message.trim() === '') return [invalidField(field, message, 'message must be non-empty if specified')];
  return /[\n\r]/.test(message.trim()) ? [invalidField(field, message, 'message must not contain line breaks')] : [];
};

const validationErrors = (validation: JsonObject, field: string): FieldError[] => {
  const [messageExpression, reason] = [stringAt(validation, 'messageExpression'), valueAt(validation, 'reason')];
  return [
    ...(stringAt(validation, 'expression').trim() === '' ? [requiredField(`${field}.expression`, 'expression is not specified')] : []),
    ...(messageExpression !== '' && messageExpression.trim() === '' ? [invalidField(`${field}.messageExpression`, messageExpression, 'must be non-empty if specified')] : []),
    ...messageErrors(stringAt(validation, 'message'), `${field}.message`),
    ...(typeof reason === 'string' && !REASONS.includes(reason) ? [notSupportedField(`${field}.reason`, reason, REASONS)] : []),
  ];
};

const annotationErrors = (annotation: JsonObject, policy: string, field: string): FieldError[] => {
  const key = stringAt(annotation, 'key');
  const expression = stringAt(annotation, 'valueExpression').trim();
  return [
    ...(policy === '' ? [invalidField(`${field}.key`, key, 'requires metadata.name be non-empty')] : qualifiedNameErrors(`${policy}/${key}`).map((why) => invalidField(`${field}.key`, `${policy}/${key}`, why))),
    ...(expression === '' ? [requiredField(`${field}.valueExpression`, 'valueExpression is not specified')] : []),
    ...(expression.length > LONGEST_EXPRESSION ? [requiredField(`${field}.valueExpression`, `must not exceed ${LONGEST_EXPRESSION} bytes in length`)] : []),
  ];
};

/** Upstream's rules for a validating policy, but for what its expressions say. */
export const validatingAdmissionPolicyErrors = (policy: JsonObject): readonly FieldError[] => {
  const validations = objectsAt(policy, 'spec', 'validations');
  const annotations = objectsAt(policy, 'spec', 'auditAnnotations');
  const name = stringAt(policy, 'metadata', 'name');
  if (validations.length === 0 && annotations.length === 0) return [...policyErrors(policy), requiredField('spec.validations', NEITHER), requiredField('spec.auditAnnotations', NEITHER)];
  return [
    ...policyErrors(policy),
    ...validations.flatMap((validation, index) => validationErrors(validation, `spec.validations[${index}]`)),
    ...(annotations.length > MOST_ANNOTATIONS ? [invalidField('spec.auditAnnotations', annotations, `must not have more than ${MOST_ANNOTATIONS} auditAnnotations`)] : []),
    ...annotations.flatMap((annotation, index) => annotationErrors(annotation, name, `spec.auditAnnotations[${index}]`)),
    ...duplicateErrors(annotations, (annotation) => stringAt(annotation, 'key'), (index) => `spec.auditAnnotations[${index}].key`),
  ];
};

/** Upstream's rules for a validating policy's status. */
export const validatingAdmissionPolicyStatusErrors = (policy: JsonObject): readonly FieldError[] =>
  objectsAt(policy, 'status', 'typeChecking', 'expressionWarnings').flatMap((warning, index) => {
    const field = `status.typeChecking.expressionWarnings[${index}]`;
    return [
      ...(stringAt(warning, 'warning') === '' ? [requiredField(`${field}.warning`)] : []),
      ...(stringAt(warning, 'fieldRef').trim() === '' ? [requiredField(`${field}.fieldRef`)] : []),
    ];
  });
