import type { JsonObject } from '../../../json.ts';
import { booleanAt, numberAt, stringAt, valueAt } from '../../../json-path.ts';
import { forbiddenField, immutableErrors, notSupportedField, requiredField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { HIGHEST_USER_PRIORITY, SYSTEM_PRIORITY_CLASSES } from './system-classes.ts';

const PREFIX = 'system-';
const POLICIES: readonly string[] = ['Never', 'PreemptLowerPriority'];

/** Why a class with the system's prefix is none of the system's. */
const strangeness = (priorityClass: JsonObject): string | undefined => {
  const name = stringAt(priorityClass, 'metadata', 'name');
  const known = SYSTEM_PRIORITY_CLASSES.find((system) => system.name === name);
  if (known === undefined) return `${name} is not a known system priority class`;
  if (numberAt(priorityClass, 'value') !== known.value) return `value of ${name} PriorityClass must be ${known.value}`;
  return booleanAt(priorityClass, 'globalDefault') ? `globalDefault of ${name} PriorityClass must be false` : undefined;
};

const valueErrors = (priorityClass: JsonObject): readonly FieldError[] => {
  if (!stringAt(priorityClass, 'metadata', 'name').startsWith(PREFIX)) {
    const isAbove = (numberAt(priorityClass, 'value') ?? 0) > HIGHEST_USER_PRIORITY;
    return isAbove ? [forbiddenField('value', `maximum allowed value of a user defined priority is ${HIGHEST_USER_PRIORITY}`)] : [];
  }
  const why = strangeness(priorityClass);
  return why === undefined ? [] : [forbiddenField('metadata.name', `priority class names with '${PREFIX}' prefix are reserved for system use only. error: ${why}`)];
};

const policyErrors = (policy: string): readonly FieldError[] => {
  if (policy === '') return [requiredField('preemptionPolicy')];
  return POLICIES.includes(policy) ? [] : [notSupportedField('preemptionPolicy', policy, POLICIES)];
};

/** Upstream's rules for a priority class. */
export const priorityClassErrors = (priorityClass: JsonObject): readonly FieldError[] => [
  ...valueErrors(priorityClass), ...policyErrors(stringAt(priorityClass, 'preemptionPolicy')),
];

/** Upstream's rules for an update of a priority class: what pods were promised stays. */
export const priorityClassUpdateErrors = (priorityClass: JsonObject, before: JsonObject): readonly FieldError[] => [
  ...(numberAt(priorityClass, 'value') === numberAt(before, 'value') ? [] : [forbiddenField('value', 'may not be changed in an update.')]),
  ...immutableErrors(valueAt(priorityClass, 'preemptionPolicy'), valueAt(before, 'preemptionPolicy'), 'preemptionPolicy'),
];
