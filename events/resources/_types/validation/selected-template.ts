import type { JsonObject } from '../../../json.ts';
import { numberAt, objectAt, optionalObjectAt, stringAt } from '../../../json-path.ts';
import { forbiddenField, invalidField, notSupportedField } from '../../../meta/field-rules.ts';
import { labelSelectorErrors, labelSelectorOf } from '../../../meta/label-selector.ts';
import type { FieldError } from '../../../schema/field-error.ts';

/** Rules for `spec.selector` if there is one; `owner` is what upstream calls the kind in the message. */
export const ownSelectorErrors = (object: JsonObject, owner: string): readonly FieldError[] => {
  const selector = optionalObjectAt(object, 'spec', 'selector');
  if (selector === undefined) return [];
  const errors = labelSelectorErrors(selector, 'spec.selector');
  const isEmpty = labelSelectorOf(selector).requirements.length === 0;
  return isEmpty ? [...errors, invalidField('spec.selector', selector, `empty selector is invalid for ${owner}`)] : errors;
};

/** The selector selects the pods of the template; an absent one selects nothing. */
export const selectionErrors = (object: JsonObject): readonly FieldError[] => {
  const selector = optionalObjectAt(object, 'spec', 'selector');
  const labels = objectAt(object, 'spec', 'template', 'metadata', 'labels');
  const fits = selector !== undefined && labelSelectorOf(selector).matches(labels);
  return fits ? [] : [invalidField('spec.template.metadata.labels', labels, '`selector` does not match template `labels`')];
};

/** Pods that are to run for ever. */
export const endlessErrors = (object: JsonObject, owner: string): readonly FieldError[] => {
  const template = objectAt(object, 'spec', 'template');
  const policy = stringAt(template, 'spec', 'restartPolicy');
  const deadline = numberAt(template, 'spec', 'activeDeadlineSeconds');
  return [
    ...(policy === 'Always' ? [] : [notSupportedField('spec.template.spec.restartPolicy', policy, ['Always'])]),
    ...(deadline === undefined ? [] : [forbiddenField('spec.template.spec.activeDeadlineSeconds', `activeDeadlineSeconds in ${owner} is not Supported`)]),
  ];
};
