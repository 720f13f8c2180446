import type { JsonObject } from '../../../json.ts';
import { numberAt, objectAt, optionalObjectAt, stringAt, valueAt } from '../../../json-path.ts';
import { invalidField, negativeErrors, notSupportedField, requiredField, tooLongField } from '../../../meta/field-rules.ts';
import { labelsErrors } from '../../../meta/label-selector.ts';
import { dnsSubdomainErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { podSpecErrors } from '../../_types/validation/pod-spec.ts';
import { failurePolicyErrors, replacementErrors, successPolicyErrors } from './validate-policies.ts';

const COUNTS: readonly string[] = ['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished', 'backoffLimitPerIndex', 'maxFailedIndexes'];

const MOST = 100_000;
const MOST_WITH_MANY_COMPLETIONS = 10_000;
const MOST_MANAGER_LENGTH = 63;

type Check = (spec: JsonObject, field: string) => readonly FieldError[];

const atMost = (spec: JsonObject, name: string, { field, max, detail }: { readonly field: string; readonly max: number; readonly detail: string }): FieldError[] => {
  const value = numberAt(spec, name);
  return value !== undefined && value > max ? [invalidField(`${field}.${name}`, value, `must be less than or equal to ${detail}`)] : [];
};

/** With very many indexes and a limit for each, failed ones are recorded one by one: their number is kept small. */
const manyCompletionsErrors: Check = (spec, field) => {
  const isMany = (numberAt(spec, 'completions') ?? 0) > MOST && numberAt(spec, 'backoffLimitPerIndex') !== undefined;
  if (!isMany) return [];
  const detail = `${MOST_WITH_MANY_COMPLETIONS} when completions are above ${MOST} and used with backoff limit per index`;
  return [
    ...(numberAt(spec, 'maxFailedIndexes') === undefined ? [requiredField(`${field}.maxFailedIndexes`, `must be specified when completions is above ${MOST}`)] : []),
    ...atMost(spec, 'parallelism', { field, max: MOST_WITH_MANY_COMPLETIONS, detail }),
    ...atMost(spec, 'maxFailedIndexes', { field, max: MOST_WITH_MANY_COMPLETIONS, detail }),
  ];
};

const indexedErrors: Check = (spec, field) => {
  const completions = numberAt(spec, 'completions');
  return [
    ...(completions === undefined ? [requiredField(`${field}.completions`, 'when completion mode is Indexed')] : []),
    ...atMost(spec, 'parallelism', { field, max: MOST, detail: `${MOST} when completion mode is Indexed` }),
    ...(completions === undefined ? [] : atMost(spec, 'maxFailedIndexes', { field, max: completions, detail: 'completions' })),
    ...atMost(spec, 'maxFailedIndexes', { field, max: MOST, detail: String(MOST) }),
    ...manyCompletionsErrors(spec, field),
  ];
};

const INDEXED_ONLY: readonly string[] = ['backoffLimitPerIndex', 'maxFailedIndexes'];

const modeErrors: Check = (spec, field) => {
  const mode = stringAt(spec, 'completionMode') || 'NonIndexed';
  if (mode === 'Indexed') return indexedErrors(spec, field);
  if (mode !== 'NonIndexed') return [notSupportedField(`${field}.completionMode`, mode, ['NonIndexed', 'Indexed'])];
  return INDEXED_ONLY.filter((name) => spec[name] !== undefined).map((name) => invalidField(`${field}.${name}`, spec[name] ?? null, 'requires indexed completion mode'));
};

const perIndexErrors: Check = (spec, field) =>
  (spec['maxFailedIndexes'] !== undefined && spec['backoffLimitPerIndex'] === undefined ? [requiredField(`${field}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified')] : []);

/** A path with a domain before it: `example.com/my-controller`. */
const managerErrors: Check = (spec, field) => {
  const manager = valueAt(spec, 'managedBy');
  if (typeof manager !== 'string') return [];
  const path = `${field}.managedBy`;
  const slash = manager.indexOf('/');
  const tooLong = manager.length > MOST_MANAGER_LENGTH ? [tooLongField(path, MOST_MANAGER_LENGTH)] : [];
  if (manager === '') return [requiredField(path)];
  if (slash <= 0 || slash === manager.length - 1) return [invalidField(path, manager, 'must be a domain-prefixed path (such as "acme.io/foo")'), ...tooLong];
  return [...dnsSubdomainErrors(manager.slice(0, slash)).map((detail) => invalidField(path, manager.slice(0, slash), detail)), ...tooLong];
};

const restartErrors: Check = (spec, field) => {
  const path = `${field}.template.spec.restartPolicy`;
  const policy = stringAt(spec, 'template', 'spec', 'restartPolicy');
  if (policy === '' || policy === 'Always') return [requiredField(path, 'valid values: "OnFailure", "Never"')];
  if (policy !== 'OnFailure' && policy !== 'Never') return [notSupportedField(path, policy, ['OnFailure', 'Never'])];
  const isRefused = spec['podFailurePolicy'] !== undefined && policy !== 'Never';
  return isRefused ? [invalidField(path, policy, 'only "Never" is supported when podFailurePolicy is specified')] : [];
};

/** Upstream's rules for a job's spec, its selector aside: a job's own or a CronJob's template. */
export const jobSpecErrors: Check = (spec, field) => [
  ...COUNTS.flatMap((name) => negativeErrors(spec[name], `${field}.${name}`)),
  ...perIndexErrors(spec, field),
  ...managerErrors(spec, field),
  ...modeErrors(spec, field),
  ...(optionalObjectAt(spec, 'podFailurePolicy') === undefined ? [] : failurePolicyErrors(spec, `${field}.podFailurePolicy`)),
  ...(optionalObjectAt(spec, 'successPolicy') === undefined ? [] : successPolicyErrors(spec, `${field}.successPolicy`)),
  ...replacementErrors(spec, `${field}.podReplacementPolicy`),
  ...labelsErrors(objectAt(spec, 'template', 'metadata', 'labels'), `${field}.template.labels`),
  ...podSpecErrors(objectAt(spec, 'template', 'spec'), `${field}.template.spec`),
  ...restartErrors(spec, field),
];
