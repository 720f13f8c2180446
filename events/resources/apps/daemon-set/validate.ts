import type { JsonObject } from '../../../json.ts';
import { numberAt, objectAt, optionalObjectAt, stringAt, valueAt } from '../../../json-path.ts';
import { immutableErrors, invalidField, negativeErrors, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import { labelsErrors } from '../../../meta/label-selector.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { amountErrors, isZeroAmount, wholeErrors } from '../../_types/validation/int-or-percent.ts';
import { podSpecErrors } from '../../_types/validation/pod-spec.ts';
import { endlessErrors, ownSelectorErrors, selectionErrors } from '../../_types/validation/selected-template.ts';
import { collisionErrors, countErrors } from '../../_types/validation/status-counts.ts';

const STRATEGY = 'spec.updateStrategy';

/** Either the old pod may be missing for a while or the new one may be there besides, not both. */
const rollingErrors = (rolling: JsonObject): FieldError[] => {
  const field = `${STRATEGY}.rollingUpdate`;
  const [unavailable, surge] = [valueAt(rolling, 'maxUnavailable'), valueAt(rolling, 'maxSurge')];
  const errors = [
    ...amountErrors(unavailable, `${field}.maxUnavailable`), ...amountErrors(surge, `${field}.maxSurge`),
    ...wholeErrors(unavailable, `${field}.maxUnavailable`), ...wholeErrors(surge, `${field}.maxSurge`),
  ];
  const isSurging = !isZeroAmount(surge);
  if (isSurging !== isZeroAmount(unavailable)) {
    errors.push(isSurging ? invalidField(`${field}.maxSurge`, surge ?? 0, 'may not be set when maxUnavailable is non-zero') : requiredField(`${field}.maxUnavailable`, 'cannot be 0 when maxSurge is 0'));
  }
  return errors;
};

const strategyErrors = (set: JsonObject): FieldError[] => {
  const rolling = optionalObjectAt(set, 'spec', 'updateStrategy', 'rollingUpdate');
  const type = stringAt(set, 'spec', 'updateStrategy', 'type');
  switch (type) {
    case 'OnDelete': return [];
    case 'RollingUpdate': return rolling === undefined ? [requiredField(`${STRATEGY}.rollingUpdate`)] : rollingErrors(rolling);
    default: return [notSupportedField(STRATEGY, objectAt(set, 'spec', 'updateStrategy'), ['RollingUpdate', 'OnDelete'])];
  }
};

/** Upstream's rules for a daemon set. */
export const daemonSetErrors = (set: JsonObject): readonly FieldError[] => [
  ...ownSelectorErrors(set, 'daemonset'),
  ...selectionErrors(set),
  ...labelsErrors(objectAt(set, 'spec', 'template', 'metadata', 'labels'), 'spec.template.labels'),
  ...podSpecErrors(objectAt(set, 'spec', 'template', 'spec'), 'spec.template.spec'),
  ...endlessErrors(set, 'DaemonSet'),
  ...negativeErrors(numberAt(set, 'spec', 'minReadySeconds'), 'spec.minReadySeconds'),
  ...strategyErrors(set),
  ...negativeErrors(numberAt(set, 'spec', 'revisionHistoryLimit'), 'spec.revisionHistoryLimit'),
];

/** Upstream's rules for an update of a daemon set. */
export const daemonSetUpdateErrors = (set: JsonObject, before: JsonObject): readonly FieldError[] =>
  immutableErrors(valueAt(set, 'spec', 'selector'), valueAt(before, 'spec', 'selector'), 'spec.selector');

/** Upstream's rules for a daemon set's status. */
export const daemonSetStatusErrors = (set: JsonObject, before: JsonObject): readonly FieldError[] => [
  ...countErrors(set, [
    'currentNumberScheduled', 'numberMisscheduled', 'desiredNumberScheduled', 'numberReady', 'observedGeneration', 'updatedNumberScheduled', 'numberAvailable', 'numberUnavailable', 'collisionCount',
  ]),
  ...collisionErrors(set, before),
];
