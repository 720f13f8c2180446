import type { JsonObject } from '../../../json.ts';
import { numberAt, objectAt, optionalObjectAt, stringAt } from '../../../json-path.ts';
import { forbiddenField, invalidField, negativeErrors, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import { labelSelectorErrors, labelSelectorOf, labelsErrors } from '../../../meta/label-selector.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { podSpecErrors } from './pod-spec.ts';

const selectorErrors = (selector: JsonObject | undefined): readonly FieldError[] => {
  if (selector === undefined) return [requiredField('spec.selector')];
  const errors = labelSelectorErrors(selector, 'spec.selector');
  // Upstream says "deployment" of a ReplicaSet too.
  return labelSelectorOf(selector).requirements.length === 0 ? [...errors, invalidField('spec.selector', selector, 'empty selector is invalid for deployment')] : errors;
};

const matchErrors = (template: JsonObject, selector: JsonObject | undefined): FieldError[] => {
  const labels = objectAt(template, 'metadata', 'labels');
  const matches = selector === undefined || labelSelectorOf(selector).matches(labels);
  return matches ? [] : [invalidField('spec.template.metadata.labels', labels, '`selector` does not match template `labels`')];
};

const runErrors = (template: JsonObject): FieldError[] => {
  const policy = stringAt(template, 'spec', 'restartPolicy');
  const deadline = numberAt(template, 'spec', 'activeDeadlineSeconds');
  return [
    ...(policy === 'Always' ? [] : [notSupportedField('spec.template.spec.restartPolicy', policy, ['Always'])]),
    ...(deadline === undefined ? [] : [forbiddenField('spec.template.spec.activeDeadlineSeconds', 'activeDeadlineSeconds in ReplicaSet is not Supported')]),
  ];
};

/** Rules shared by kinds that keep a number of pods of one template running. */
export const replicatedErrors = (object: JsonObject): readonly FieldError[] => {
  const template = objectAt(object, 'spec', 'template');
  const selector = optionalObjectAt(object, 'spec', 'selector');
  return [
    ...negativeErrors(numberAt(object, 'spec', 'replicas'), 'spec.replicas'),
    ...selectorErrors(selector),
    ...matchErrors(template, selector),
    ...labelsErrors(objectAt(template, 'metadata', 'labels'), 'spec.template.metadata.labels'),
    ...podSpecErrors(objectAt(template, 'spec'), 'spec.template.spec'),
    ...runErrors(template),
    ...negativeErrors(numberAt(object, 'spec', 'minReadySeconds'), 'spec.minReadySeconds'),
  ];
};
