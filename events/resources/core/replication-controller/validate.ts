import type { JsonObject } from '../../../json.ts';
import { numberAt, objectAt, optionalObjectAt, stringAt } from '../../../json-path.ts';
import { forbiddenField, invalidField, negativeErrors, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import { labelMapSelector } from '../../../meta/label-selector.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { replicasStatusErrors } from '../../_types/validation/replicas-status.ts';
import { podTemplateErrors } from '../../_types/validation/pod-template.ts';

const TEMPLATE = 'spec.template';

const templateErrors = (template: JsonObject | undefined, selector: JsonObject): readonly FieldError[] => {
  if (template === undefined) return [requiredField(TEMPLATE)];
  const labels = objectAt(template, 'metadata', 'labels');
  const policy = stringAt(template, 'spec', 'restartPolicy');
  const isStranger = Object.keys(selector).length > 0 && !labelMapSelector(selector).matches(labels);
  return [
    ...(isStranger ? [invalidField(`${TEMPLATE}.metadata.labels`, labels, '`selector` does not match template `labels`')] : []),
    ...podTemplateErrors(template, TEMPLATE),
    ...(policy === 'Always' ? [] : [notSupportedField(`${TEMPLATE}.spec.restartPolicy`, policy, ['Always'])]),
    ...(numberAt(template, 'spec', 'activeDeadlineSeconds') === undefined ? [] : [forbiddenField(`${TEMPLATE}.spec.activeDeadlineSeconds`, 'activeDeadlineSeconds in ReplicationController is not Supported')]),
  ];
};

/** Upstream's rules for a replication controller. */
export const replicationControllerErrors = (controller: JsonObject): readonly FieldError[] => {
  const selector = objectAt(controller, 'spec', 'selector');
  return [
    ...negativeErrors(numberAt(controller, 'spec', 'minReadySeconds'), 'spec.minReadySeconds'),
    ...(Object.keys(selector).length === 0 ? [requiredField('spec.selector')] : []),
    ...negativeErrors(numberAt(controller, 'spec', 'replicas'), 'spec.replicas'),
    ...templateErrors(optionalObjectAt(controller, 'spec', 'template'), selector),
  ];
};

/** Upstream's rules for a replication controller's status. */
export const replicationControllerStatusErrors = (controller: JsonObject): readonly FieldError[] => replicasStatusErrors(controller);
