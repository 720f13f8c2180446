import type { Json, JsonObject } from '../../../json.ts';
import { listAt, numberAt, objectAt, objectsAt, optionalObjectAt, stringAt, valueAt } from '../../../json-path.ts';
import { duplicateField, invalidField, negativeErrors, notSupportedField, requiredField, tooLongField, tooManyField } from '../../../meta/field-rules.ts';
import { qualifiedNameErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { indexCount, parseIndexes } from './indexes.ts';

const MOST_RULES = 20;
const MOST_EXIT_CODES = 255;
const MOST_CONDITIONS = 20;
const MOST_INDEX_BYTES = 64 * 1024;

const OPERATORS: readonly string[] = ['In', 'NotIn'];
const ACTIONS: readonly string[] = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const STATUSES: readonly string[] = ['False', 'True', 'Unknown'];

const validValues = (values: readonly string[]): string => `valid values: [${values.map((value) => JSON.stringify(value)).join(' ')}]`;

const choiceErrors = (value: string, field: string, choices: readonly string[]): FieldError[] => {
  if (value === '') return [requiredField(field, validValues(choices))];
  return choices.includes(value) ? [] : [notSupportedField(field, value, choices)];
};

const invalidWhole = (field: string, detail: string): FieldError => ({ type: 'FieldValueInvalid', field, detail });

const codeErrors = (codes: readonly Json[], field: string, isIn: boolean): FieldError[] => {
  const errors: FieldError[] = [];
  codes.forEach((code, index) => {
    if (isIn && code === 0) errors.push(invalidField(`${field}[${index}]`, code, 'must not be 0 for the In operator'));
    if (codes.indexOf(code) < index) errors.push(duplicateField(`${field}[${index}]`, code));
  });
  const isOrdered = codes.every((code, index) => index === 0 || Number(codes[index - 1]) <= Number(code));
  return isOrdered ? errors : [...errors, invalidField(field, codes, 'must be ordered')];
};

const exitCodeErrors = (requirement: JsonObject, field: string, containers: ReadonlySet<string>): FieldError[] => {
  const operator = stringAt(requirement, 'operator');
  const container = valueAt(requirement, 'containerName');
  const codes = listAt(requirement, 'values');
  return [
    ...choiceErrors(operator, `${field}.operator`, OPERATORS),
    ...(typeof container === 'string' && !containers.has(container) ? [invalidField(`${field}.containerName`, container, 'must be one of the container or initContainer names in the pod template')] : []),
    ...(codes.length === 0 ? [invalidField(`${field}.values`, codes, 'at least one value is required')] : []),
    ...(codes.length > MOST_EXIT_CODES ? [tooManyField(`${field}.values`, codes.length, MOST_EXIT_CODES)] : []),
    ...codeErrors(codes, `${field}.values`, operator === 'In'),
  ];
};

const conditionErrors = (patterns: readonly JsonObject[], field: string): FieldError[] => [
  ...(patterns.length > MOST_CONDITIONS ? [tooManyField(field, patterns.length, MOST_CONDITIONS)] : []),
  ...patterns.flatMap((pattern, index) => [
    ...qualifiedNameErrors(stringAt(pattern, 'type')).map((detail) => invalidField(`${field}[${index}].type`, stringAt(pattern, 'type'), detail)),
    ...choiceErrors(stringAt(pattern, 'status'), `${field}[${index}].status`, STATUSES),
  ]),
];

const actionErrors = (rule: JsonObject, field: string, isPerIndex: boolean): FieldError[] => {
  const action = stringAt(rule, 'action');
  if (action === 'FailIndex' && !isPerIndex) return [invalidField(field, action, 'requires the backoffLimitPerIndex to be set')];
  return choiceErrors(action, field, ACTIONS);
};

const requirementErrors = (rule: JsonObject, field: string): FieldError[] => {
  const [byCodes, byConditions] = [optionalObjectAt(rule, 'onExitCodes') !== undefined, listAt(rule, 'onPodConditions').length > 0];
  if (byCodes !== byConditions) return [];
  return [invalidWhole(field, byCodes ? 'specifying both OnExitCodes and OnPodConditions is not supported' : 'specifying one of OnExitCodes and OnPodConditions is required')];
};

const containerNames = (spec: JsonObject): ReadonlySet<string> => {
  const pod = objectAt(spec, 'template', 'spec');
  return new Set([...objectsAt(pod, 'containers'), ...objectsAt(pod, 'initContainers')].map((container) => stringAt(container, 'name')));
};

/** Upstream's rules for `spec.podFailurePolicy`. */
export const failurePolicyErrors = (spec: JsonObject, field: string): readonly FieldError[] => {
  const rules = objectsAt(spec, 'podFailurePolicy', 'rules');
  const containers = containerNames(spec);
  const isPerIndex = spec['backoffLimitPerIndex'] !== undefined;
  return [
    ...(rules.length > MOST_RULES ? [tooManyField(`${field}.rules`, rules.length, MOST_RULES)] : []),
    ...rules.flatMap((rule, index) => {
      const path = `${field}.rules[${index}]`;
      const byCodes = optionalObjectAt(rule, 'onExitCodes');
      return [
        ...actionErrors(rule, `${path}.action`, isPerIndex),
        ...(byCodes === undefined ? [] : exitCodeErrors(byCodes, `${path}.onExitCodes`, containers)),
        ...conditionErrors(objectsAt(rule, 'onPodConditions'), `${path}.onPodConditions`),
        ...requirementErrors(rule, path),
      ];
    }),
  ];
};

const countErrors = (count: number, field: string, { completions, indexes }: { readonly completions: number; readonly indexes: number | undefined }): FieldError[] => [
  ...negativeErrors(count, field),
  ...(count > completions ? [invalidField(field, count, `must be less than or equal to ${completions} (the number of specified completions)`)] : []),
  ...(indexes !== undefined && count > indexes ? [invalidField(field, count, `must be less than or equal to ${indexes} (the number of indexes in the specified succeededIndexes field)`)] : []),
];

const succeededIndexErrors = (text: string, field: string, fault: string | undefined): FieldError[] => [
  ...(text.length > MOST_INDEX_BYTES ? [tooLongField(field, MOST_INDEX_BYTES)] : []),
  ...(fault === undefined ? [] : [invalidField(field, text, `error parsing succeededIndexes: ${fault}`)]),
];

const successRuleErrors = (rule: JsonObject, field: string, completions: number): FieldError[] => {
  const [count, text] = [numberAt(rule, 'succeededCount'), valueAt(rule, 'succeededIndexes')];
  if (count === undefined && text === undefined) return [requiredField(field, 'at least one of succeededCount or succeededIndexes must be specified')];
  const parsed = typeof text === 'string' ? parseIndexes(text, completions) : undefined;
  const indexes = parsed?.fault === undefined ? parsed && indexCount(parsed) : 0;
  return [
    ...(typeof text === 'string' ? succeededIndexErrors(text, `${field}.succeededIndexes`, parsed?.fault) : []),
    ...(count === undefined ? [] : countErrors(count, `${field}.succeededCount`, { completions, indexes })),
  ];
};

/** Upstream's rules for `spec.successPolicy`. */
export const successPolicyErrors = (spec: JsonObject, field: string): readonly FieldError[] => {
  if (stringAt(spec, 'completionMode') !== 'Indexed') return [invalidField(field, objectAt(spec, 'successPolicy'), 'requires indexed completion mode')];
  const rules = objectsAt(spec, 'successPolicy', 'rules');
  return [
    ...(rules.length === 0 ? [requiredField(`${field}.rules`, 'at least one rules must be specified when the successPolicy is specified')] : []),
    ...(rules.length > MOST_RULES ? [tooManyField(`${field}.rules`, rules.length, MOST_RULES)] : []),
    ...rules.flatMap((rule, index) => successRuleErrors(rule, `${field}.rules[${index}]`, numberAt(spec, 'completions') ?? 0)),
  ];
};

/** With a failure policy, a pod must have ended before it is judged and replaced. */
export const replacementErrors = (spec: JsonObject, field: string): readonly FieldError[] => {
  const policy = valueAt(spec, 'podReplacementPolicy');
  if (typeof policy !== 'string') return [];
  const choices = spec['podFailurePolicy'] === undefined ? ['Failed', 'TerminatingOrFailed'] : ['Failed'];
  return choices.includes(policy) ? [] : [notSupportedField(field, policy, choices)];
};
