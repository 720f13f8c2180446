import type { JsonObject } from '../../../json.ts';
import { listAt, numberAt, objectAt, optionalObjectAt, stringAt } from '../../../json-path.ts';
import { forbiddenField, invalidField, negativeErrors, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import { labelSelectorErrors, labelSelectorOf, labelsErrors } from '../../../meta/label-selector.ts';
import { annotationsErrors } from '../../../meta/validate-object-meta.ts';
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
  // An absent selector selects nothing.
  const matches = selector !== undefined && labelSelectorOf(selector).matches(labels);
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

/** Rules for a template of pods, as every kind that makes pods has one. */
export const podTemplateErrors = (template: JsonObject, field: string): readonly FieldError[] => [
  ...labelsErrors(objectAt(template, 'metadata', 'labels'), `${field}.metadata.labels`),
  ...annotationsErrors(objectAt(template, 'metadata', 'annotations'), `${field}.metadata.annotations`),
  ...podSpecErrors(objectAt(template, 'spec'), `${field}.spec`),
  ...(listAt(template, 'spec', 'ephemeralContainers').length === 0 ? [] : [forbiddenField(`${field}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template')]),
];

/** Rules shared by kinds that keep a number of pods of one template running. */
export const replicatedErrors = (object: JsonObject): readonly FieldError[] => {
  const template = objectAt(object, 'spec', 'template');
  const selector = optionalObjectAt(object, 'spec', 'selector');
  return [
    ...negativeErrors(numberAt(object, 'spec', 'replicas'), 'spec.replicas'),
    ...selectorErrors(selector),
    ...matchErrors(template, selector),
    ...podTemplateErrors(template, 'spec.template'),
    ...runErrors(template),
    ...negativeErrors(numberAt(object, 'spec', 'minReadySeconds'), 'spec.minReadySeconds'),
  ];
};
