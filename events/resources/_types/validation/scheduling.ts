import type { JsonObject } from '../../../json.ts';
import { listAt, numberAt, objectAt, objectsAt, optionalObjectAt, stringAt, valueAt } from '../../../json-path.ts';
import { forbiddenField, invalidField, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import { labelSelectorErrors, labelsErrors } from '../../../meta/label-selector.ts';
import { labelValueErrors, qualifiedNameErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';

const EFFECTS: readonly string[] = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** A taint's effect, or a toleration's, which may be left open. */
export const effectErrors = (effect: string, field: string, mayBeEmpty: boolean): FieldError[] => {
  if (effect === '') return mayBeEmpty ? [] : [requiredField(field)];
  return EFFECTS.includes(effect) ? [] : [notSupportedField(field, effect, EFFECTS)];
};

const operatorErrors = (toleration: JsonObject, field: string): FieldError[] => {
  const value = stringAt(toleration, 'value');
  switch (stringAt(toleration, 'operator')) {
    case '': case 'Equal': return labelValueErrors(value).slice(0, 1).map((detail) => invalidField(`${field}.operator`, value, detail));
    case 'Exists': return value === '' ? [] : [invalidField(`${field}.operator`, toleration, 'value must be empty when `operator` is \'Exists\'')];
    default: return [notSupportedField(`${field}.operator`, stringAt(toleration, 'operator'), ['Equal', 'Exists'])];
  }
};

/** Upstream's rules for one toleration. */
export const tolerationErrors = (toleration: JsonObject, field: string): FieldError[] => {
  const key = stringAt(toleration, 'key');
  const operator = stringAt(toleration, 'operator');
  const effect = stringAt(toleration, 'effect');
  const errors: FieldError[] = key === '' ? [] : qualifiedNameErrors(key).map((detail) => invalidField(`${field}.key`, key, detail));
  if (key === '' && operator !== 'Exists') errors.push(invalidField(`${field}.operator`, operator, 'operator must be Exists when `key` is empty, which means "match all values and all keys"'));
  if (valueAt(toleration, 'tolerationSeconds') !== undefined && effect !== 'NoExecute') {
    errors.push(invalidField(`${field}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
  }
  return [...errors, ...operatorErrors(toleration, field), ...effectErrors(effect, `${field}.effect`, true)];
};

const IN: readonly string[] = ['In', 'NotIn'];
const EXISTS: readonly string[] = ['Exists', 'DoesNotExist'];
const ORDER: readonly string[] = ['Gt', 'Lt'];

const nodeExpressionErrors = (expression: JsonObject, field: string): FieldError[] => {
  const operator = stringAt(expression, 'operator');
  const values = listAt(expression, 'values');
  const key = stringAt(expression, 'key');
  const errors: FieldError[] = qualifiedNameErrors(key).map((detail) => invalidField(`${field}.key`, key, detail));
  if (![...IN, ...EXISTS, ...ORDER].includes(operator)) errors.push(invalidField(`${field}.operator`, operator, 'not a valid selector operator'));
  if (IN.includes(operator) && values.length === 0) errors.push(requiredField(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
  if (EXISTS.includes(operator) && values.length > 0) errors.push(forbiddenField(`${field}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
  if (ORDER.includes(operator) && values.length !== 1) errors.push(requiredField(`${field}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
  return errors;
};

const nodeTermErrors = (term: JsonObject, field: string): FieldError[] =>
  objectsAt(term, 'matchExpressions').flatMap((expression, index) => nodeExpressionErrors(expression, `${field}.matchExpressions[${index}]`));

const weightErrors = (term: JsonObject, field: string): FieldError[] => {
  const weight = numberAt(term, 'weight') ?? 0;
  return weight < 1 || weight > 100 ? [invalidField(`${field}.weight`, weight, 'must be in the range 1-100')] : [];
};

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

/** Upstream's rules for a NodeSelector: terms, any of which a node may match. */
export const nodeSelectorErrors = (selector: JsonObject, field: string): FieldError[] => {
  const terms = objectsAt(selector, 'nodeSelectorTerms');
  return [
    ...(terms.length === 0 ? [requiredField(`${field}.nodeSelectorTerms`, 'must have at least one node selector term')] : []),
    ...terms.flatMap((term, index) => nodeTermErrors(term, `${field}.nodeSelectorTerms[${index}]`)),
  ];
};

const nodeAffinityErrors = (affinity: JsonObject, field: string): FieldError[] => {
  const required = optionalObjectAt(affinity, REQUIRED);
  return [
    ...(required === undefined ? [] : nodeSelectorErrors(required, `${field}.${REQUIRED}`)),
    ...objectsAt(affinity, PREFERRED).flatMap((term, index) => {
      const at = `${field}.${PREFERRED}[${index}]`;
      return [...weightErrors(term, at), ...nodeTermErrors(objectAt(term, 'preference'), `${at}.preference`)];
    }),
  ];
};

const podTermErrors = (term: JsonObject, field: string): FieldError[] => {
  const key = stringAt(term, 'topologyKey');
  return [
    ...labelSelectorErrors(objectAt(term, 'labelSelector'), `${field}.labelSelector`),
    ...(key === '' ? [requiredField(`${field}.topologyKey`, 'can not be empty')] : qualifiedNameErrors(key).map((detail) => invalidField(`${field}.topologyKey`, key, detail))),
  ];
};

const podAffinityErrors = (affinity: JsonObject, field: string): FieldError[] => [
  ...objectsAt(affinity, REQUIRED).flatMap((term, index) => podTermErrors(term, `${field}.${REQUIRED}[${index}]`)),
  ...objectsAt(affinity, PREFERRED).flatMap((term, index) => {
    const at = `${field}.${PREFERRED}[${index}]`;
    return [...weightErrors(term, at), ...podTermErrors(objectAt(term, 'podAffinityTerm'), `${at}.podAffinityTerm`)];
  }),
];

const spreadErrors = (constraint: JsonObject, field: string): FieldError[] => {
  const when = stringAt(constraint, 'whenUnsatisfiable');
  const skew = numberAt(constraint, 'maxSkew') ?? 0;
  return [
    ...(skew <= 0 ? [invalidField(`${field}.maxSkew`, skew, 'must be greater than zero')] : []),
    ...(stringAt(constraint, 'topologyKey') === '' ? [requiredField(`${field}.topologyKey`, 'can not be empty')] : []),
    ...(['DoNotSchedule', 'ScheduleAnyway'].includes(when) ? [] : [notSupportedField(`${field}.whenUnsatisfiable`, when, ['DoNotSchedule', 'ScheduleAnyway'])]),
  ];
};

/** Rules for what tells the scheduler where a pod may go. */
export const schedulingErrors = (spec: JsonObject, field: string): readonly FieldError[] => [
  ...labelsErrors(objectAt(spec, 'nodeSelector'), `${field}.nodeSelector`),
  ...nodeAffinityErrors(objectAt(spec, 'affinity', 'nodeAffinity'), `${field}.affinity.nodeAffinity`),
  ...podAffinityErrors(objectAt(spec, 'affinity', 'podAffinity'), `${field}.affinity.podAffinity`),
  ...podAffinityErrors(objectAt(spec, 'affinity', 'podAntiAffinity'), `${field}.affinity.podAntiAffinity`),
  ...objectsAt(spec, 'tolerations').flatMap((toleration, index) => tolerationErrors(toleration, `${field}.tolerations[${index}]`)),
  ...objectsAt(spec, 'topologySpreadConstraints').flatMap((constraint, index) => spreadErrors(constraint, `${field}.topologySpreadConstraints[${index}]`)),
];
