import type { JsonObject } from '../../../json.ts';
import { numberAt, optionalObjectAt, stringAt, valueAt } from '../../../json-path.ts';
import { forbiddenField, immutableErrors, invalidField, negativeErrors, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { amountErrors, isZeroAmount, wholeErrors } from '../../_types/validation/int-or-percent.ts';
import { replicatedErrors } from '../../_types/validation/pod-template.ts';

const rollingErrors = (rolling: JsonObject): FieldError[] => {
  const field = 'spec.strategy.rollingUpdate';
  const [unavailable, surge] = [valueAt(rolling, 'maxUnavailable'), valueAt(rolling, 'maxSurge')];
  const errors = [...amountErrors(unavailable, `${field}.maxUnavailable`), ...amountErrors(surge, `${field}.maxSurge`)];
  if (isZeroAmount(unavailable) && isZeroAmount(surge)) errors.push(invalidField(`${field}.maxUnavailable`, unavailable ?? 0, 'may not be 0 when `maxSurge` is 0'));
  return [...errors, ...wholeErrors(unavailable, `${field}.maxUnavailable`)];
};

const strategyErrors = (deployment: JsonObject): FieldError[] => {
  const type = stringAt(deployment, 'spec', 'strategy', 'type');
  const rolling = optionalObjectAt(deployment, 'spec', 'strategy', 'rollingUpdate');
  switch (type) {
    case 'Recreate':
      return rolling === undefined ? [] : [forbiddenField('spec.strategy.rollingUpdate', "may not be specified when strategy `type` is 'Recreate'")];
    case 'RollingUpdate':
      return rolling === undefined ? [requiredField('spec.strategy.rollingUpdate', 'this should be defaulted and never be nil')] : rollingErrors(rolling);
    default: return [notSupportedField('spec.strategy.type', type, ['Recreate', 'RollingUpdate'])];
  }
};

const deadlineErrors = (deployment: JsonObject): FieldError[] => {
  const deadline = numberAt(deployment, 'spec', 'progressDeadlineSeconds');
  if (deadline === undefined) return [];
  const errors = negativeErrors(deadline, 'spec.progressDeadlineSeconds');
  const isEnough = deadline > (numberAt(deployment, 'spec', 'minReadySeconds') ?? 0);
  return isEnough ? errors : [...errors, invalidField('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds')];
};

/** Upstream's rules for a deployment. */
export const deploymentErrors = (deployment: JsonObject): readonly FieldError[] => [
  ...replicatedErrors(deployment),
  ...strategyErrors(deployment),
  ...negativeErrors(numberAt(deployment, 'spec', 'revisionHistoryLimit'), 'spec.revisionHistoryLimit'),
  ...deadlineErrors(deployment),
];

/** Upstream's rules for an update of a deployment. */
export const deploymentUpdateErrors = (deployment: JsonObject, before: JsonObject): readonly FieldError[] =>
  immutableErrors(valueAt(deployment, 'spec', 'selector'), valueAt(before, 'spec', 'selector'), 'spec.selector');

const COUNTS: readonly string[] = ['observedGeneration', 'replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas', 'unavailableReplicas'];

/** Upstream's rules for a deployment's status: no count is negative, none is greater than what it is a part of. */
export const deploymentStatusErrors = (deployment: JsonObject): readonly FieldError[] => {
  const count = (name: string): number => numberAt(deployment, 'status', name) ?? 0;
  const atMost = (part: string, whole: string): FieldError[] =>
    count(part) > count(whole) ? [invalidField(`status.${part}`, count(part), `cannot be greater than ${whole === 'replicas' ? 'status.replicas' : whole}`)] : [];
  return [
    ...COUNTS.flatMap((name) => negativeErrors(count(name), `status.${name}`)),
    ...atMost('updatedReplicas', 'replicas'), ...atMost('readyReplicas', 'replicas'), ...atMost('availableReplicas', 'replicas'), ...atMost('availableReplicas', 'readyReplicas'),
  ];
};
