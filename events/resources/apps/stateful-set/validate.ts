import type { JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { numberAt, objectAt, optionalObjectAt, stringAt, valueAt } from '../../../json-path.ts';
import { forbiddenField, invalidField, negativeErrors, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import { labelsErrors } from '../../../meta/label-selector.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { amountErrors, isZeroAmount, wholeErrors } from '../../_types/validation/int-or-percent.ts';
import { endlessErrors, ownSelectorErrors, selectionErrors } from '../../_types/validation/selected-template.ts';
import { collisionErrors, countErrors, partErrors } from '../../_types/validation/status-counts.ts';

const STRATEGY = 'spec.updateStrategy';

const managementErrors = (set: JsonObject): FieldError[] => {
  const policy = stringAt(set, 'spec', 'podManagementPolicy');
  if (policy === '') return [requiredField('spec.podManagementPolicy')];
  return ['OrderedReady', 'Parallel'].includes(policy) ? [] : [invalidField('spec.podManagementPolicy', policy, "must be 'OrderedReady' or 'Parallel'")];
};

const rollingErrors = (rolling: JsonObject): FieldError[] => {
  const field = `${STRATEGY}.rollingUpdate`;
  const unavailable = valueAt(rolling, 'maxUnavailable');
  return [
    ...negativeErrors(numberAt(rolling, 'partition'), `${field}.partition`),
    ...amountErrors(unavailable, `${field}.maxUnavailable`),
    ...(isZeroAmount(unavailable) ? [invalidField(`${field}.maxUnavailable`, unavailable ?? 0, 'cannot be 0')] : []),
    ...wholeErrors(unavailable, `${field}.maxUnavailable`),
  ];
};

const strategyErrors = (set: JsonObject): FieldError[] => {
  const strategy = objectAt(set, 'spec', 'updateStrategy');
  const rolling = optionalObjectAt(strategy, 'rollingUpdate');
  switch (stringAt(strategy, 'type')) {
    case '': return [requiredField(STRATEGY)];
    case 'OnDelete': return rolling === undefined ? [] : [invalidField(`${STRATEGY}.rollingUpdate`, rolling, "only allowed for updateStrategy 'RollingUpdate'")];
    case 'RollingUpdate': return rolling === undefined ? [] : rollingErrors(rolling);
    default: return [invalidField(STRATEGY, strategy, "must be 'RollingUpdate' or 'OnDelete'")];
  }
};

const RETENTIONS: readonly string[] = ['Retain', 'Delete'];

const retentionErrors = (set: JsonObject): FieldError[] => {
  const policy = optionalObjectAt(set, 'spec', 'persistentVolumeClaimRetentionPolicy');
  if (policy === undefined) return [];
  const wrong = ['whenDeleted', 'whenScaled'].filter((name) => !RETENTIONS.includes(stringAt(policy, name)));
  return wrong.map((name) => notSupportedField(`spec.persistentVolumeClaimRetentionPolicy.${name}`, stringAt(policy, name), RETENTIONS));
};

/** Upstream's rules for a stateful set; it does not look into the template's pods. */
export const statefulSetErrors = (set: JsonObject): readonly FieldError[] => [
  ...managementErrors(set),
  ...strategyErrors(set),
  ...retentionErrors(set),
  ...negativeErrors(numberAt(set, 'spec', 'replicas'), 'spec.replicas'),
  ...negativeErrors(numberAt(set, 'spec', 'minReadySeconds'), 'spec.minReadySeconds'),
  ...negativeErrors(numberAt(set, 'spec', 'ordinals', 'start'), 'spec.ordinals.start'),
  ...(optionalObjectAt(set, 'spec', 'selector') === undefined ? [requiredField('spec.selector')] : ownSelectorErrors(set, 'statefulset')),
  ...selectionErrors(set),
  ...labelsErrors(objectAt(set, 'spec', 'template', 'metadata', 'labels'), 'spec.template.labels'),
  ...endlessErrors(set, 'StatefulSet'),
];

const MUTABLE: readonly string[] = ['replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy', 'minReadySeconds'];
const FIXED = `updates to statefulset spec for fields other than ${MUTABLE.slice(0, -1).map((name) => `'${name}'`).join(', ')} and 'minReadySeconds' are forbidden`;

/** Upstream's rules for an update of a stateful set. */
export const statefulSetUpdateErrors = (set: JsonObject, before: JsonObject): readonly FieldError[] => {
  const [now, old] = [objectAt(set, 'spec'), objectAt(before, 'spec')];
  const names = new Set([...Object.keys(now), ...Object.keys(old)]);
  const changed = [...names].some((name) => !MUTABLE.includes(name) && !jsonEqual(now[name], old[name]));
  return changed ? [forbiddenField('spec', FIXED)] : [];
};

/** Upstream's rules for a stateful set's status. */
export const statefulSetStatusErrors = (set: JsonObject, before: JsonObject): readonly FieldError[] => [
  ...countErrors(set, ['replicas', 'readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas', 'observedGeneration', 'collisionCount']),
  ...['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'].flatMap((part) => partErrors(set, part, 'replicas')),
  ...partErrors(set, 'availableReplicas', 'readyReplicas'),
  ...collisionErrors(set, before),
];
