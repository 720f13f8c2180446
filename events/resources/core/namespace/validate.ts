import type { JsonObject } from '../../../json.ts';
import { stringAt, stringsAt } from '../../../json-path.ts';
import { invalidField } from '../../../meta/field-rules.ts';
import { qualifiedNameErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';

/** Upstream's rules for a namespace. */
export const namespaceErrors = (namespace: JsonObject): readonly FieldError[] =>
  stringsAt(namespace, 'spec', 'finalizers').flatMap((name, index) => {
    const field = `spec.finalizers[${index}]`;
    const errors = qualifiedNameErrors(name).map((detail) => invalidField(field, name, detail));
    const isKnown = name.includes('/') || name === 'kubernetes';
    return isKnown ? errors : [...errors, invalidField(field, name, 'name is neither a standard finalizer name nor is it fully qualified')];
  });

/** A namespace is Terminating exactly while it is being deleted. */
export const namespaceStatusErrors = (namespace: JsonObject): readonly FieldError[] => {
  const phase = stringAt(namespace, 'status', 'phase');
  const isDeleted = stringAt(namespace, 'metadata', 'deletionTimestamp') !== '';
  if (isDeleted && phase !== 'Terminating') return [invalidField('status.Phase', phase, 'may only be \'Terminating\' if `deletionTimestamp` is not empty')];
  return !isDeleted && phase !== 'Active' ? [invalidField('status.Phase', phase, 'may only be \'Active\' if `deletionTimestamp` is empty')] : [];
};
