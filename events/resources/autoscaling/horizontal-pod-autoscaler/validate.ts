import type { Json, JsonObject } from '../../../json.ts';
import { numberAt, objectAt, objectsAt, optionalObjectAt, stringAt } from '../../../json-path.ts';
import { forbiddenField, invalidField, negativeErrors, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import { pathSegmentErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { metricErrors, referenceErrors } from './validate-metrics.ts';

const MOST_WINDOW_SECONDS = 3600;
const MOST_PERIOD_SECONDS = 1800;

const invalidIf = (broken: boolean, field: string, { value, detail }: { readonly value: Json; readonly detail: string }): FieldError[] => (broken ? [invalidField(field, value, detail)] : []);

const sizeErrors = (spec: JsonObject, least: number): FieldError[] => {
  const [min, max] = [numberAt(spec, 'minReplicas'), numberAt(spec, 'maxReplicas') ?? 0];
  return [
    ...invalidIf(min !== undefined && min < least, 'spec.minReplicas', { value: min ?? 0, detail: `must be greater than or equal to ${least}` }),
    ...invalidIf(max < 1, 'spec.maxReplicas', { value: max, detail: 'must be greater than 0' }),
    ...invalidIf(min !== undefined && max < min, 'spec.maxReplicas', { value: max, detail: 'must be greater than or equal to `minReplicas`' }),
  ];
};

const policyErrors = (policy: JsonObject, field: string): FieldError[] => {
  const [type, value, period] = [stringAt(policy, 'type'), numberAt(policy, 'value') ?? 0, numberAt(policy, 'periodSeconds') ?? 0];
  return [
    ...(['Pods', 'Percent'].includes(type) ? [] : [notSupportedField(`${field}.type`, type, ['Percent', 'Pods'])]),
    ...invalidIf(value <= 0, `${field}.value`, { value, detail: 'must be greater than zero' }),
    ...invalidIf(period <= 0, `${field}.periodSeconds`, { value: period, detail: 'must be greater than zero' }),
    ...invalidIf(period > MOST_PERIOD_SECONDS, `${field}.periodSeconds`, { value: period, detail: `must be less than or equal to ${MOST_PERIOD_SECONDS}` }),
  ];
};

const SELECTIONS: readonly string[] = ['Disabled', 'Max', 'Min'];

const rulesErrors = (rules: JsonObject, field: string): FieldError[] => {
  const window = numberAt(rules, 'stabilizationWindowSeconds') ?? 0;
  const selection = stringAt(rules, 'selectPolicy');
  const policies = objectsAt(rules, 'policies');
  return [
    ...invalidIf(window < 0, `${field}.stabilizationWindowSeconds`, { value: window, detail: 'must be greater than or equal to zero' }),
    ...invalidIf(window > MOST_WINDOW_SECONDS, `${field}.stabilizationWindowSeconds`, { value: window, detail: `must be less than or equal to ${MOST_WINDOW_SECONDS}` }),
    ...(selection === '' || SELECTIONS.includes(selection) ? [] : [notSupportedField(`${field}.selectPolicy`, selection, SELECTIONS)]),
    ...(policies.length === 0 ? [requiredField(`${field}.policies`, 'must specify at least one Policy')] : []),
    ...policies.flatMap((policy, index) => policyErrors(policy, `${field}.policies[${index}]`)),
    ...invalidIf(stringAt(rules, 'tolerance').startsWith('-'), `${field}.tolerance`, { value: stringAt(rules, 'tolerance'), detail: 'must be greater than or equal to zero' }),
  ];
};

const behaviorErrors = (spec: JsonObject): FieldError[] =>
  ['scaleUp', 'scaleDown'].flatMap((direction) => {
    const rules = optionalObjectAt(spec, 'behavior', direction);
    return rules === undefined ? [] : rulesErrors(rules, `spec.behavior.${direction}`);
  });

const ZERO_TYPES: readonly string[] = ['Object', 'External'];

/** Without pods only metrics of other things can tell that pods are needed. */
const zeroErrors = (spec: JsonObject): FieldError[] => {
  const isZero = numberAt(spec, 'minReplicas') === 0;
  const isTold = objectsAt(spec, 'metrics').some((metric) => ZERO_TYPES.includes(stringAt(metric, 'type')));
  return isZero && !isTold ? [forbiddenField('spec.metrics', 'must specify at least one Object or External metric to support scaling to zero replicas')] : [];
};

const specErrors = (autoscaler: JsonObject, least: number): readonly FieldError[] => {
  const spec = objectAt(autoscaler, 'spec');
  return [
    ...sizeErrors(spec, least),
    ...referenceErrors(objectAt(spec, 'scaleTargetRef'), 'spec.scaleTargetRef', pathSegmentErrors),
    ...objectsAt(spec, 'metrics').flatMap((metric, index) => metricErrors(metric, `spec.metrics[${index}]`)),
    ...zeroErrors(spec),
    ...behaviorErrors(spec),
  ];
};

/** Upstream's rules for an autoscaler; whether it may scale to nothing is asked apart, as it may where it did before. */
export const horizontalPodAutoscalerErrors = (autoscaler: JsonObject): readonly FieldError[] => specErrors(autoscaler, 0);

const leastErrors = (autoscaler: JsonObject): readonly FieldError[] =>
  (numberAt(autoscaler, 'spec', 'minReplicas') === 0 ? [invalidField('spec.minReplicas', 0, 'must be greater than or equal to 1')] : []);

/** Upstream's further rules for a new autoscaler. */
export const horizontalPodAutoscalerCreateErrors = leastErrors;

/** Upstream's further rules for an update of an autoscaler. */
export const horizontalPodAutoscalerUpdateErrors = (autoscaler: JsonObject, before: JsonObject): readonly FieldError[] =>
  (numberAt(before, 'spec', 'minReplicas') === 0 ? [] : leastErrors(autoscaler));

/** Upstream's rules for an autoscaler's status. */
export const horizontalPodAutoscalerStatusErrors = (autoscaler: JsonObject): readonly FieldError[] =>
  ['currentReplicas', 'desiredReplicas'].flatMap((name) => negativeErrors(numberAt(autoscaler, 'status', name), `status.${name}`));
