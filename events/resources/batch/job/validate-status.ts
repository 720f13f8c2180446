import type { Json, JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { booleanAt, listAt, numberAt, objectAt, optionalObjectAt, stringAt, stringsAt, valueAt } from '../../../json-path.ts';
import { duplicateField, invalidField, negativeErrors, requiredField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { isConditionTrue } from '../../_types/conditions.ts';
import type { IndexIntervals } from './indexes.ts';
import { parseIndexes, sharedIndex } from './indexes.ts';

const at = (name: string): string => `status.${name}`;

/** A rule about the conditions as a whole; upstream prints no value. */
const conditions = (detail: string): FieldError => ({ type: 'FieldValueInvalid', field: at('conditions'), detail });

const isPerIndex = (job: JsonObject): boolean => valueAt(job, 'spec', 'backoffLimitPerIndex') !== undefined;
const isIndexed = (job: JsonObject): boolean => stringAt(job, 'spec', 'completionMode') === 'Indexed';
const isFinished = (job: JsonObject): boolean => isConditionTrue(job, 'Complete') || isConditionTrue(job, 'Failed');
const count = (job: JsonObject, name: string): number => numberAt(job, 'status', name) ?? 0;

const uncountedErrors = (job: JsonObject): FieldError[] => {
  const seen = new Set<string>();
  return ['succeeded', 'failed'].flatMap((outcome) => stringsAt(job, 'status', 'uncountedTerminatedPods', outcome).flatMap((uid, index) => {
    const field = `${at('uncountedTerminatedPods')}.${outcome}[${index}]`;
    if (uid === '') return [invalidField(field, uid, 'must not be empty')];
    if (seen.has(uid)) return [duplicateField(field, uid)];
    seen.add(uid);
    return [];
  }));
};

/** Conditions that exclude or need one another, and what upstream says of it. */
const CONDITION_RULES: readonly { readonly broken: (is: (type: string) => boolean) => boolean; readonly detail: string }[] = [
  { broken: (is) => is('Complete') && is('Failed'), detail: 'cannot set Complete=True and Failed=true conditions' },
  { broken: (is) => is('Complete') && is('FailureTarget'), detail: 'cannot set Complete=True and FailureTarget=true conditions' },
  { broken: (is) => is('Failed') && !is('FailureTarget'), detail: 'cannot set Failed=True condition without the FailureTarget=true condition' },
  { broken: (is) => is('Complete') && !is('SuccessCriteriaMet'), detail: 'cannot set Complete=True condition without the SuccessCriteriaMet=true condition' },
  { broken: (is) => is('SuccessCriteriaMet') && is('Failed'), detail: 'cannot set SuccessCriteriaMet=True and Failed=true conditions' },
  { broken: (is) => is('SuccessCriteriaMet') && is('FailureTarget'), detail: 'cannot set SuccessCriteriaMet=True and FailureTarget=true conditions' },
];

const conditionErrors = (job: JsonObject): FieldError[] => {
  const is = (type: string): boolean => isConditionTrue(job, type);
  return CONDITION_RULES.filter(({ broken }) => broken(is)).map(({ detail }) => conditions(detail));
};

const timeErrors = (job: JsonObject): FieldError[] => {
  const [start, end] = [stringAt(job, 'status', 'startTime'), stringAt(job, 'status', 'completionTime')];
  const isComplete = isConditionTrue(job, 'Complete');
  const errors: FieldError[] = [];
  if (end !== '' && !isComplete) errors.push(invalidField(at('completionTime'), end, 'cannot set completionTime when there is no Complete=True condition'));
  if (end === '' && isComplete) errors.push(requiredField(at('completionTime'), 'completionTime is required for Complete jobs'));
  if (start !== '' && end !== '' && Date.parse(end) < Date.parse(start)) errors.push(invalidField(at('completionTime'), end, 'completionTime cannot be set before startTime'));
  return errors;
};

const finishedErrors = (job: JsonObject): FieldError[] => {
  if (!isFinished(job)) return [];
  const uncounted = objectAt(job, 'status', 'uncountedTerminatedPods');
  const still = ['active', 'terminating'].filter((name) => count(job, name) > 0);
  return [
    ...still.map((name) => invalidField(at(name), count(job, name), `${name}>0 is invalid for finished job`)),
    ...(stringAt(job, 'status', 'startTime') === '' ? [requiredField(at('startTime'), 'startTime is required for finished job')] : []),
    ...(listAt(uncounted, 'succeeded').length + listAt(uncounted, 'failed').length > 0 ? [invalidField(at('uncountedTerminatedPods'), uncounted, 'uncountedTerminatedPods needs to be empty for finished job')] : []),
  ];
};

/** Only what an indexed job has, and its failures only with a limit for each, is told by index. */
const misplacedErrors = (job: JsonObject, completed: string, failed: Json | undefined): FieldError[] => [
  ...(completed !== '' && !isIndexed(job) ? [invalidField(at('completedIndexes'), completed, 'cannot set non-empty completedIndexes when non-indexed completion mode')] : []),
  ...(failed !== undefined && !isPerIndex(job) ? [invalidField(at('failedIndexes'), failed, 'cannot set non-null failedIndexes when backoffLimitPerIndex is null')] : []),
];

const formatErrors = (name: string, text: string, fault: string | undefined): FieldError[] => (fault === undefined ? [] : [invalidField(at(name), text, `error parsing ${name}: ${fault}`)]);

const failedIndexErrors = (job: JsonObject, failed: string, { completed, completions }: { readonly completed: IndexIntervals; readonly completions: number }): FieldError[] => {
  const parsed = parseIndexes(failed, completions);
  const shared = sharedIndex(completed, parsed);
  return [
    ...(isPerIndex(job) ? formatErrors('failedIndexes', failed, parsed.fault) : []),
    ...(shared === undefined ? [] : [invalidField(at('failedIndexes'), failed, `failedIndexes and completedIndexes overlap at index: ${shared}`)]),
  ];
};

const indexErrors = (job: JsonObject): FieldError[] => {
  const [text, failed] = [stringAt(job, 'status', 'completedIndexes'), valueAt(job, 'status', 'failedIndexes')];
  const completions = numberAt(job, 'spec', 'completions');
  const misplaced = misplacedErrors(job, text, failed);
  if (completions === undefined) return misplaced;
  const completed = parseIndexes(text, completions);
  return [
    ...formatErrors('completedIndexes', text, completed.fault),
    ...(typeof failed === 'string' ? failedIndexErrors(job, failed, { completed, completions }) : []),
    ...misplaced,
  ];
};

const TERMINAL: readonly string[] = ['Failed', 'Complete', 'FailureTarget', 'SuccessCriteriaMet'];

/** What a job has come to stays: its end, its counts, its times. */
const transitionErrors = (job: JsonObject, before: JsonObject): FieldError[] => {
  const undone = TERMINAL.filter((type) => isConditionTrue(before, type) && !isConditionTrue(job, type));
  const [end, oldEnd] = [stringAt(job, 'status', 'completionTime'), stringAt(before, 'status', 'completionTime')];
  const oldStart = stringAt(before, 'status', 'startTime');
  return [
    ...undone.map((type) => conditions(type === 'SuccessCriteriaMet' ? 'cannot disable the SuccessCriteriaMet=True condition' : `cannot disable the terminal ${type}=True condition`)),
    ...['failed', 'succeeded'].filter((name) => count(job, name) < count(before, name)).map((name) => invalidField(at(name), count(job, name), `cannot decrease the ${name} counter`)),
    ...(end !== '' && oldEnd !== '' && end !== oldEnd ? [invalidField(at('completionTime'), end, 'completionTime cannot be mutated')] : []),
    ...(oldStart !== '' && oldStart !== stringAt(job, 'status', 'startTime') && !booleanAt(job, 'spec', 'suspend') ? [requiredField(at('startTime'), 'startTime cannot be removed for unsuspended job')] : []),
  ];
};

const COUNTS: readonly string[] = ['active', 'succeeded', 'failed', 'ready', 'terminating'];

/** Upstream's rules for a job's status. Those about one part are asked only when that part changes. */
export const jobStatusErrors = (job: JsonObject, before: JsonObject): readonly FieldError[] => {
  const differs = (...names: readonly string[]): boolean => names.some((name) => !jsonEqual(valueAt(job, 'status', name), valueAt(before, 'status', name)));
  const ready = count(job, 'ready');
  return [
    ...COUNTS.flatMap((name) => negativeErrors(numberAt(job, 'status', name), at(name))),
    ...(optionalObjectAt(job, 'status', 'uncountedTerminatedPods') === undefined ? [] : uncountedErrors(job)),
    ...(differs('conditions') ? conditionErrors(job) : []),
    ...(differs('conditions', 'startTime', 'completionTime') ? timeErrors(job) : []),
    ...(differs('conditions', 'active', 'terminating', 'startTime', 'uncountedTerminatedPods') ? finishedErrors(job) : []),
    ...(differs('completedIndexes', 'failedIndexes') ? indexErrors(job) : []),
    ...(differs('ready') && ready > count(job, 'active') ? [invalidField(at('ready'), ready, 'cannot set more ready pods than active')] : []),
    ...transitionErrors(job, before),
  ];
};
