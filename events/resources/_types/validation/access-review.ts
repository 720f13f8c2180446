import type { JsonObject } from '../../../json.ts';
import { objectAt, optionalObjectAt, stringAt, stringsAt } from '../../../json-path.ts';
import { forbiddenField, invalidField, requiredField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';

/** A question is about exactly one of a resource and a path. */
export const subjectOfReviewErrors = (review: JsonObject): readonly FieldError[] => {
  const [resource, path] = [optionalObjectAt(review, 'spec', 'resourceAttributes'), optionalObjectAt(review, 'spec', 'nonResourceAttributes')];
  const which = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
  if (resource !== undefined && path !== undefined) return [invalidField('spec.nonResourceAttributes', path, 'cannot be specified in combination with resourceAttributes')];
  return resource === undefined && path === undefined ? [invalidField('spec.resourceAttributes', null, which)] : [];
};

/** Upstream's rules for a question about another user. */
export const accessReviewErrors = (review: JsonObject): readonly FieldError[] => {
  const user = stringAt(review, 'spec', 'user');
  const nobody = user === '' && stringsAt(review, 'spec', 'groups').length === 0;
  return [...subjectOfReviewErrors(review), ...(nobody ? [invalidField('spec.user', user, 'at least one of user or group must be specified')] : [])];
};

/** Upstream's rules for a question about another user within the namespace of the request. */
export const localAccessReviewErrors = (review: JsonObject): readonly FieldError[] => {
  const namespace = stringAt(review, 'metadata', 'namespace');
  const asked = stringAt(objectAt(review, 'spec', 'resourceAttributes'), 'namespace');
  return [
    ...accessReviewErrors(review),
    ...(optionalObjectAt(review, 'spec', 'nonResourceAttributes') === undefined ? [] : [forbiddenField('spec.nonResourceAttributes', 'disallowed on this kind of request')]),
    ...(optionalObjectAt(review, 'spec', 'resourceAttributes') !== undefined && asked !== namespace ? [invalidField('spec.resourceAttributes.namespace', asked, 'must match metadata.namespace')] : []),
  ];
};

/** A token review has a token. */
export const tokenReviewErrors = (review: JsonObject): readonly FieldError[] => (stringAt(review, 'spec', 'token') === '' ? [requiredField('spec.token')] : []);
